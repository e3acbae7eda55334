//! Event envelopes: objects that describe the fields of a server-sent event rather than its data.

use clade_spec::SpecText;

use crate::draft::{Draft, NodeId, Object, Prop, Scalar, Shape};
use crate::{EnumRepr, Literal};

/// Fields of a server-sent event.
const FIELDS: [&str; 5] = ["event", "data", "id", "retry", "comment"];

/// What an envelope says.
#[derive(Debug, Clone)]
pub(super) struct Envelope {
    /// Event names, if it fixes them.
    pub(super) events: Vec<SpecText>,
    /// Type of the data; `None` for plain text.
    pub(super) data: Option<NodeId>,
}

/// The envelope that a schema is, if it is one.
pub(super) fn of(draft: &Draft<'_>, id: NodeId) -> Option<Envelope> {
    let Shape::Object(object) = draft.shape(id) else { return None };
    let known = object.props.iter().all(|prop| FIELDS.iter().any(|field| prop.wire == **field));
    let data = prop(object, "data")?;
    let content = content_of(draft, data.node);
    let telling = prop(object, "event").is_some_and(|event| is_text(draft, event.node))
        || prop(object, "retry").is_some()
        || content.is_some();
    if !known || !telling {
        return None;
    }
    let events = prop(object, "event").map(|event| texts(draft, event.node)).unwrap_or_default();
    let plain = matches!(draft.shape(data.node), Shape::Scalar(Scalar::Text));
    let data = content.or((!plain).then_some(data.node));
    Some(Envelope { events, data })
}

fn prop<'a>(object: &'a Object, wire: &str) -> Option<&'a Prop> {
    object.props.iter().find(|prop| prop.wire == *wire)
}

/// `contentSchema` of a text, here or where references lead to.
pub(super) fn content_of(draft: &Draft<'_>, id: NodeId) -> Option<NodeId> {
    draft.node(id).content.or_else(|| draft.node(draft.follow(id)).content)
}

fn is_text(draft: &Draft<'_>, id: NodeId) -> bool {
    match draft.shape(id) {
        Shape::Scalar(Scalar::Literal(literal)) => matches!(literal, Literal::Text(_)),
        Shape::Scalar(scalar) => matches!(scalar, Scalar::Text),
        Shape::Enum(list) => list.repr == EnumRepr::Text,
        _ => false,
    }
}

fn texts(draft: &Draft<'_>, id: NodeId) -> Vec<SpecText> {
    match draft.shape(id) {
        Shape::Scalar(Scalar::Literal(Literal::Text(text))) => vec![text.clone()],
        Shape::Enum(list) => list
            .values
            .iter()
            .filter_map(|value| match &value.value {
                Literal::Text(text) => Some(text.clone()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}
