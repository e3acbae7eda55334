//! `components`: shared parts by name.

use std::sync::Arc;

use crate::SchemaId;
use crate::document::{
    Example, Extensions, Header, MediaType, Named, Parameter, PathItem, RequestBody, Response, SecurityScheme,
};

/// `components`; every map in source order. Entries that are themselves references hold what they lead to.
#[derive(Debug, Clone, Default)]
pub struct Components {
    /// `schemas`
    pub schemas: Named<SchemaId>,
    /// `parameters`
    pub parameters: Named<Arc<Parameter>>,
    /// `responses`
    pub responses: Named<Arc<Response>>,
    /// `requestBodies`
    pub request_bodies: Named<Arc<RequestBody>>,
    /// `headers`
    pub headers: Named<Arc<Header>>,
    /// `mediaTypes` (3.2)
    pub media_types: Named<Arc<MediaType>>,
    /// `securitySchemes`
    pub security_schemes: Named<Arc<SecurityScheme>>,
    /// `examples`
    pub examples: Named<Example>,
    /// `pathItems` (3.1)
    pub path_items: Named<PathItem>,
    /// `x-…`
    pub extensions: Extensions,
}
