//! Whether a stream ends, and whether it can be resumed.

use clade_spec::SpecText;

use super::super::{hints, retry_class};
use crate::draft::{AnswerStream, Draft};
use crate::model::Framing;
use crate::{HttpMethod, StreamEnd, StreamKind};

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
        None => {
            told.is_none() && stream.framing == Framing::Sse && operation.method == HttpMethod::Get
        }
    };
    let terminator = told.or_else(|| described(draft, at, outcome, stream));
    stream.kind = if feed { StreamKind::Feed } else { StreamKind::Finite { terminator } };
    let declared = operation.params.iter().any(|param| retry_class::is_header(param, retry_class::LAST_EVENT));
    let resumable = hint.and_then(|hint| hint.resumable).unwrap_or(declared);
    stream.resumable = resumable && stream.framing == Framing::Sse;
}

/// The customary terminator, where any text about the stream speaks of it.
fn described(draft: &Draft<'_>, at: usize, outcome: usize, stream: &AnswerStream) -> Option<SpecText> {
    if stream.framing != Framing::Sse {
        return None;
    }
    let operation = &draft.operations[at];
    let switch = stream.switch.as_ref().and_then(|wire| switch_docs(draft, at, wire));
    let nodes = [stream.whole, stream.item].into_iter().flatten().map(|node| &draft.node(node).docs);
    let texts = nodes.chain([&operation.docs, &operation.successes[outcome].docs]).chain(switch);
    let speaks = |docs: &crate::Docs| {
        let texts = [docs.summary.as_ref(), docs.description.as_ref()].into_iter().flatten();
        let example = |value: &crate::Json| matches!(value, crate::Json::String(text) if text.expose().contains(CUSTOMARY));
        texts.into_iter().any(|text| text.expose().contains(CUSTOMARY)) || docs.examples.iter().any(example)
    };
    texts.into_iter().any(speaks).then(|| CUSTOMARY.into())
}

fn switch_docs<'a>(draft: &'a Draft<'_>, at: usize, wire: &SpecText) -> Option<&'a crate::Docs> {
    let body = draft.operations[at].body.node()?;
    let crate::draft::Shape::Object(object) = draft.shape(body) else { return None };
    let prop = object.props.iter().find(|prop| prop.wire == *wire)?;
    Some(&draft.node(prop.node).docs)
}
