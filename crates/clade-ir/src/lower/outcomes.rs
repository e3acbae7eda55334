//! Responses: what each status means.

use clade_diag::codes;
use clade_spec::{MediaType, Operation, Response, ResponseEntry, Status, Use};

use super::{Lower, docs, media::Kind};
use crate::draft::{Answer, AnswerStream, DraftOutcome, Form, HeaderDraft, OpKey, Origin, Touches};
use crate::{Docs, ParamPlace, StatusSet, StreamKind};

impl Lower<'_, '_> {
    /// Successes and errors, each by status.
    pub(super) fn outcomes(
        &mut self,
        operation: &Operation,
        key: OpKey,
    ) -> (Vec<DraftOutcome>, Vec<DraftOutcome>) {
        let mut entries: Vec<&ResponseEntry> = operation.responses.iter().collect();
        entries.sort_by_key(|entry| status(entry.status));
        let hundred = success_hundred(&entries);
        let (mut successes, mut errors) = (Vec::new(), Vec::new());
        for entry in entries {
            let succeeds = match entry.status {
                Status::Default => hundred.is_none(),
                Status::Code(code) => Some(code / 100) == hundred,
                Status::Range(digit) => Some(u16::from(digit)) == hundred,
            };
            if matches!(entry.status, Status::Code(100..=199) | Status::Range(1)) {
                self.upgrade(entry, key);
            } else if succeeds {
                successes.push(self.outcome(
                    entry,
                    operation,
                    key,
                    &Origin::Reply(key, Some(status(entry.status))),
                ));
            } else {
                errors.push(self.outcome(entry, operation, key, &Origin::Failure(key, status(entry.status))));
            }
        }
        if successes.is_empty() && !operation.responses.is_empty() {
            let place = self.document.place_in(operation.node, &["responses"]);
            self.diags.push(codes::no_success_described().at(place));
        }
        (successes, errors)
    }

    /// A change of protocol is beyond a request and its reply.
    fn upgrade(&mut self, entry: &ResponseEntry, key: OpKey) {
        let diag = codes::protocol_upgrade().at(self.document.place(entry.response.node));
        self.draft.degrade(self.diags, Touches::Operation(key), diag);
    }

    fn outcome(
        &mut self,
        entry: &ResponseEntry,
        operation: &Operation,
        key: OpKey,
        inline: &Origin,
    ) -> DraftOutcome {
        let response = &entry.response;
        let shared = response.reference.as_ref().and_then(|reference| reference.name.clone());
        let origin = shared.map_or_else(|| inline.clone(), Origin::Shared);
        let mut answers: Vec<(usize, &MediaType, Answer)> = Vec::new();
        // A reply to HEAD has the headers of the body, never the body.
        let content = if operation.method == clade_spec::Method::Head { &[][..] } else { &response.content };
        for media in content {
            let (rank, answer) = self.answer(media, &origin, key);
            answers.push((rank, media, answer));
        }
        answers.sort_by_key(|(rank, ..)| *rank);
        DraftOutcome {
            source: response.node,
            status: status(entry.status),
            answers: answers.into_iter().map(|(_, media, answer)| self.form(media, answer)).collect(),
            headers: self.headers(response, key),
            docs: prose(response),
        }
    }

    fn answer(&mut self, media: &MediaType, origin: &Origin, key: OpKey) -> (usize, Answer) {
        match self.kind(media) {
            Kind::Json => {
                let schema = media.schema.or(media.item_schema);
                let node = self.node_or_any(schema, media.node, origin);
                let exact = media.name.essence.expose() == "application/json";
                let rank = match media.schema {
                    // `OK` as text is no JSON: where the same is offered as text or bytes, that is what comes.
                    Some(_) if self.is_bare_text(media) => 5,
                    Some(_) => usize::from(!exact),
                    None => 2,
                };
                (rank, Answer::Json(node))
            }
            Kind::Stream(framing) => (3, self.stream(media, framing, key)),
            Kind::Bytes if media.name.subtype().ends_with("json") => (5, Answer::Bytes),
            Kind::Bytes | Kind::Multipart | Kind::Form => (4, Answer::Bytes),
            Kind::Text => (4, Answer::Text),
            Kind::Xml => (6, Answer::Text),
        }
    }

    fn form(&self, media: &MediaType, answer: Answer) -> Form {
        let notation = super::media::is_notation(self.kind(media), &media.name);
        Form { media: media.name.raw.clone(), schema: media.schema, notation, answer }
    }

    fn stream(&mut self, media: &MediaType, framing: crate::model::Framing, key: OpKey) -> Answer {
        let whole = media.schema.map(|schema| self.node_of(schema, Origin::Event(key)));
        let item = media.item_schema.map(|schema| self.node_of(schema, Origin::Event(key)));
        Answer::Stream(Box::new(AnswerStream {
            framing,
            whole,
            item,
            cases: Vec::new(),
            kind: StreamKind::Finite { terminator: None },
            resumable: false,
            switch: None,
        }))
    }

    fn headers(&mut self, response: &Use<Response>, key: OpKey) -> Vec<HeaderDraft> {
        let mut headers = Vec::new();
        for (wire, header) in &response.headers {
            if wire.expose().eq_ignore_ascii_case("content-type") {
                continue;
            }
            let origin = Origin::Header(key, wire.clone());
            let (node, _) = self.value(&header.value, ParamPlace::Header, header.node, origin, key);
            headers.push(HeaderDraft {
                wire: wire.clone(),
                node,
                required: header.required,
                docs: Docs {
                    description: docs::given(header.description.as_ref()),
                    deprecated: header.deprecated,
                    examples: docs::values(&header.examples),
                    ..Docs::default()
                },
            });
        }
        headers
    }
}

fn prose(response: &Use<Response>) -> Docs {
    let told = response.reference.as_ref();
    let summary = told.and_then(|reference| reference.summary.as_ref()).or(response.summary.as_ref());
    let description =
        told.and_then(|reference| reference.description.as_ref()).or(response.description.as_ref());
    let examples = response.content.iter().flat_map(|media| docs::values(&media.examples)).collect();
    Docs { summary: docs::given(summary), description: docs::given(description), examples, ..Docs::default() }
}

fn status(status: Status) -> StatusSet {
    match status {
        Status::Code(code) => StatusSet::Code(code),
        Status::Range(digit) => StatusSet::Class(digit),
        Status::Default => StatusSet::Default,
    }
}

/// The hundred of the statuses that are successes: 2xx; without any, 3xx, unless `default` is there to be the success.
fn success_hundred(entries: &[&ResponseEntry]) -> Option<u16> {
    let has = |hundred: u16| {
        entries.iter().any(|entry| match entry.status {
            Status::Code(code) => code / 100 == hundred,
            Status::Range(digit) => u16::from(digit) == hundred,
            Status::Default => false,
        })
    };
    let default = entries.iter().any(|entry| entry.status == Status::Default);
    match () {
        () if has(2) => Some(2),
        () if default => None,
        () => Some(3),
    }
}
