//! Bodies of requests.

use clade_diag::{Diags, codes};
use clade_spec::SpecText;

use super::Freezer;
use crate::draft::{BodyDraft, Draft, DraftOperation, Encodings, NodeId, Shape, Touches};
use crate::passes::is_written;
use crate::{Body, FormField, ParamEncoding, ParamStyle};

/// A multipart body that does not describe its parts is raw bytes.
pub(super) fn settle(draft: &mut Draft<'_>, diags: &mut Diags) {
    for at in 0..draft.operations.len() {
        let BodyDraft::Multipart { media, node, required, .. } = &draft.operations[at].body else { continue };
        if node.is_some_and(|node| !draft.form_members(node).is_empty()) {
            continue;
        }
        let (media, required) = (media.clone(), *required);
        let diag =
            codes::multipart_without_parts(media.expose()).at(draft.place(draft.operations[at].source));
        draft.degrade(diags, Touches::Operation(draft.operations[at].key), diag);
        draft.operations[at].body = BodyDraft::Bytes { media, required };
    }
}

impl Freezer<'_, '_> {
    pub(super) fn body(&self, operation: &DraftOperation) -> Body {
        match &operation.body {
            BodyDraft::None => Body::None,
            BodyDraft::Json { media, node, required } => {
                Body::Json { media: media.clone(), ty: self.ty(*node), required: *required }
            }
            BodyDraft::Form { node, encodings, required } => Body::Form {
                ty: self.ty(*node),
                fields: self.form_fields(*node, encodings),
                required: *required,
            },
            BodyDraft::Multipart { media, node, encodings, required } => Body::Multipart {
                media: media.clone(),
                parts: node.map(|node| self.parts(node, encodings)).unwrap_or_default(),
                required: *required,
            },
            BodyDraft::Bytes { media, required } => Body::Bytes { media: media.clone(), required: *required },
            BodyDraft::Text { media, required } => Body::Text { media: media.clone(), required: *required },
        }
    }

    fn form_fields(&self, node: NodeId, encodings: &Encodings) -> Vec<FormField> {
        let members = self.draft.form_members(node);
        let field = |(wire, node): (SpecText, NodeId)| FormField {
            encoding: self.form_encoding(node, encodings.get(&wire)),
            wire,
        };
        members.into_iter().map(|member| field((member.wire, member.node))).collect()
    }

    /// A style if one is given; else objects are JSON text, and lists repeat their key.
    fn form_encoding(&self, node: NodeId, told: Option<&clade_spec::Encoding>) -> ParamEncoding {
        if let Some(told) = told {
            if let Some(style) = told.style.map(crate::lower::style) {
                if !is_written(self.draft, node, style) {
                    return ParamEncoding::Json;
                }
                return ParamEncoding::Style {
                    style,
                    explode: told.explode,
                    allow_reserved: told.allow_reserved,
                };
            }
            if told
                .content_types
                .iter()
                .any(|media| media.subtype() == "json" || media.suffix() == Some("json"))
            {
                return ParamEncoding::Json;
            }
        }
        match self.draft.shape(node) {
            Shape::Object(_) | Shape::Map(_) => ParamEncoding::Json,
            Shape::List(item)
                if matches!(self.draft.shape(*item), Shape::Object(_) | Shape::Map(_) | Shape::List(_)) =>
            {
                ParamEncoding::Json
            }
            _ => ParamEncoding::Style { style: ParamStyle::Form, explode: true, allow_reserved: false },
        }
    }
}
