//! Pages as the settings describe them; what they do not say is inferred.

use clade_diag::Diags;
use clade_spec::SpecText;

use super::{PageDraft, PagingKind, kind, query, reply};
use crate::draft::{Draft, NodeId, Shape};

/// What the settings say.
pub(super) struct Wish<'h> {
    pub(super) items: Option<&'h str>,
    pub(super) cursor: Option<&'h str>,
    pub(super) next: Option<&'h str>,
}

pub(super) fn page(
    draft: &Draft<'_>,
    diags: &mut Diags,
    at: usize,
    node: NodeId,
    wish: &Wish<'_>,
) -> Option<PageDraft> {
    match wished(draft, at, node, wish) {
        Ok(page) => Some(page),
        Err(problem) => {
            super::hints::does_not_fit(draft, diags, at, problem);
            None
        }
    }
}

fn wished(draft: &Draft<'_>, at: usize, node: NodeId, wish: &Wish<'_>) -> Result<PageDraft, String> {
    let operation = &draft.operations[at];
    let found = match wish.items {
        Some(path) => {
            items_at(draft, node, path).ok_or_else(|| format!("`{path}` is no array in the reply"))?
        }
        None => reply::items(draft, node).ok_or("the reply holds no items")?,
    };
    let next = match wish.next {
        Some(path) => {
            Some(resolve(draft, node, path).ok_or_else(|| format!("`{path}` is no member of the reply"))?)
        }
        None => None,
    };
    let kind = match (wish.cursor, next) {
        (Some(wire), next) => {
            let param = query(operation, |param| param.wire == *wire);
            let param = param.ok_or_else(|| format!("`{wire}` is no query parameter"))?;
            let next = next.map(|(path, _)| path);
            let next = next.or_else(|| reply::next_cursor(draft, node, &operation.params[param].wire));
            PagingKind::Cursor { param, next: next.ok_or("the reply holds no next cursor")? }
        }
        (None, Some((next, _))) => PagingKind::NextUrl { next },
        (None, None) => kind(draft, operation, node, &found).ok_or("nothing tells how the list goes on")?,
    };
    Ok(super::page(draft, operation, node, found, kind))
}

fn items_at(draft: &Draft<'_>, node: NodeId, path: &str) -> Option<reply::Found> {
    let (path, list) = resolve(draft, node, path)?;
    match draft.shape(list) {
        Shape::List(item) => Some(reply::Found { path, item: *item }),
        _ => None,
    }
}

/// The member at a dotted path, with the path in wire names.
fn resolve(draft: &Draft<'_>, node: NodeId, path: &str) -> Option<(Vec<SpecText>, NodeId)> {
    let mut at = node;
    let mut wires = Vec::new();
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let Shape::Object(object) = draft.shape(at) else { return None };
        let prop = object.props.iter().find(|prop| prop.wire == *part)?;
        wires.push(prop.wire.clone());
        at = prop.node;
    }
    Some((wires, at))
}
