//! Who uses which type.

use std::collections::HashMap;
use std::hash::Hash;

use super::Freezer;
use crate::draft::{Draft, DraftOperation, NodeId};
use crate::{ResourceId, TypeDecl, Usage};

/// Who uses something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner<T> {
    One(T),
    Many,
}

/// The one user of every node that is reached, or `Many`. Each node is passed at most twice.
pub(super) fn owners<T: Copy + Eq + Hash>(
    draft: &Draft<'_>,
    users: impl Iterator<Item = (T, Vec<NodeId>)>,
) -> HashMap<NodeId, Owner<T>> {
    let mut owners: HashMap<NodeId, Owner<T>> = HashMap::new();
    for (user, roots) in users {
        let mut todo = roots;
        while let Some(id) = todo.pop() {
            let next = match owners.get(&id) {
                None => Owner::One(user),
                Some(Owner::One(other)) if *other != user => Owner::Many,
                Some(_) => continue,
            };
            owners.insert(id, next);
            todo.extend(draft.parts(id));
        }
    }
    owners
}

/// Sets the resource that alone uses a type.
pub(super) fn set_homes(frozen: &Freezer<'_, '_>, types: &mut [TypeDecl]) {
    let draft = frozen.draft;
    let by_resource =
        draft.operations.iter().map(|operation| (Some(operation.resource), operation.all(draft)));
    // A webhook's payload belongs to no resource: what both use is shared.
    let webhooks = draft.webhooks.iter().map(|webhook| (None, webhook.payload.into_iter().collect()));
    let owners: HashMap<NodeId, Owner<Option<ResourceId>>> = owners(draft, by_resource.chain(webhooks));
    for (id, ty) in draft.declared.iter().zip(types) {
        ty.home = match owners.get(id) {
            Some(Owner::One(resource)) => *resource,
            _ => None,
        };
    }
}

/// Sets the directions in which a type travels.
pub(super) fn set_usage(frozen: &Freezer<'_, '_>, types: &mut [TypeDecl]) {
    let draft = frozen.draft;
    let payloads: Vec<NodeId> = draft.webhooks.iter().filter_map(|webhook| webhook.payload).collect();
    let received = owners(draft, [((), payloads)].into_iter());
    for (id, ty) in draft.declared.iter().zip(types.iter_mut()) {
        ty.usage.response |= received.contains_key(id);
    }
    let mut pass = |roots: fn(&DraftOperation, &Draft<'_>) -> Vec<NodeId>, set: fn(&mut Usage)| {
        let roots = draft.operations.iter().map(|operation| ((), roots(operation, draft)));
        let reached = owners(draft, roots);
        for (id, ty) in draft.declared.iter().zip(types.iter_mut()) {
            if reached.contains_key(id) {
                set(&mut ty.usage);
            }
        }
    };
    pass(DraftOperation::sent, |usage| usage.request = true);
    pass(DraftOperation::received, |usage| usage.response = true);
    pass(DraftOperation::streamed, |usage| usage.event = true);
    pass(DraftOperation::failed, |usage| usage.error = true);
}
