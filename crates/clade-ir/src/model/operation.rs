//! Operations and the resources they belong to.

use clade_diag::Place;
use clade_spec::{Json, SpecText};

use super::{AuthAlternative, Body, Docs, Literal, Name, OpId, Outcome, Reply, ResourceId, Type};

/// A namespace on the client.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Name in the resources' scope (`specs`, `api_keys`).
    pub name: Name,
    /// Prose of its tag.
    pub docs: Docs,
    /// Its operations; method names claimed in the resource's scope.
    pub operations: Vec<OpId>,
}

/// One call. An operation of the description that answers either JSON or a stream becomes two of these (see
/// [`Operation::pinned`]); all names are final.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Method name in the resource's scope (`retry_phase`).
    pub name: Name,
    /// Namespace.
    pub resource: ResourceId,
    /// `resource.method` in snake case, e.g. `specs.retry_phase`: unique; drivers and logs use it.
    pub key: String,
    /// `operationId` as written, if there is one.
    pub wire_id: Option<SpecText>,
    /// HTTP method.
    pub method: HttpMethod,
    /// Path in parts, starting with a `/` literal.
    pub path: Vec<PathPart>,
    /// Query pairs that stand in the path key and are always sent (`beta` = `true`).
    pub fixed_query: Vec<(SpecText, SpecText)>,
    /// Parameters in source order (path parameters first, in the order of the path); names claimed together
    /// with the members of a struct body that a language may spread into the same argument object.
    pub params: Vec<Param>,
    /// Request body.
    pub body: Body,
    /// Members of the JSON or form body that this call fixes and does not offer as arguments (`stream` = `true`).
    pub pinned: Vec<Pinned>,
    /// Media types to accept, most wanted first; empty when no reply has a body.
    pub accept: Vec<SpecText>,
    /// What a success gives to the caller.
    pub reply: Reply,
    /// All described successes, by status.
    pub successes: Vec<Outcome>,
    /// All described errors, by status; `default` included unless it is the only described success.
    pub errors: Vec<Outcome>,
    /// Which credentials to send.
    pub auth: AuthRule,
    /// When the call may be repeated.
    pub retry: RetryClass,
    /// Base URL that overrides the client's, if the operation has its own.
    pub server: Option<SpecText>,
    /// Prose. The examples are those of the request's body.
    pub docs: Docs,
    /// Where it is described.
    pub place: Place,
}

/// HTTP method. `Other` is a token of another method (3.2 `additionalOperations`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are their own definition")]
pub enum HttpMethod {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    Query,
    /// A checked RFC 9110 token in upper case as written.
    Other(Box<str>),
}

/// Part of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathPart {
    /// Sent as is after percent-encoding of what a path cannot hold.
    Literal(SpecText),
    /// Index into [`Operation::params`]; the parameter's place is `Path`.
    Param(usize),
}

/// One parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// Name, unique among all arguments of the operation (a path and a query parameter that share a wire name differ here).
    pub name: Name,
    /// Name on the wire.
    pub wire: SpecText,
    /// Where it goes.
    pub place: ParamPlace,
    /// Whether it must be given. Path parameters always are.
    pub required: bool,
    /// Type of the value.
    pub ty: Type,
    /// How the value is written.
    pub encoding: ParamEncoding,
    /// Value the server assumes when absent.
    pub default: Option<Json>,
    /// Prose.
    pub docs: Docs,
    /// The runtime owns this header (`Idempotency-Key`, `Last-Event-ID`): set by option or by the stream, not an argument
    /// that callers must think of.
    pub managed: bool,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamPlace {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// The whole query string is this one value (3.2 `querystring`).
    QueryString,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// How a parameter's value becomes text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParamEncoding {
    /// By style.
    Style {
        /// Which.
        style: ParamStyle,
        /// One pair or part per element.
        explode: bool,
        /// Reserved characters stay.
        allow_reserved: bool,
    },
    /// As JSON text (`content: application/json`).
    Json,
    /// As an `application/x-www-form-urlencoded` string (for `QueryString`).
    Form,
}

/// Styles of the description format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are their own definition")]
pub enum ParamStyle {
    Form,
    Simple,
    Label,
    Matrix,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

/// A body member with a fixed value.
#[derive(Debug, Clone, PartialEq)]
pub struct Pinned {
    /// Key on the wire.
    pub wire: SpecText,
    /// The value always sent.
    pub value: Literal,
}

/// Which credentials an operation sends.
#[derive(Debug, Clone, PartialEq)]
pub enum AuthRule {
    /// None: never send credentials, even if the client has some.
    Anonymous,
    /// The first alternative all of whose credentials the client has; an empty alternative means anonymous is fine, too.
    AnyOf(Vec<AuthAlternative>),
}

/// When a call may be sent again after a failure that leaves open whether it took effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryClass {
    /// Idempotent by method.
    Safe,
    /// Not idempotent by itself; the description takes an `Idempotency-Key` header, so the runtime sends one.
    IdempotencyKey,
    /// Only when nothing was sent, or by the server's clear word (status).
    Never,
}
