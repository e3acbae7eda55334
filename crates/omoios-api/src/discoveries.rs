//! Discoveries: work that was found while doing other work.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Work that a task came upon and that is not planned yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Discovery {
    /// Identifier, `DSC-001`.
    pub id: String,
    /// The spec in which it was found.
    pub spec_id: String,
    /// The task that found it.
    #[schema(required)]
    pub source_task_id: Option<String>,
    /// What was found, in a line.
    pub title: String,
    /// What was found, at length.
    pub description: String,
    /// What became of it.
    pub status: DiscoveryStatus,
    /// Why it was dismissed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reason: Option<String>,
    /// The task it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub promoted_task_id: Option<String>,
    /// When it was found.
    pub created_at: DateTime<Utc>,
    /// When it was promoted or dismissed; `null` while pending.
    #[schema(required)]
    pub resolved_at: Option<DateTime<Utc>>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DiscoveryCreate {
    /// What was found, in a line.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// What was found, at length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20000)]
    pub description: Option<String>,
    /// The task that found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub source_task_id: Option<String>,
}

/// How a discovery becomes a task.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DiscoveryPromote {
    /// The ticket of the new task; by default that of the task which found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ticket_id: Option<String>,
    /// Tasks that have to be completed before the new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub depends_on: Option<Vec<String>>,
}

/// Why a discovery is put aside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DiscoveryDismiss {
    /// Why it is put aside.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// One page of discoveries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DiscoveryList {
    /// The discoveries of this page.
    pub discoveries: Vec<Discovery>,
    /// Number of discoveries on all pages.
    pub total: i64,
    /// Cursor of the next page; `null` on the last page.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// What became of a discovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiscoveryStatus {
    /// Nobody has decided.
    Pending,
    /// It became a task.
    Promoted,
    /// It was put aside.
    Dismissed,
}
