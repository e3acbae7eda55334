//! Tickets: the parts a spec is cut into.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::TaskCounts;

/// A part of a spec that holds tasks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Ticket {
    /// Identifier, `TKT-001`.
    pub id: String,
    /// The spec this ticket belongs to.
    pub spec_id: String,
    /// What is to be done, in a line.
    pub title: String,
    /// What is to be done, at length.
    pub description: String,
    /// What sort of work it is.
    pub kind: TicketKind,
    /// State, derived from the tasks of the ticket.
    pub status: TicketStatus,
    /// Tasks of the ticket by state.
    pub tasks: TaskCounts,
    /// When the ticket was created.
    pub created_at: DateTime<Utc>,
    /// When the ticket or one of its tasks last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a new ticket shall be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TicketCreate {
    /// The spec the ticket belongs to.
    pub spec_id: String,
    /// What is to be done, in a line.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// What is to be done, at length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20000)]
    pub description: Option<String>,
    /// What sort of work it is; `feature` by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub kind: Option<TicketKind>,
}

/// One page of tickets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TicketList {
    /// The tickets of this page.
    pub tickets: Vec<Ticket>,
    /// Number of tickets on all pages.
    pub total: i64,
    /// Cursor of the next page; `null` on the last page.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// What sort of work a ticket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketKind {
    /// New behaviour.
    Feature,
    /// A fault to be mended.
    Bug,
    /// Upkeep.
    Chore,
    /// Work given to one agent as a whole.
    Delegation,
}

/// State of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    /// No task has started.
    Open,
    /// Some task has started and some is not finished.
    InProgress,
    /// There are tasks and none is left to do.
    Done,
    /// The spec was cancelled.
    Cancelled,
}
