//! Paths, operations, webhooks.

use crate::document::{
    Extensions, ExternalDocs, Parameter, PathKey, RequestBody, Response, SecurityRequirement, Server, Use,
};
use crate::{NodeId, SpecText};

/// One entry of `paths` (or of `components.pathItems`, or a webhook's item).
#[derive(Debug, Clone)]
pub struct PathItem {
    /// Where it stands (the object that a `$ref` on the path led to, if there is one).
    pub node: NodeId,
    /// The key; for a webhook or component, its name as one literal segment.
    pub key: PathKey,
    /// `summary`
    pub summary: Option<SpecText>,
    /// `description`
    pub description: Option<SpecText>,
    /// `servers` of the path; empty when inherited from the document.
    pub servers: Vec<Server>,
    /// Operations in source order, `additionalOperations` of 3.2 included.
    pub operations: Vec<Operation>,
    /// `x-…`
    pub extensions: Extensions,
}

/// One entry of `webhooks`: requests the API sends to its user.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// The key.
    pub name: SpecText,
    /// What is sent.
    pub item: PathItem,
}

/// A method on a path.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Where it stands.
    pub node: NodeId,
    /// The HTTP method.
    pub method: Method,
    /// `operationId`; empty ones count as missing.
    pub operation_id: Option<SpecText>,
    /// `tags`, in order, each once.
    pub tags: Vec<SpecText>,
    /// `summary`
    pub summary: Option<SpecText>,
    /// `description`
    pub description: Option<SpecText>,
    /// `externalDocs`
    pub external_docs: Option<ExternalDocs>,
    /// `deprecated`
    pub deprecated: bool,
    /// Parameters: the path's first, in order, then the operation's; one of the operation replaces, in its
    /// position, one of the path with the same name and location. No two share name and location.
    pub parameters: Vec<Use<Parameter>>,
    /// `requestBody`
    pub request_body: Option<Use<RequestBody>>,
    /// `responses` in source order; empty (with a diagnostic) when missing.
    pub responses: Vec<ResponseEntry>,
    /// `security`: `None` inherits the document's; an empty list means no credentials are needed.
    pub security: Option<Vec<SecurityRequirement>>,
    /// `servers` of the operation; empty when inherited.
    pub servers: Vec<Server>,
    /// `callbacks`: noted, not read further.
    pub callbacks: Vec<Callback>,
    /// `x-…`
    pub extensions: Extensions,
}

/// An HTTP method.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// GET
    Get,
    /// PUT
    Put,
    /// POST
    Post,
    /// DELETE
    Delete,
    /// OPTIONS
    Options,
    /// HEAD
    Head,
    /// PATCH
    Patch,
    /// TRACE
    Trace,
    /// QUERY (3.2)
    Query,
    /// A key of `additionalOperations` (3.2): an HTTP token as written; methods are case-sensitive.
    Other(SpecText),
}

/// One entry of `responses`.
#[derive(Debug, Clone)]
pub struct ResponseEntry {
    /// The key.
    pub status: Status,
    /// The response.
    pub response: Use<Response>,
}

/// A key of `responses`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// One status, 100 to 599.
    Code(u16),
    /// `2XX` and the like: the first digit, 1 to 5.
    Range(u8),
    /// `default`
    Default,
}

/// One entry of `callbacks`: its name and the expressions it is keyed by.
#[derive(Debug, Clone)]
pub struct Callback {
    /// Where it stands.
    pub node: NodeId,
    /// The key in `callbacks`.
    pub name: SpecText,
    /// The runtime expressions; empty when the callback is a reference.
    pub expressions: Vec<SpecText>,
}
