//! How a caller proves who it is.

use clade_spec::SpecText;

use super::{AuthId, Docs, Name};

/// One security scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthScheme {
    /// Name in the schemes' scope: the credential's option and environment variable are made from it.
    pub name: Name,
    /// Key under `components.securitySchemes`.
    pub wire: SpecText,
    /// What it is.
    pub kind: AuthKind,
    /// Prose.
    pub docs: Docs,
}

/// Kind of a security scheme.
#[derive(Debug, Clone, PartialEq)]
pub enum AuthKind {
    /// A secret sent under a name.
    ApiKey {
        /// Where.
        place: ApiKeyPlace,
        /// Header, query parameter or cookie name.
        wire: SpecText,
    },
    /// `Authorization: Bearer …` (also what OpenID Connect comes down to).
    Bearer,
    /// `Authorization: Basic …`
    Basic,
    /// OAuth 2. Every flow can be used with a token from outside (bearer); the client-credentials flow by the SDK itself.
    OAuth2 {
        /// Flows in source order.
        flows: Vec<OAuthFlow>,
    },
    /// A client certificate: configured on the HTTP client, nothing to send.
    MutualTls,
    /// An HTTP scheme of another name (`Digest`, `HOBA`): the caller gives the whole `Authorization` value.
    OtherHttp {
        /// Its name.
        scheme: SpecText,
    },
}

/// Where an API key is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are their own definition")]
pub enum ApiKeyPlace {
    Header,
    Query,
    Cookie,
}

/// One OAuth 2 flow.
#[derive(Debug, Clone, PartialEq)]
pub struct OAuthFlow {
    /// Which grant.
    pub grant: OAuthGrant,
    /// Token endpoint.
    pub token_url: Option<SpecText>,
    /// Authorization endpoint.
    pub authorization_url: Option<SpecText>,
    /// Scopes with their descriptions.
    pub scopes: Vec<(SpecText, SpecText)>,
}

/// Grant of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are their own definition")]
pub enum OAuthGrant {
    AuthorizationCode,
    ClientCredentials,
    DeviceAuthorization,
    Implicit,
    Password,
}

/// Schemes that must be satisfied together. Empty: anonymous is fine.
pub type AuthAlternative = Vec<AuthRequirement>;

/// One scheme of an alternative.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthRequirement {
    /// The scheme.
    pub scheme: AuthId,
    /// Scopes the operation asks for.
    pub scopes: Vec<SpecText>,
}
