//! Operations.

use clade_diag::codes;
use clade_spec::{Method, Operation, PathItem, SpecText};

use super::{Lower, docs};
use crate::draft::{BodyDraft, DraftOperation, OpKey};
use crate::{Docs, HttpMethod, ResourceId, RetryClass};

impl Lower<'_, '_> {
    pub(super) fn operations(&mut self) {
        let document = self.document;
        for item in &document.paths {
            for operation in &item.operations {
                self.operation(item, operation);
            }
        }
    }

    fn operation(&mut self, item: &PathItem, operation: &Operation) {
        let key = OpKey(self.next_key);
        self.next_key += 1;
        let (path, params) = self.path_and_params(item, operation, key);
        let body = operation.request_body.as_ref().map_or(BodyDraft::None, |body| self.body(body, key));
        let (successes, errors) = self.outcomes(operation, key);
        let auth = self.auth_rule(operation);
        self.note_callbacks(operation);
        self.draft.operations.push(DraftOperation {
            key,
            source: operation.node,
            wire_id: operation.operation_id.clone(),
            method: method(&operation.method),
            path_key: item.key.raw.clone(),
            fragment: item.key.fragment.clone(),
            path,
            fixed_query: super::paths::fixed_query(&item.key),
            tags: operation.tags.clone(),
            params,
            body,
            pinned: Vec::new(),
            successes,
            errors,
            auth,
            server: super::servers::first(&operation.servers)
                .or_else(|| super::servers::first(&item.servers)),
            docs: prose(item, operation),
            reply: None,
            is_split_stream: false,
            resource: ResourceId(0),
            words: Vec::new(),
            name: None,
            page: None,
            retry: RetryClass::Never,
        });
    }

    fn note_callbacks(&mut self, operation: &Operation) {
        for callback in &operation.callbacks {
            let place = self.document.place(callback.node);
            self.diags.push(codes::callback_not_generated(callback.name.expose()).at(place));
        }
    }
}

/// Prose of an operation; its examples are those of the request's body.
fn prose(item: &PathItem, operation: &Operation) -> Docs {
    let bodies = operation.request_body.iter().flat_map(|body| &body.content);
    let text =
        |own: Option<&SpecText>, shared: Option<&SpecText>| docs::given(own).or_else(|| docs::given(shared));
    Docs {
        summary: text(operation.summary.as_ref(), item.summary.as_ref()),
        description: text(operation.description.as_ref(), item.description.as_ref()),
        deprecated: operation.deprecated,
        examples: bodies.flat_map(|media| docs::values(&media.examples)).collect(),
        link: docs::link(operation.external_docs.as_ref()),
    }
}

fn method(method: &Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::Get,
        Method::Put => HttpMethod::Put,
        Method::Post => HttpMethod::Post,
        Method::Delete => HttpMethod::Delete,
        Method::Options => HttpMethod::Options,
        Method::Head => HttpMethod::Head,
        Method::Patch => HttpMethod::Patch,
        Method::Trace => HttpMethod::Trace,
        Method::Query => HttpMethod::Query,
        Method::Other(token) => HttpMethod::Other(token.expose().into()),
    }
}
