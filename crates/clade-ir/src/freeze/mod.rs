//! `Draft` to `Api`: the last step, in which nothing is decided but the names of local scopes.

mod bodies;
mod coverage;
mod decls;
mod multipart;
mod operations;
mod owners;
mod replies;
mod types;

use std::collections::HashMap;

use clade_diag::Diags;

use crate::draft::{Draft, NodeId};
use crate::naming::{Scope, split};
use crate::{Api, TypeId, Webhook};

/// The model of a finished draft.
pub(crate) fn freeze(draft: &mut Draft<'_>, diags: &mut Diags) -> Api {
    bodies::settle(draft, diags);
    let ids = draft.declared.iter().enumerate();
    let ids = ids.map(|(at, id)| (*id, TypeId(u32::try_from(at).unwrap_or(u32::MAX)))).collect();
    let frozen = Freezer { draft, ids };
    frozen.api(diags)
}

/// A draft that no longer changes, and the ids of its declarations.
struct Freezer<'a, 'd> {
    draft: &'a Draft<'d>,
    ids: HashMap<NodeId, TypeId>,
}

impl Freezer<'_, '_> {
    fn api(&self, diags: &mut Diags) -> Api {
        let draft = self.draft;
        let mut types: Vec<_> = draft.declared.iter().map(|id| self.declaration(*id, diags)).collect();
        owners::set_usage(self, &mut types);
        owners::set_homes(self, &mut types);
        Api {
            info: draft.info.clone(),
            servers: draft.servers.clone(),
            auth: draft.auth.clone(),
            types,
            resources: draft.resources.clone(),
            operations: draft.operations.iter().map(|operation| self.operation(operation)).collect(),
            webhooks: self.webhooks(),
            coverage: coverage::of(draft),
        }
    }

    fn webhooks(&self) -> Vec<Webhook> {
        let mut scope = Scope::default();
        let webhook = |webhook: &crate::draft::DraftWebhook| Webhook {
            name: scope.claim_words(&split(webhook.wire.expose()), "webhook"),
            wire: webhook.wire.clone(),
            docs: webhook.docs.clone(),
            payload: webhook.payload.map(|node| self.ty(node)),
        };
        self.draft.webhooks.iter().map(webhook).collect()
    }
}
