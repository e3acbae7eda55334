//! Bodies: media types, requests, responses, headers.

use crate::document::{Extensions, Named, ParameterValue, Style, Use};
use crate::{Json, NodeId, SchemaId, SpecText};

/// `requestBody`
#[derive(Debug, Clone)]
pub struct RequestBody {
    /// Where it stands.
    pub node: NodeId,
    /// `description`
    pub description: Option<SpecText>,
    /// `required`
    pub required: bool,
    /// `content`, in order.
    pub content: Vec<MediaType>,
    /// `x-…`
    pub extensions: Extensions,
}

/// One response.
#[derive(Debug, Clone)]
pub struct Response {
    /// Where it stands.
    pub node: NodeId,
    /// `summary` (3.2)
    pub summary: Option<SpecText>,
    /// `description`
    pub description: Option<SpecText>,
    /// `headers` by name.
    pub headers: Named<Use<Header>>,
    /// `content`, in order; empty when nothing is said about a body.
    pub content: Vec<MediaType>,
    /// `links` by name: noted as data, not read further.
    pub links: Named<Json>,
    /// `x-…`
    pub extensions: Extensions,
}

/// A header of a response or of a multipart part.
#[derive(Debug, Clone)]
pub struct Header {
    /// Where it stands.
    pub node: NodeId,
    /// `description`
    pub description: Option<SpecText>,
    /// `required`
    pub required: bool,
    /// `deprecated`
    pub deprecated: bool,
    /// What its value is and how it is written.
    pub value: ParameterValue,
    /// `example` and `examples`.
    pub examples: Vec<Example>,
    /// `x-…`
    pub extensions: Extensions,
}

/// One entry of `content`.
#[derive(Debug, Clone)]
pub struct MediaType {
    /// Where it stands.
    pub node: NodeId,
    /// The key, taken apart.
    pub name: MediaName,
    /// `schema`
    pub schema: Option<SchemaId>,
    /// `itemSchema` (3.2): one item of a stream.
    pub item_schema: Option<SchemaId>,
    /// `encoding` by property name.
    pub encoding: Named<Encoding>,
    /// `example` and `examples`.
    pub examples: Vec<Example>,
    /// `x-…`
    pub extensions: Extensions,
}

/// A media type or range: `application/json; charset=utf-8`, `text/*`, `*/*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaName {
    /// As written.
    pub raw: SpecText,
    /// Type and subtype in lower case without parameters (`application/json`); the text as written, in lower case,
    /// when it has no slash.
    pub essence: SpecText,
    /// Parameters: name in lower case, value unquoted.
    pub parameters: Vec<(SpecText, SpecText)>,
}

/// One entry of `encoding`.
#[derive(Debug, Clone)]
pub struct Encoding {
    /// Where it stands.
    pub node: NodeId,
    /// `contentType`, split at commas.
    pub content_types: Vec<MediaName>,
    /// `headers` by name.
    pub headers: Named<Use<Header>>,
    /// `style`
    pub style: Option<Style>,
    /// `explode`, or its style's default.
    pub explode: bool,
    /// `allowReserved`
    pub allow_reserved: bool,
    /// `x-…`
    pub extensions: Extensions,
}

/// An example. Its value is data: a `$ref` inside is not followed.
#[derive(Debug, Clone)]
pub struct Example {
    /// Where it stands.
    pub node: NodeId,
    /// The key in `examples`; `None` for `example`.
    pub name: Option<SpecText>,
    /// `summary`
    pub summary: Option<SpecText>,
    /// `description`
    pub description: Option<SpecText>,
    /// `value` or `dataValue`; `None` when only an external or serialised value is given.
    pub value: Option<Json>,
    /// `serializedValue` (3.2)
    pub serialized: Option<SpecText>,
    /// `externalValue`
    pub external: Option<SpecText>,
}

impl MediaName {
    /// The value of a parameter, by its lower-case name.
    pub fn parameter(&self, name: &str) -> Option<&SpecText> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The part before the slash, in lower case.
    pub fn top(&self) -> &str {
        self.essence.expose().split('/').next().unwrap_or_default()
    }

    /// The part after the slash, in lower case; empty when there is none.
    pub fn subtype(&self) -> &str {
        self.essence.expose().split_once('/').map_or("", |(_, subtype)| subtype)
    }

    /// The structured-syntax suffix (`json` of `application/problem+json`).
    pub fn suffix(&self) -> Option<&str> {
        self.subtype().rsplit_once('+').map(|(_, suffix)| suffix)
    }
}
