//! What a success gives to the caller.

use clade_spec::SpecText;

use super::Freezer;
use crate::draft::{Answer, AnswerStream, DraftOperation, DraftOutcome, Shape};
use crate::{EventCase, HttpMethod, Paging, Payload, Reply, Stream, StreamSwitch, Type};

impl Freezer<'_, '_> {
    pub(super) fn payload(&self, outcome: &DraftOutcome) -> Payload {
        match outcome.chosen() {
            None => Payload::Empty,
            Some(Answer::Json(node)) => Payload::Json(self.ty(*node)),
            Some(Answer::Text) => Payload::Text,
            Some(Answer::Bytes) => Payload::Bytes,
            Some(Answer::Stream(stream)) => Payload::Stream(Box::new(self.stream(stream))),
        }
    }

    pub(super) fn reply(&self, operation: &DraftOperation) -> Reply {
        if operation.method == HttpMethod::Head {
            return Reply::Empty;
        }
        let answers = || operation.successes.iter().filter_map(DraftOutcome::chosen);
        let stream = answers().find_map(|answer| match answer {
            Answer::Stream(stream) => Some(stream),
            _ => None,
        });
        if let Some(stream) = stream {
            return Reply::Stream(Box::new(self.stream(stream)));
        }
        let raw = answers().find(|answer| matches!(answer, Answer::Bytes | Answer::Text));
        match (operation.reply, raw) {
            (None, None) => Reply::Empty,
            (None, Some(Answer::Text)) => Reply::Text,
            (_, Some(_)) => Reply::Bytes,
            (Some(node), None) => self.json_reply(operation, node),
        }
    }

    fn json_reply(&self, operation: &DraftOperation, node: crate::draft::NodeId) -> Reply {
        let ty = self.ty(node);
        let Some(page) = &operation.page else {
            let optional = operation.successes.iter().any(|outcome| outcome.answers.is_empty());
            return Reply::One { ty, optional };
        };
        let paging = Paging {
            kind: page.kind.clone(),
            items: page.items.clone(),
            item: self.ty(page.item),
            limit_param: page.limit_param,
            total: page.total.clone(),
            more: page.more.clone(),
        };
        Reply::Page { ty, paging: Box::new(paging) }
    }

    fn stream(&self, stream: &AnswerStream) -> Stream {
        Stream {
            framing: stream.framing,
            item: stream.item.map_or(Type::Any, |item| self.ty(item)),
            cases: self.cases(stream),
            kind: stream.kind.clone(),
            resumable: stream.resumable,
            switch: stream.switch.as_ref().map(|wire| StreamSwitch { wire: wire.clone() }),
        }
    }

    /// Event names with the names of the union's variants that they select.
    fn cases(&self, stream: &AnswerStream) -> Vec<EventCase> {
        let Some(item) = stream.item else { return Vec::new() };
        let Shape::Union(union) = self.draft.shape(item) else { return Vec::new() };
        let mut cases = Vec::new();
        let names = self.variant_names(self.draft.follow(item), union);
        for (variant, name) in union.variants.iter().zip(names) {
            let events = stream.cases.iter().filter(|(_, node)| *node == variant.node);
            cases.extend(events.map(|(event, node)| EventCase {
                event: event.clone(),
                name: name.clone(),
                ty: self.bare(*node),
            }));
        }
        cases
    }
}

/// Media types to accept: those of the successes, or of the errors if no success has a body.
pub(super) fn accept(operation: &DraftOperation) -> Vec<SpecText> {
    let wanted = media(&operation.successes);
    if wanted.is_empty() { media(&operation.errors) } else { wanted }
}

fn media(outcomes: &[DraftOutcome]) -> Vec<SpecText> {
    let mut wanted: Vec<SpecText> = Vec::new();
    for form in outcomes.iter().filter_map(|outcome| outcome.answers.first()) {
        if !wanted.contains(&form.media) {
            wanted.push(form.media.clone());
        }
    }
    wanted
}
