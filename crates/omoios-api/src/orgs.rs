//! Organisations and the people in them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An organisation: the tenant that owns specs, memory and keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Org {
    /// Identifier, `org_<slug>`.
    pub id: String,
    /// Short name used in the identifier.
    pub slug: String,
    /// Name for people.
    pub name: String,
    /// Number of members.
    pub member_count: i64,
    /// When the organisation was created.
    pub created_at: DateTime<Utc>,
}

/// One page of organisations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrgList {
    /// The organisations of this page.
    pub orgs: Vec<Org>,
    /// Number of organisations on all pages.
    pub total: i64,
    /// Cursor of the next page; `null` on the last page.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// A person in an organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Member {
    /// Identifier, `usr_<hex>`.
    pub id: String,
    /// The organisation.
    pub org_id: String,
    /// Name for people.
    pub name: String,
    /// Address of the person.
    #[schema(format = "email")]
    pub email: String,
    /// What the person may do.
    pub role: MemberRole,
    /// When the person joined.
    pub joined_at: DateTime<Utc>,
}

/// One page of members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MemberList {
    /// The members of this page.
    pub members: Vec<Member>,
    /// Number of members on all pages.
    pub total: i64,
    /// Cursor of the next page; `null` on the last page.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// Role of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// May do everything, including closing the organisation.
    Owner,
    /// May manage members and keys.
    Admin,
    /// May create and change work.
    Member,
    /// May only read.
    Viewer,
}
