//! Webhooks: payload types only.

use clade_diag::codes;
use clade_spec::{Operation, SpecText};

use super::{Lower, docs, media::Kind};
use crate::Docs;
use crate::draft::{DraftWebhook, NodeId, Origin};

impl Lower<'_, '_> {
    pub(super) fn webhooks(&mut self) {
        let document = self.document;
        for webhook in &document.webhooks {
            let operation = webhook.item.operations.first();
            let payload = operation.and_then(|operation| self.payload(operation, &webhook.name));
            let docs = operation.map_or_else(Docs::default, |operation| Docs {
                summary: docs::given(operation.summary.as_ref()),
                description: docs::given(operation.description.as_ref()),
                deprecated: operation.deprecated,
                ..Docs::default()
            });
            self.draft.webhooks.push(DraftWebhook { wire: webhook.name.clone(), docs, payload });
        }
    }

    fn payload(&mut self, operation: &Operation, name: &SpecText) -> Option<NodeId> {
        let body = operation.request_body.as_ref()?;
        let json = body.content.iter().find(|media| self.kind(media) == Kind::Json);
        let Some(schema) = json.and_then(|media| media.schema) else {
            let place = self.document.place(body.node);
            self.diags.push(codes::webhook_without_json(name.expose()).at(place));
            return None;
        };
        Some(self.node_of(schema, Origin::Webhook(name.clone())))
    }
}
