//! Credentials.

use crate::document::{Extensions, Named};
use crate::{NodeId, SpecText};

/// Credentials that are needed together; `schemes` empty means none are needed (`{}`).
#[derive(Debug, Clone)]
pub struct SecurityRequirement {
    /// Where it stands.
    pub node: NodeId,
    /// All of these.
    pub schemes: Vec<SchemeUse>,
}

/// A scheme and the scopes asked of it.
#[derive(Debug, Clone)]
pub struct SchemeUse {
    /// Name in `components.securitySchemes`; a name that is not there was diagnosed and left out.
    pub name: SpecText,
    /// Scopes or roles.
    pub scopes: Vec<SpecText>,
}

/// One entry of `components.securitySchemes`.
#[derive(Debug, Clone)]
pub struct SecurityScheme {
    /// Where it stands.
    pub node: NodeId,
    /// What kind of credential.
    pub kind: SecurityKind,
    /// `description`
    pub description: Option<SpecText>,
    /// `deprecated` (3.2)
    pub deprecated: bool,
    /// `x-…`
    pub extensions: Extensions,
}

/// A kind of credential.
#[derive(Debug, Clone)]
pub enum SecurityKind {
    /// `apiKey`
    ApiKey {
        /// Name of the header, query parameter or cookie.
        name: SpecText,
        /// Where it is sent.
        location: ApiKeyIn,
    },
    /// `http`
    Http {
        /// `scheme` in lower case (`bearer`, `basic`, …).
        scheme: SpecText,
        /// `bearerFormat`
        bearer_format: Option<SpecText>,
    },
    /// `mutualTLS`
    MutualTls,
    /// `oauth2`
    OAuth2 {
        /// The flows on offer, in source order.
        flows: Vec<OAuthFlow>,
        /// `oauth2MetadataUrl` (3.2)
        metadata_url: Option<SpecText>,
    },
    /// `openIdConnect`
    OpenIdConnect {
        /// `openIdConnectUrl`
        url: SpecText,
    },
    /// Another word in `type`, or none; diagnosed.
    Unknown(SpecText),
}

/// Where an API key is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApiKeyIn {
    /// `header`
    Header,
    /// `query`
    Query,
    /// `cookie`
    Cookie,
}

/// One OAuth flow.
#[derive(Debug, Clone)]
pub struct OAuthFlow {
    /// Which.
    pub kind: FlowKind,
    /// `authorizationUrl`
    pub authorization_url: Option<SpecText>,
    /// `tokenUrl`
    pub token_url: Option<SpecText>,
    /// `refreshUrl`
    pub refresh_url: Option<SpecText>,
    /// `deviceAuthorizationUrl` (3.2)
    pub device_authorization_url: Option<SpecText>,
    /// `scopes`: name to description.
    pub scopes: Named<SpecText>,
}

/// The flows of OAuth 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FlowKind {
    /// `implicit`
    Implicit,
    /// `password`
    Password,
    /// `clientCredentials`
    ClientCredentials,
    /// `authorizationCode`
    AuthorizationCode,
    /// `deviceAuthorization` (3.2)
    DeviceAuthorization,
}
