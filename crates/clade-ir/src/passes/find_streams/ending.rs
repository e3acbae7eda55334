//! Whether a stream ends, and whether it can be resumed.

use clade_spec::SpecText;

use super::super::{hints, retry_class};
use crate::draft::{AnswerStream, Draft, NodeId, Shape};
use crate::model::Framing;
use crate::{Docs, HttpMethod, Json, StreamEnd, StreamKind};

/// The data by which many servers end a stream.
const CUSTOMARY: &str = "[DONE]";

/// Settles `kind` and `resumable`: a stream that is merely read goes on for ever, one that answers a request ends.
pub(super) fn settle(draft: &Draft<'_>, at: usize, outcome: usize, stream: &mut AnswerStream) {
    let operation = &draft.operations[at];
    let hint = hints::of(draft, operation).and_then(|hint| hint.stream.as_ref());
    let told = hint.and_then(|hint| hint.terminator.as_deref()).map(SpecText::from);
    let feed = match hint.and_then(|hint| hint.ends) {
        Some(StreamEnd::Feed) => true,
        Some(StreamEnd::Finite) => false,
        None => told.is_none() && stream.framing == Framing::Sse && operation.method == HttpMethod::Get,
    };
    let terminator = told.or_else(|| described(draft, at, outcome, stream));
    stream.kind = if feed { StreamKind::Feed } else { StreamKind::Finite { terminator } };
    let declared =
        operation.params.iter().any(|param| retry_class::is_header(param, retry_class::LAST_EVENT));
    let resumable = hint.and_then(|hint| hint.resumable).unwrap_or(declared);
    stream.resumable = resumable && stream.framing == Framing::Sse;
}

/// How deep below the body's members texts are looked at.
const DEEPEST: usize = 3;

/// The customary terminator, where any text about the stream, or about the members that switch it on, speaks of it.
fn described(draft: &Draft<'_>, at: usize, outcome: usize, stream: &AnswerStream) -> Option<SpecText> {
    if stream.framing != Framing::Sse {
        return None;
    }
    let operation = &draft.operations[at];
    let nodes = [stream.whole, stream.item].into_iter().flatten().map(|node| &draft.node(node).docs);
    let mut texts = nodes.chain([&operation.docs, &operation.successes[outcome].docs]);
    let body = operation.body.node().filter(|_| stream.switch.is_some());
    let found = texts.any(speaks) || body.is_some_and(|body| mentions(draft, body, DEEPEST));
    found.then(|| CUSTOMARY.into())
}

/// Whether a schema's own text, or that of its members, speaks of the terminator.
fn mentions(draft: &Draft<'_>, id: NodeId, depth: usize) -> bool {
    let target = draft.follow(id);
    if speaks(&draft.node(id).docs) || speaks(&draft.node(target).docs) {
        return true;
    }
    match &draft.node(target).shape {
        Shape::Object(object) if depth > 0 => {
            object.props.iter().any(|prop| mentions(draft, prop.node, depth - 1))
        }
        _ => false,
    }
}

fn speaks(docs: &Docs) -> bool {
    let texts = [docs.summary.as_ref(), docs.description.as_ref()].into_iter().flatten();
    let example = |value: &Json| matches!(value, Json::String(text) if text.expose().contains(CUSTOMARY));
    texts.into_iter().any(|text| text.expose().contains(CUSTOMARY)) || docs.examples.iter().any(example)
}
