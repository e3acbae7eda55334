//! What all JSON successes of an operation have in common: one type, or the union of several.

use clade_diag::Diags;

use crate::draft::{Answer, AnyOf, Draft, NodeId, Origin, Shape};

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, _: &mut Diags) {
    for at in 0..draft.operations.len() {
        let mut nodes: Vec<NodeId> = Vec::new();
        for outcome in &draft.operations[at].successes {
            if let Some(Answer::Json(node)) = outcome.chosen() {
                let target = draft.follow(*node);
                if !nodes.iter().any(|known| draft.follow(*known) == target) {
                    nodes.push(*node);
                }
            }
        }
        let key = draft.operations[at].key;
        draft.operations[at].reply = match nodes.as_slice() {
            [] => None,
            [one] => Some(*one),
            [first, ..] => {
                let union = AnyOf { parts: nodes.clone(), discriminator: None };
                Some(draft.add_beside(*first, Origin::Reply(key, None), Shape::AnyOf(Box::new(union))))
            }
        };
    }
}
