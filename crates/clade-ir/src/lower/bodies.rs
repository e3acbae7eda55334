//! Request bodies: one form of several is chosen, the others are named in the coverage report.

use clade_diag::codes;
use clade_spec::{MediaType, RequestBody, SpecText, Use};

use super::{Lower, media::Kind};
use crate::draft::{BodyDraft, OpKey, Origin, Touches};

impl Lower<'_, '_> {
    pub(super) fn body(&mut self, body: &Use<RequestBody>, key: OpKey) -> BodyDraft {
        let mut forms: Vec<(usize, Kind, &MediaType)> = Vec::new();
        for media in &body.content {
            let kind = self.kind(media);
            forms.push((self.rank(kind, media), kind, media));
        }
        let upload_first = forms.first().is_some_and(|(_, kind, _)| *kind == Kind::Multipart);
        forms.sort_by_key(|(rank, ..)| *rank);
        self.prefer_upload(&mut forms, upload_first);
        let Some((_, kind, media)) = forms.first().copied() else { return BodyDraft::None };
        for (_, other_kind, other) in forms.iter().skip(1) {
            self.left_out((*other_kind, other), (kind, media), key);
        }
        let origin = shared(body).map_or(Origin::Body(key), Origin::Shared);
        self.body_of(kind, media, body.required, &origin, key)
    }

    /// A form with a file in it is worth more than the same members as JSON, or than JSON that is described after it.
    fn prefer_upload(&mut self, forms: &mut [(usize, Kind, &MediaType)], upload_first: bool) {
        let Some(at) = forms.iter().position(|(_, kind, _)| *kind == Kind::Multipart) else { return };
        let (Some(upload), Some(json)) = (forms[at].2.schema, forms[0].2.schema) else { return };
        if forms[0].1 != Kind::Json || !(upload_first || super::same_schema(self.document, upload, json)) {
            return;
        }
        let node = self.node_of(upload, Origin::Unknown);
        self.fill_all();
        if self.has_file(node) {
            forms.swap(0, at);
        }
    }

    /// Order of preference. Text under the name of JSON comes behind the same as text or bytes.
    fn rank(&self, kind: Kind, media: &MediaType) -> usize {
        match kind {
            Kind::Json if self.is_bare_text(media) => 8,
            Kind::Json => match media.name.essence.expose() {
                _ if media.schema.is_none() => 3,
                "application/json" => 0,
                "application/merge-patch+json" => 1,
                "application/json-patch+json" => 3,
                _ => 2,
            },
            Kind::Form => 4,
            Kind::Multipart => 5,
            // Bytes under the name of JSON: any other name is better.
            Kind::Bytes if media.name.subtype().ends_with("json") => 7,
            Kind::Bytes | Kind::Stream(_) => 6,
            Kind::Text => 7,
            Kind::Xml => 9,
        }
    }

    /// Another notation of the value is no loss; a form that can hold more is.
    fn left_out(&mut self, other: (Kind, &MediaType), chosen: (Kind, &MediaType), key: OpKey) {
        let place = self.document.place(other.1.node);
        let (media, instead) = (other.1.name.raw.expose(), chosen.1.name.raw.expose());
        let same = match (other.1.schema, chosen.1.schema) {
            (Some(a), Some(b)) => super::same_schema(self.document, a, b),
            _ => false,
        };
        let both_bytes = other.0 == Kind::Bytes && chosen.0 == Kind::Bytes;
        let upload = other.0 == Kind::Multipart && other.1.schema.is_some_and(|schema| self.uploads(schema));
        if super::media::is_notation(other.0, &other.1.name) || both_bytes || same && !upload {
            self.diags.push(codes::same_in_another_form(media, instead).at(place));
            return;
        }
        let diag = codes::media_not_offered(media, instead).at(place);
        self.draft.degrade(self.diags, Touches::Operation(key), diag);
    }

    fn uploads(&mut self, schema: clade_spec::SchemaId) -> bool {
        let node = self.node_of(schema, Origin::Unknown);
        self.fill_all();
        self.has_file(node)
    }

    fn body_of(
        &mut self,
        kind: Kind,
        media: &MediaType,
        required: bool,
        origin: &Origin,
        key: OpKey,
    ) -> BodyDraft {
        let name = sendable(media, kind);
        let schema = media.schema.or(media.item_schema);
        match kind {
            Kind::Json => {
                let node = self.node_or_any(schema, media.node, origin);
                BodyDraft::Json { media: name, node, required }
            }
            Kind::Form => {
                let node = self.node_or_any(schema, media.node, origin);
                BodyDraft::Form { node, encodings: media.encoding.clone(), required }
            }
            Kind::Multipart => {
                let node = schema.map(|schema| self.node_of(schema, origin.clone()));
                BodyDraft::Multipart { media: name, node, encodings: media.encoding.clone(), required }
            }
            Kind::Text => BodyDraft::Text { media: name, required },
            Kind::Xml => {
                let diag = codes::xml_as_text(name.expose()).at(self.document.place(media.node));
                self.draft.degrade(self.diags, Touches::Operation(key), diag);
                BodyDraft::Text { media: name, required }
            }
            Kind::Bytes | Kind::Stream(_) => BodyDraft::Bytes { media: name, required },
        }
    }
}

/// The content type to send: a range names none.
fn sendable(media: &MediaType, kind: Kind) -> SpecText {
    let essence = media.name.essence.expose();
    match essence {
        _ if kind == Kind::Json && essence.contains('*') => "application/json".into(),
        "*/*" | "application/*" => "application/octet-stream".into(),
        "text/*" => "text/plain".into(),
        _ if essence.contains('*') => "application/octet-stream".into(),
        _ => media.name.raw.clone(),
    }
}

fn shared(body: &Use<RequestBody>) -> Option<SpecText> {
    body.reference.as_ref().and_then(|reference| reference.name.clone())
}
