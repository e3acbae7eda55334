//! Bodies of requests and replies.

use clade_spec::SpecText;

use super::{Docs, Name, Paging, Stream, Type};

/// Body of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// There is none.
    None,
    /// JSON of a type. `media` is the exact content type to send (`application/json`, `application/merge-patch+json`).
    Json {
        /// Content type.
        media: SpecText,
        /// Type of the value.
        ty: Type,
        /// Whether it must be given.
        required: bool,
    },
    /// `application/x-www-form-urlencoded`. `ty` is the struct that the fields come from, if the body is one.
    Form {
        /// The struct (or map, or any) the caller gives.
        ty: Type,
        /// How each member is written.
        fields: Vec<FormField>,
        /// Whether it must be given.
        required: bool,
    },
    /// `multipart/form-data` (or another multipart type in `media`).
    Multipart {
        /// Content type without its boundary.
        media: SpecText,
        /// Parts in order; names claimed in the operation's scope.
        parts: Vec<MultipartPart>,
        /// Whether it must be given.
        required: bool,
    },
    /// Raw bytes, streamed.
    Bytes {
        /// Content type to send unless the caller gives one (`application/octet-stream` for `*/*`).
        media: SpecText,
        /// Whether it must be given.
        required: bool,
    },
    /// Text (`text/*`, XML).
    Text {
        /// Content type.
        media: SpecText,
        /// Whether it must be given.
        required: bool,
    },
}

/// How a member of a form body is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// Key.
    pub wire: SpecText,
    /// Style and explode, or JSON text.
    pub encoding: super::ParamEncoding,
}

/// One part of a multipart body.
#[derive(Debug, Clone, PartialEq)]
pub struct MultipartPart {
    /// Argument name.
    pub name: Name,
    /// Part name on the wire.
    pub wire: SpecText,
    /// What the part holds.
    pub content: PartContent,
    /// Whether it must be given.
    pub required: bool,
    /// Whether several parts of this name are sent, one per element.
    pub repeated: bool,
    /// Content type of the part, if the description fixes one.
    pub media: Option<SpecText>,
    /// Prose.
    pub docs: Docs,
}

/// Content of a multipart part.
#[derive(Debug, Clone, PartialEq)]
pub enum PartContent {
    /// A file: bytes with a file name, streamed.
    File,
    /// A scalar written as text.
    Text(Type),
    /// A value written as JSON.
    Json(Type),
}

/// What a status means.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Which statuses.
    pub status: StatusSet,
    /// What comes with it.
    pub payload: Payload,
    /// Headers the description names.
    pub headers: Vec<ResponseHeader>,
    /// Prose.
    pub docs: Docs,
}

/// A set of statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusSet {
    /// One.
    Code(u16),
    /// A hundred, by its first digit.
    Class(u8),
    /// Every one not named otherwise.
    Default,
}

/// What comes with a status.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    /// Nothing.
    Empty,
    /// JSON.
    Json(Type),
    /// Text (`text/*`, XML and the like), undecoded.
    Text,
    /// Bytes.
    Bytes,
    /// A stream.
    Stream(Box<Stream>),
}

/// A named header of a reply.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseHeader {
    /// Name on the wire.
    pub wire: SpecText,
    /// Type of the value.
    pub ty: Type,
    /// Whether it is always there.
    pub required: bool,
    /// Prose.
    pub docs: Docs,
}

/// What a success gives to the caller.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Nothing but the fact.
    Empty,
    /// One JSON value. `optional`: some success has no body, so the value may be missing.
    One {
        /// Type of the value.
        ty: Type,
        /// Whether a success without a body is described, too.
        optional: bool,
    },
    /// One JSON value that is a page; the method iterates.
    Page {
        /// Type of the whole page.
        ty: Type,
        /// How to go on.
        paging: Box<Paging>,
    },
    /// A stream of events.
    Stream(Box<Stream>),
    /// Text.
    Text,
    /// Bytes, streamed.
    Bytes,
}
