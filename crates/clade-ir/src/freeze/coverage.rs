//! The coverage report.

use std::collections::{HashMap, HashSet};

use super::owners::{Owner, owners};
use crate::draft::{Draft, NodeId, OpKey, Row, Touches};
use crate::{Coverage, Degradation, OpId};

/// Rows with the operations they touch, and the count of operations.
pub(super) fn of(draft: &Draft<'_>) -> Coverage {
    let index: HashMap<OpKey, OpId> = draft
        .operations
        .iter()
        .enumerate()
        .map(|(at, op)| (op.key, OpId(u32::try_from(at).unwrap_or(u32::MAX))))
        .collect();
    let users = draft.operations.iter().map(|operation| (operation.key, operation.all(draft)));
    let owners = owners(draft, users);
    let mut rows: Vec<&Row> = draft.rows.iter().filter(|row| is_used(row, &index, &owners)).collect();
    rows.sort_by_key(|row| position(row));
    let touched = touched(draft, &rows);
    let degraded = draft.operations.iter().filter(|operation| touched.contains(&operation.key)).count();
    Coverage {
        typed: draft.operations.len() - degraded,
        degraded,
        rows: rows.into_iter().map(|row| degradation(row, &index, &owners)).collect(),
    }
}

fn position(row: &Row) -> (u32, u32, u32) {
    (row.place.source.0, row.place.line, row.place.column)
}

/// Rows about schemas that nothing uses are of no interest.
fn is_used(row: &Row, index: &HashMap<OpKey, OpId>, owners: &HashMap<NodeId, Owner<OpKey>>) -> bool {
    match row.touches {
        Touches::Operation(key) => index.contains_key(&key),
        Touches::Node(id) => owners.contains_key(&id),
    }
}

fn degradation(
    row: &Row,
    index: &HashMap<OpKey, OpId>,
    owners: &HashMap<NodeId, Owner<OpKey>>,
) -> Degradation {
    let key = match row.touches {
        Touches::Operation(key) => Some(key),
        Touches::Node(id) => match owners.get(&id) {
            Some(Owner::One(key)) => Some(*key),
            _ => None,
        },
    };
    Degradation {
        code: row.code,
        place: row.place.clone(),
        operation: key.and_then(|key| index.get(&key).copied()),
        what: row.what.clone(),
    }
}

/// Operations of which at least one row speaks, by itself or by a schema that the operation reaches.
fn touched(draft: &Draft<'_>, rows: &[&Row]) -> HashSet<OpKey> {
    let mut touched: HashSet<OpKey> = HashSet::new();
    let mut tainted: HashSet<NodeId> = HashSet::new();
    for row in rows {
        match row.touches {
            Touches::Operation(key) => {
                touched.insert(key);
            }
            Touches::Node(id) => {
                tainted.insert(id);
            }
        }
    }
    spread(draft, &mut tainted);
    for operation in &draft.operations {
        if operation.all(draft).iter().any(|node| tainted.contains(node)) {
            touched.insert(operation.key);
        }
    }
    touched
}

/// Adds everything that leads to a tainted node.
fn spread(draft: &Draft<'_>, tainted: &mut HashSet<NodeId>) {
    if tainted.is_empty() {
        return;
    }
    let mut users: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
    for index in 0..draft.nodes.len() {
        let id = NodeId::new(index);
        for part in draft.parts(id) {
            users.entry(part).or_default().push(id);
        }
    }
    let mut todo: Vec<NodeId> = tainted.iter().copied().collect();
    while let Some(id) = todo.pop() {
        for user in users.get(&id).into_iter().flatten() {
            if tainted.insert(*user) {
                todo.push(*user);
            }
        }
    }
}
