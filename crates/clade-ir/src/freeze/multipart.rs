//! Parts of multipart bodies.

use clade_spec::{Encoding, SpecText};

use super::Freezer;
use crate::draft::{Encodings, NodeId, Prop, Scalar, Shape};
use crate::naming::Scope;
use crate::{MultipartPart, PartContent};

impl Freezer<'_, '_> {
    pub(super) fn parts(&self, node: NodeId, encodings: &Encodings, scope: &mut Scope) -> Vec<MultipartPart> {
        let members = self.draft.form_members(node);
        members.into_iter().map(|prop| self.part(&prop, encodings.get(&prop.wire), scope)).collect()
    }

    fn part(&self, prop: &Prop, told: Option<&Encoding>, scope: &mut Scope) -> MultipartPart {
        let draft = self.draft;
        let (element, repeated) = match draft.shape(prop.node) {
            Shape::List(item) if !writes_json(told) => (*item, true),
            _ => (prop.node, false),
        };
        let media = told.and_then(|told| match told.content_types.as_slice() {
            [one] if !one.raw.expose().contains('*') => Some(one.raw.clone()),
            _ => None,
        });
        MultipartPart {
            name: scope.claim(&super::decls::candidates(prop.wire.expose()), "part"),
            wire: prop.wire.clone(),
            content: self.content(element, told),
            required: prop.required,
            repeated,
            media,
            docs: draft.node(prop.node).docs.clone(),
        }
    }

    fn content(&self, node: NodeId, told: Option<&Encoding>) -> PartContent {
        if writes_json(told) {
            return PartContent::Json(self.ty(node));
        }
        let file = told.is_some_and(|told| told.content_types.iter().any(|media| is_file(&media.essence)));
        match self.draft.shape(node) {
            Shape::Scalar(Scalar::Bytes) => PartContent::File,
            Shape::Scalar(Scalar::Text) | Shape::Any if file => PartContent::File,
            Shape::Scalar(_) | Shape::Enum(_) => PartContent::Text(self.bare(node)),
            _ => PartContent::Json(self.ty(node)),
        }
    }
}

fn writes_json(told: Option<&Encoding>) -> bool {
    told.is_some_and(|told| {
        told.content_types.iter().any(|media| media.subtype() == "json" || media.suffix() == Some("json"))
    })
}

fn is_file(essence: &SpecText) -> bool {
    let essence = essence.expose();
    !essence.starts_with("text/plain") && !essence.ends_with("x-www-form-urlencoded")
}
