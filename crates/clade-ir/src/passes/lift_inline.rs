//! Chooses which schemas become declarations: those the description names, and objects, enums and unions wherever
//! they stand. What no operation and no webhook reaches is left out.

use std::collections::HashSet;

use clade_diag::Diags;

use crate::draft::{Draft, NodeId, Origin, Shape};

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, _: &mut Diags) {
    let mut reached = Reached { seen: HashSet::new(), declared: Vec::new() };
    let used = all_reached(draft);
    for id in draft.components.clone() {
        if used.contains(&id) {
            reached.visit(draft, id);
        }
    }
    for root in roots(draft) {
        reached.visit(draft, root);
    }
    draft.declared = reached.declared;
}

/// Every schema that an operation or a webhook names itself, in order.
pub(crate) fn roots(draft: &Draft<'_>) -> Vec<NodeId> {
    let operations = draft.operations.iter().flat_map(|operation| operation.all(draft));
    operations.chain(draft.webhooks.iter().filter_map(|webhook| webhook.payload)).collect()
}

fn all_reached(draft: &Draft<'_>) -> HashSet<NodeId> {
    let mut todo = roots(draft);
    let mut seen: HashSet<NodeId> = todo.iter().copied().collect();
    while let Some(id) = todo.pop() {
        todo.extend(draft.parts(id).into_iter().filter(|part| seen.insert(*part)));
    }
    seen
}

/// Whether a node becomes a declaration when it is reached.
pub(crate) fn is_declared(draft: &Draft<'_>, id: NodeId) -> bool {
    let node = draft.node(id);
    let named = matches!(node.origin, Origin::Named { .. });
    named || matches!(node.shape, Shape::Object(_) | Shape::Enum(_) | Shape::Union(_))
}

struct Reached {
    seen: HashSet<NodeId>,
    declared: Vec<NodeId>,
}

impl Reached {
    /// Declares what is found from a root, outer before inner. Components wait for their own turn, so that each is
    /// followed by what is written inside it.
    fn visit(&mut self, draft: &Draft<'_>, root: NodeId) {
        let mut todo = vec![root];
        while let Some(id) = todo.pop() {
            let component = matches!(draft.node(id).origin, Origin::Named { component: true, .. });
            if (component && id != root) || !self.seen.insert(id) {
                continue;
            }
            if is_declared(draft, id) {
                self.declared.push(id);
            }
            todo.extend(draft.parts(id).into_iter().rev());
        }
    }
}
