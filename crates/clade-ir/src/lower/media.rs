//! What a media type means to an SDK.

use clade_spec::{MediaName, MediaType};

use super::Lower;
use crate::draft::{NodeId, Scalar, Shape};
use crate::model::Framing;

/// How content of a media type is handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    Form,
    Multipart,
    Stream(Framing),
    /// Text; `Xml` is text of which the description says more than the SDK expresses.
    Text,
    Xml,
    Bytes,
}

/// Media types of lines that are each one JSON value.
const JSON_LINES: [&str; 8] = [
    "application/jsonl",
    "application/x-jsonl",
    "application/jsonlines",
    "application/x-jsonlines",
    "application/ndjson",
    "application/x-ndjson",
    "application/stream+json",
    "application/x-json-stream",
];

impl Lower<'_, '_> {
    /// The kind of an entry of `content`. Ranges and types of which nothing is known are judged by the schema.
    pub(super) fn kind(&self, media: &MediaType) -> Kind {
        match by_name(&media.name) {
            Some(Kind::Json) if self.is_binary(media) => Kind::Bytes,
            Some(kind) => kind,
            None => self.by_schema(media),
        }
    }

    fn by_schema(&self, media: &MediaType) -> Kind {
        let Some(schema) = media.schema else { return Kind::Bytes };
        let any_media = matches!(media.name.essence.expose(), "*/*" | "application/*");
        match self.scalar_of(schema) {
            Some(Scalar::Bytes) => Kind::Bytes,
            Some(Scalar::Text) => Kind::Text,
            _ if any_media => Kind::Json,
            _ => Kind::Bytes,
        }
    }

    /// A file that is offered under a JSON name.
    fn is_binary(&self, media: &MediaType) -> bool {
        media.schema.is_some_and(|schema| self.scalar_of(schema) == Some(Scalar::Bytes))
    }

    /// The scalar a schema is, as far as its own keywords tell.
    fn scalar_of(&self, schema: clade_spec::SchemaId) -> Option<Scalar> {
        let clade_spec::Schema::Object(object) = self.document.schema(self.document.follow(schema)) else {
            return None;
        };
        let kind = super::composed::kinds(object).first().copied()?;
        let scalar = !matches!(kind, clade_spec::Type::Array | clade_spec::Type::Object);
        scalar.then(|| super::scalars::scalar(object, kind))
    }

    /// Whether an entry of `content` is nothing but text under the name of JSON.
    pub(super) fn is_bare_text(&self, media: &MediaType) -> bool {
        media
            .schema
            .is_some_and(|schema| self.scalar_of(schema) == Some(Scalar::Text) && !self.has_values(schema))
    }

    fn has_values(&self, schema: clade_spec::SchemaId) -> bool {
        match self.document.schema(self.document.follow(schema)) {
            clade_spec::Schema::Object(object) => {
                object.enum_values.is_some() || object.const_value.is_some()
            }
            _ => false,
        }
    }

    /// Whether a form has a member that holds a file, or several.
    pub(super) fn has_file(&self, node: NodeId) -> bool {
        let Shape::Object(object) = self.draft.shape(node) else { return false };
        object.props.iter().any(|prop| self.is_file(prop.node, 3))
    }

    fn is_file(&self, node: NodeId, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        match self.draft.shape(node) {
            Shape::Scalar(Scalar::Bytes) => true,
            Shape::List(item) => self.is_file(*item, depth),
            Shape::AnyOf(union) => union.parts.iter().any(|part| self.is_file(*part, depth)),
            Shape::AllOf(parts) => parts.iter().any(|part| self.is_file(*part, depth)),
            _ => false,
        }
    }
}

/// Whether a media type is one more notation of data, as JSON is: what it says, JSON says too.
pub(super) fn is_notation(kind: Kind, name: &MediaName) -> bool {
    const BINARY: [&str; 6] = ["cbor", "protobuf", "msgpack", "bson", "avro", "smile"];
    match kind {
        Kind::Json | Kind::Form | Kind::Xml | Kind::Text => true,
        Kind::Bytes => BINARY.iter().any(|known| name.subtype().contains(known)),
        Kind::Multipart | Kind::Stream(_) => false,
    }
}

/// The kind that the name alone tells; `None` if the schema must help.
fn by_name(name: &MediaName) -> Option<Kind> {
    let essence = name.essence.expose();
    if JSON_LINES.contains(&essence) {
        return Some(Kind::Stream(Framing::JsonLines));
    }
    match (name.top(), name.subtype()) {
        ("text", "event-stream") => Some(Kind::Stream(Framing::Sse)),
        ("application" | "text", "json") => Some(Kind::Json),
        ("application", "x-www-form-urlencoded") => Some(Kind::Form),
        ("multipart", _) => Some(Kind::Multipart),
        ("application" | "text", "xml") => Some(Kind::Xml),
        ("application", "yaml" | "x-yaml" | "javascript" | "graphql" | "jwt" | "jose" | "toml" | "sql") => {
            Some(Kind::Text)
        }
        ("application", "octet-stream" | "json-seq") | ("image" | "audio" | "video" | "font", _) => {
            Some(Kind::Bytes)
        }
        _ => by_suffix(name),
    }
}

fn by_suffix(name: &MediaName) -> Option<Kind> {
    match name.suffix() {
        Some("json") => Some(Kind::Json),
        Some("xml") => Some(Kind::Xml),
        Some("yaml" | "jwt") => Some(Kind::Text),
        _ if name.top() == "text" => Some(Kind::Text),
        _ if name.subtype() == "json" => Some(Kind::Json),
        _ => None,
    }
}
