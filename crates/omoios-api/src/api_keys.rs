//! API keys: how a program proves who it is.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An API key without its secret, which is shown once, at creation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ApiKey {
    /// Identifier, `key_<hex>`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// The organisation the key works for; `null` for a key of the whole platform.
    #[schema(required)]
    pub org_id: Option<String>,
    /// The first characters of the secret, to recognise it by.
    pub prefix: String,
    /// What the key may do.
    pub scopes: Vec<Scope>,
    /// When the key was created.
    pub created_at: DateTime<Utc>,
    /// When the key stops working; `null` if never.
    #[schema(required)]
    pub expires_at: Option<DateTime<Utc>>,
    /// When the key was revoked; `null` while it works.
    #[schema(required)]
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A new API key with its secret.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ApiKeyCreated {
    /// The key.
    pub api_key: ApiKey,
    /// The secret, `omoi_sk_…`. It is not stored and cannot be shown again.
    #[schema(format = Password)]
    pub secret: String,
}

impl std::fmt::Debug for ApiKeyCreated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiKeyCreated").field("api_key", &self.api_key).finish_non_exhaustive()
    }
}

/// What a new API key shall be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ApiKeyCreate {
    /// Name for people.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The organisation the key works for; by default that of the calling key, or the first one if the key has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub org_id: Option<String>,
    /// What the key may do; `read` and `write` by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub scopes: Option<Vec<Scope>>,
    /// When the key stops working; never by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub expires_at: Option<DateTime<Utc>>,
}

/// One page of API keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ApiKeyList {
    /// The keys of this page.
    pub api_keys: Vec<ApiKey>,
    /// Number of keys on all pages.
    pub total: i64,
    /// Cursor of the next page; `null` on the last page.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// A permission of an API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Read everything of the organisation.
    Read,
    /// Create and change work.
    Write,
    /// Manage keys.
    Admin,
}
