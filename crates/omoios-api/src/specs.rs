//! Specs: what is wanted, driven through seven phases.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A wish, on its way through the phases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Spec {
    /// Identifier, `spec_<hex>`.
    pub id: String,
    /// The organisation that owns it.
    pub org_id: String,
    /// What is wanted, in a line.
    pub title: String,
    /// What is wanted, at length.
    pub description: String,
    /// Where it is on its way.
    pub phase: Phase,
    /// Whether it is still on its way.
    pub status: SpecStatus,
    /// Score of the last evaluation of this phase, from 0 to 1; 0.7 and more passes. `null` before the first.
    #[schema(required, minimum = 0, maximum = 1)]
    pub evaluator_score: Option<f64>,
    /// What the last evaluation found wanting.
    pub evaluator_feedback: Vec<String>,
    /// How often the current phase was evaluated.
    pub phase_attempt: i32,
    /// When it has to be done; `null` if there is no deadline.
    #[schema(required)]
    pub deadline: Option<DateTime<Utc>>,
    /// Labels of the caller, kept as they are.
    pub metadata: BTreeMap<String, String>,
    /// Number of tickets.
    pub ticket_count: i64,
    /// Tasks by state.
    pub tasks: TaskCounts,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// Numbers of tasks by state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaskCounts {
    /// All tasks.
    pub total: i64,
    /// Ready, or waiting for others.
    pub pending: i64,
    /// Assigned or running.
    pub running: i64,
    /// Completed.
    pub completed: i64,
    /// Failed or timed out.
    pub failed: i64,
    /// Cancelled.
    pub cancelled: i64,
}

/// What a new spec shall be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SpecCreate {
    /// What is wanted, in a line.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// What is wanted, at length.
    #[schema(min_length = 1, max_length = 20000)]
    pub description: String,
    /// The organisation that owns it; by default that of the calling key, or the first one if the key has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub org_id: Option<String>,
    /// When it has to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<DateTime<Utc>>,
    /// Labels of the caller, kept as they are: at most 32, of at most 512 characters each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub metadata: Option<BTreeMap<String, String>>,
}

/// What shall change in a spec. A member that is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SpecUpdate {
    /// New title.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::nullable::present")]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub title: Option<String>,
    /// New description.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::nullable::present")]
    #[schema(nullable = false, min_length = 1, max_length = 20000)]
    pub description: Option<String>,
    /// New deadline; `null` takes the deadline away.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub deadline: Option<Option<DateTime<Utc>>>,
    /// Labels to set; a label that is `null` is taken away, others stay.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::nullable::present")]
    #[schema(nullable = false)]
    pub metadata: Option<BTreeMap<String, Option<String>>>,
}

/// Where a spec shall go.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SpecAdvance {
    /// The phase to enter. Only the next one is possible; naming it guards against advancing twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to: Option<Phase>,
}

/// Why a spec is given up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SpecCancel {
    /// Why it is given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 2000)]
    pub reason: Option<String>,
}

/// One page of specs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SpecList {
    /// The specs of this page, newest first.
    pub specs: Vec<Spec>,
    /// Number of specs on all pages.
    pub total: i64,
    /// Cursor of the next page; `null` on the last page.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// A phase of a spec. The phases follow each other in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Phase {
    /// Look around.
    Explore,
    /// Write down what is wanted.
    Prd,
    /// Write down what has to hold.
    Requirements,
    /// Decide how.
    Design,
    /// Do the work.
    Tasks,
    /// Bring the work together.
    Sync,
    /// Done.
    Complete,
}

impl Phase {
    /// All phases in order.
    pub const ALL: [Self; 7] =
        [Self::Explore, Self::Prd, Self::Requirements, Self::Design, Self::Tasks, Self::Sync, Self::Complete];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Explore => "EXPLORE",
            Self::Prd => "PRD",
            Self::Requirements => "REQUIREMENTS",
            Self::Design => "DESIGN",
            Self::Tasks => "TASKS",
            Self::Sync => "SYNC",
            Self::Complete => "COMPLETE",
        }
    }

    /// Place in the order, from 1 to 7.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// The phase that follows; none after [`Phase::Complete`].
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self.number()).copied()
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Text that names no phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPhase(pub String);

impl fmt::Display for UnknownPhase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no phase", self.0)
    }
}

impl std::error::Error for UnknownPhase {}

impl FromStr for Phase {
    type Err = UnknownPhase;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|phase| phase.as_str() == text)
            .ok_or_else(|| UnknownPhase(text.to_owned()))
    }
}

/// Whether a spec is still on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpecStatus {
    /// On its way.
    Running,
    /// In the last phase.
    Completed,
    /// Given up.
    Cancelled,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[doc = "covers: OMOI-ENUM-phase"]
    #[test]
    fn phases_are_ordered_and_numbered() {
        assert_eq!(Phase::Requirements.number(), 3);
        assert_eq!(Phase::Sync.next(), Some(Phase::Complete));
        assert_eq!(Phase::Complete.next(), None);
        for phase in Phase::ALL {
            assert_eq!(serde_json::to_value(phase).unwrap(), phase.as_str());
            assert_eq!(phase.as_str().parse::<Phase>().unwrap(), phase);
        }
    }

    #[test]
    fn an_update_tells_absent_from_null() {
        let absent: SpecUpdate = serde_json::from_str("{}").unwrap();
        let null: SpecUpdate = serde_json::from_str(r#"{"deadline":null}"#).unwrap();
        let value: SpecUpdate = serde_json::from_str(r#"{"deadline":"2026-12-24T18:00:00Z"}"#).unwrap();
        assert_eq!(absent.deadline, None);
        assert_eq!(null.deadline, Some(None));
        assert!(matches!(value.deadline, Some(Some(_))));
        assert_eq!(serde_json::to_string(&absent).unwrap(), "{}");
        assert_eq!(serde_json::to_string(&null).unwrap(), r#"{"deadline":null}"#);
    }
}
