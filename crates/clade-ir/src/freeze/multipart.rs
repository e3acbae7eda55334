//! Parts of multipart bodies.

use clade_spec::{Encoding, SpecText};

use super::Freezer;
use crate::draft::{Encodings, NodeId, Object, Prop, Scalar, Shape};
use crate::{MultipartPart, Name, PartContent};

impl Freezer<'_, '_> {
    /// Parts of a body. Their names are claimed before those of the parameters.
    pub(super) fn parts(&self, node: NodeId, encodings: &Encodings) -> Vec<MultipartPart> {
        let object = Object { props: self.draft.form_members(node), ..Object::default() };
        let names = super::decls::member_names(&object).1;
        let props = object.props.iter().zip(names);
        props.map(|(prop, name)| self.part(prop, name, encodings.get(&prop.wire))).collect()
    }

    fn part(&self, prop: &Prop, name: Name, told: Option<&Encoding>) -> MultipartPart {
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
            name,
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
