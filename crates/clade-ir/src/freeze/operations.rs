//! Operations and the names of their arguments.

use super::Freezer;
use crate::draft::{DraftOperation, DraftOutcome, DraftParam, Object, Segment};
use crate::naming::{Scope, Words, fixed};
use crate::{Name, Operation, Outcome, Param, ParamPlace, PathPart, ResponseHeader};

impl Freezer<'_, '_> {
    pub(super) fn operation(&self, operation: &DraftOperation) -> Operation {
        let name = operation.name.clone().unwrap_or_else(|| Name::of_split(fixed(&["call"])));
        let resource = &self.draft.resources[operation.resource.0 as usize].name;
        let mut scope = self.arguments(operation);
        let params = operation.params.iter().map(|param| self.param(param, &mut scope)).collect();
        Operation {
            key: format!("{}.{}", resource.join("_"), name.join("_")),
            name,
            resource: operation.resource,
            wire_id: operation.wire_id.clone(),
            method: operation.method.clone(),
            path: operation.path.iter().map(part).collect(),
            fixed_query: operation.fixed_query.clone(),
            params,
            body: self.body(operation),
            pinned: operation.pinned.clone(),
            accept: super::replies::accept(operation),
            reply: self.reply(operation),
            successes: operation.successes.iter().map(|outcome| self.outcome(outcome)).collect(),
            errors: operation.errors.iter().map(|outcome| self.outcome(outcome)).collect(),
            auth: operation.auth.clone(),
            retry: operation.retry,
            server: operation.server.clone(),
            docs: operation.docs.clone(),
            place: self.draft.place(operation.source),
        }
    }

    /// The scope of an operation's arguments, with the members of a struct body taken.
    fn arguments(&self, operation: &DraftOperation) -> Scope {
        let body = operation.body.node().map(|node| self.draft.follow(node));
        let Some(body) = body else { return Scope::default() };
        let object = Object { props: self.draft.form_members(body), ..Object::default() };
        super::decls::member_names(&object).0
    }

    fn param(&self, param: &DraftParam, scope: &mut Scope) -> Param {
        let plain = super::decls::candidates(param.wire.expose());
        let first = plain.first().cloned().unwrap_or_default();
        let placed: Words = [fixed(&[place_word(param.place)]), first].concat();
        let candidates: Vec<Words> = plain.into_iter().take(1).chain([placed]).collect();
        Param {
            name: scope.claim(&candidates, "param"),
            wire: param.wire.clone(),
            place: param.place,
            required: param.required,
            ty: self.ty(param.node),
            encoding: param.encoding.clone(),
            default: param.default(self.draft).cloned(),
            docs: self.param_docs(param),
            managed: param.managed,
        }
    }

    /// A parameter without prose of its own has that of its schema.
    fn param_docs(&self, param: &DraftParam) -> crate::Docs {
        let mut docs = param.docs.clone();
        let schema = &self.draft.node(param.node).docs;
        if docs.description.is_none() {
            docs.description.clone_from(&schema.description);
        }
        if docs.examples.is_empty() {
            docs.examples.clone_from(&schema.examples);
        }
        docs.deprecated |= schema.deprecated;
        docs
    }

    fn outcome(&self, outcome: &DraftOutcome) -> Outcome {
        Outcome {
            status: outcome.status,
            payload: self.payload(outcome),
            headers: outcome
                .headers
                .iter()
                .map(|header| ResponseHeader {
                    wire: header.wire.clone(),
                    ty: self.ty(header.node),
                    required: header.required,
                    docs: header.docs.clone(),
                })
                .collect(),
            docs: outcome.docs.clone(),
        }
    }
}

fn part(part: &Segment) -> PathPart {
    match part {
        Segment::Literal(text) => PathPart::Literal(text.clone()),
        Segment::Param(at) => PathPart::Param(*at),
    }
}

fn place_word(place: ParamPlace) -> &'static str {
    match place {
        ParamPlace::Path => "path",
        ParamPlace::Query | ParamPlace::QueryString => "query",
        ParamPlace::Header => "header",
        ParamPlace::Cookie => "cookie",
    }
}
