//! The type of one item of a stream.

use clade_diag::{Diags, codes};

use super::super::{classify_unions, hints};
use super::envelope::{self, Envelope};
use crate::draft::{
    AnswerStream, AnyOf, Draft, DraftUnion, DraftVariant, NodeId, Origin, Scalar, Shape, TagRule,
};
use crate::model::Framing;

/// Settles `item` and `cases` of a stream.
pub(super) fn settle(draft: &mut Draft<'_>, diags: &mut Diags, at: usize, stream: &mut AnswerStream) {
    if let Some(item) = hinted(draft, diags, at) {
        stream.item = Some(item);
        return;
    }
    let Some(item) = stream.item.or_else(|| whole_item(draft, stream)) else { return };
    stream.item = Some(envelope::content_of(draft, item).unwrap_or(item));
    if stream.framing == Framing::Sse {
        unwrap(draft, diags, at, item, stream);
    }
}

/// The schema that the settings name.
fn hinted(draft: &Draft<'_>, diags: &mut Diags, at: usize) -> Option<NodeId> {
    let operation = &draft.operations[at];
    let name = hints::of(draft, operation)?.stream.as_ref()?.events.as_deref()?;
    let mut components = draft.components.iter().copied();
    let found = components.find(|id| match &draft.node(*id).origin {
        Origin::Named { text, .. } => text == name,
        _ => false,
    });
    if found.is_none() {
        diags.push(codes::hint_names_no_type(name));
    }
    found
}

/// A schema of the whole body tells of one item: an array of its elements, anything else of the item itself.
fn whole_item(draft: &Draft<'_>, stream: &AnswerStream) -> Option<NodeId> {
    let whole = stream.whole?;
    match draft.shape(whole) {
        Shape::List(item) => Some(*item),
        // Text is how lines are transferred, not what one holds.
        Shape::Scalar(Scalar::Text | Scalar::Bytes) if stream.framing == Framing::JsonLines => None,
        Shape::Scalar(Scalar::Bytes) => None,
        _ => Some(whole),
    }
}

/// Looks for the data inside an envelope, or inside each envelope of a union.
fn unwrap(draft: &mut Draft<'_>, diags: &mut Diags, at: usize, item: NodeId, stream: &mut AnswerStream) {
    if let Some(one) = envelope::of(draft, item) {
        stream.item = Some(data_node(draft, item, &one));
        return;
    }
    let Shape::Union(union) = draft.shape(item) else { return };
    let nodes: Vec<NodeId> = union.variants.iter().map(|variant| variant.node).collect();
    let envelopes: Option<Vec<Envelope>> = nodes.iter().map(|node| envelope::of(draft, *node)).collect();
    let Some(envelopes) = envelopes else { return };
    let data: Vec<NodeId> =
        nodes.iter().zip(&envelopes).map(|(node, envelope)| data_node(draft, *node, envelope)).collect();
    let origin = event_origin(draft, at);
    let union = AnyOf { parts: data.clone(), discriminator: None };
    let joined = draft.add_beside(item, origin.clone(), Shape::AnyOf(Box::new(union)));
    classify_unions::settle(draft, diags, joined);
    let by_tag = matches!(draft.shape(joined), Shape::Union(union) if union.tag != TagRule::Shape);
    let named = envelopes.iter().all(|envelope| !envelope.events.is_empty());
    if by_tag || !named {
        stream.item = Some(joined);
        return;
    }
    by_event(draft, joined, &data, &envelopes, stream);
}

fn event_origin(draft: &Draft<'_>, at: usize) -> Origin {
    Origin::Event(draft.operations[at].key)
}

fn data_node(draft: &mut Draft<'_>, at: NodeId, envelope: &Envelope) -> NodeId {
    envelope.data.unwrap_or_else(|| draft.add_beside(at, Origin::Unknown, Shape::Scalar(Scalar::Text)))
}

/// The event's name tells the type of its data: a union named after the events.
fn by_event(
    draft: &mut Draft<'_>,
    union: NodeId,
    data: &[NodeId],
    envelopes: &[Envelope],
    stream: &mut AnswerStream,
) {
    let mut variants: Vec<DraftVariant> = Vec::new();
    for (node, envelope) in data.iter().zip(envelopes) {
        for event in &envelope.events {
            // Each event has a variant of its own, even if two carry the same type.
            let named = draft.add_beside(*node, Origin::Variant(union, variants.len()), Shape::Ref(*node));
            stream.cases.push((event.clone(), named));
            variants.push(DraftVariant {
                node: named,
                tags: vec![event.clone()],
                tag_in_type: true,
                matches: classify_unions::matches(draft, named),
                recursive: false,
            });
        }
    }
    draft.node_mut(union).shape = Shape::Union(Box::new(DraftUnion { tag: TagRule::Shape, variants }));
    stream.item = Some(union);
}
