//! The frozen model: what an API *is*, in words of no description format and no target language.
//!
//! Every list keeps the order of the description. Every id indexes a table of [`Api`]. All names of one scope are
//! claimed (unique however they are cased later); all texts are [`SpecText`] and must be encoded before output.

mod auth;
mod docs;
mod name;
mod operation;
mod paging;
mod payload;
mod stream;
mod types;

pub use auth::{ApiKeyPlace, AuthAlternative, AuthKind, AuthRequirement, AuthScheme, OAuthFlow, OAuthGrant};
pub use docs::Docs;
pub use name::Name;
pub use operation::{
    AuthRule, HttpMethod, Operation, Param, ParamEncoding, ParamPlace, ParamStyle, PathPart, Pinned,
    Resource, RetryClass,
};
pub use paging::{Paging, PagingKind};
pub use payload::{
    Body, FormField, MultipartPart, Outcome, PartContent, Payload, Reply, ResponseHeader, StatusSet,
};
pub use stream::{EventCase, Framing, Stream, StreamKind, StreamSwitch};
pub use types::{
    Access, Additional, Enum, EnumRepr, Field, IntWidth, JsonKind, Literal, Presence, Struct, Type, TypeDecl,
    TypeKind, Union, UnionMatch, UnionTag, UnionVariant, Usage, Variant,
};

use clade_diag::Place;
use clade_spec::SpecText;

/// Index of a [`TypeDecl`] in [`Api::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u32);

/// Index of an [`Operation`] in [`Api::operations`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OpId(pub u32);

/// Index of a [`Resource`] in [`Api::resources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResourceId(pub u32);

/// Index of an [`AuthScheme`] in [`Api::auth`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AuthId(pub u32);

/// One API, complete and final: what emitters read.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// Title, version and the like.
    pub info: Info,
    /// Base URLs in order; empty if the description names none (or only a relative one).
    pub servers: Vec<Server>,
    /// All security schemes that can be used.
    pub auth: Vec<AuthScheme>,
    /// All named types, each reachable from an operation, an event or a webhook.
    pub types: Vec<TypeDecl>,
    /// Namespaces on the client. Every operation belongs to exactly one.
    pub resources: Vec<Resource>,
    /// All operations.
    pub operations: Vec<Operation>,
    /// Payload types of webhooks: models only, no calls.
    pub webhooks: Vec<Webhook>,
    /// What could not be typed, or only in part: the coverage report.
    pub coverage: Coverage,
}

impl Api {
    /// The declaration behind an id that came from this `Api`.
    pub fn ty(&self, id: TypeId) -> &TypeDecl {
        &self.types[id.0 as usize]
    }

    /// The operation behind an id that came from this `Api`.
    pub fn op(&self, id: OpId) -> &Operation {
        &self.operations[id.0 as usize]
    }

    /// The resource behind an id that came from this `Api`.
    pub fn resource(&self, id: ResourceId) -> &Resource {
        &self.resources[id.0 as usize]
    }

    /// The scheme behind an id that came from this `Api`.
    pub fn scheme(&self, id: AuthId) -> &AuthScheme {
        &self.auth[id.0 as usize]
    }
}

/// What the description says of the API as a whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Info {
    /// The API's title.
    pub title: SpecText,
    /// The API's own version.
    pub version: SpecText,
    /// Summary and description of the whole API.
    pub docs: Docs,
    /// Licence name or SPDX id.
    pub license: Option<SpecText>,
    /// Contact address or URL.
    pub contact: Option<SpecText>,
    /// Version of the description format (`3.1.0`), for headers of generated files.
    pub spec_version: SpecText,
}

/// One base URL, with its variables' defaults already filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// URL without a trailing slash, variables replaced by their defaults. May be relative (`/api/v3`).
    pub url: SpecText,
    /// What the server is.
    pub description: Option<SpecText>,
}

/// A message that the API sends to its user.
#[derive(Debug, Clone, PartialEq)]
pub struct Webhook {
    /// Name in the webhooks' scope.
    pub name: Name,
    /// Key in the description.
    pub wire: SpecText,
    /// What it tells.
    pub docs: Docs,
    /// The payload's type, if it has one.
    pub payload: Option<Type>,
}

/// What became of the description: one row for every place that is not fully typed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coverage {
    /// Operations whose parameters, body, success and errors are all typed.
    pub typed: usize,
    /// Operations of which at least one row of `rows` speaks.
    pub degraded: usize,
    /// The rows, in order of the description.
    pub rows: Vec<Degradation>,
}

/// One thing that reached the SDK as raw JSON or raw bytes, or not in every form the description offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Degradation {
    /// The diagnostic's code (`CL0601`).
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// The operation it touches, if one.
    pub operation: Option<OpId>,
    /// What is missing, in one sentence.
    pub what: String,
}
