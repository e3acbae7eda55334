//! Tasks: the units of work, in a graph of dependencies.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A unit of work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Task {
    /// Identifier, `TSK-001`.
    pub id: String,
    /// The number in the identifier.
    pub number: i64,
    /// The spec this task belongs to.
    pub spec_id: String,
    /// The ticket this task belongs to.
    pub ticket_id: String,
    /// What is to be done, in a line.
    pub title: String,
    /// What is to be done, at length.
    pub description: String,
    /// State. A task waits as `blocked` until all it depends on is completed, then it is `pending`.
    pub status: TaskStatus,
    /// Whether the task can be started now.
    pub ready: bool,
    /// The agent that works on it.
    #[schema(required)]
    pub agent_id: Option<String>,
    /// How it is worked on.
    pub execution_mode: ExecutionMode,
    /// Ids of the tasks that have to be completed before.
    pub depends_on: Vec<String>,
    /// Ids of the tasks that wait for this one.
    pub blocks: Vec<String>,
    /// Counts from 1; each retry adds one.
    pub attempt: i32,
    /// Why the last attempt failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub error: Option<String>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When the current attempt started.
    #[schema(required)]
    pub started_at: Option<DateTime<Utc>>,
    /// When it came to an end.
    #[schema(required)]
    pub finished_at: Option<DateTime<Utc>>,
    /// Milliseconds the current attempt has taken; up to now while it runs.
    #[schema(required)]
    pub duration_ms: Option<i64>,
}

/// What a new task shall be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskCreate {
    /// The ticket the task belongs to.
    pub ticket_id: String,
    /// What is to be done, in a line.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// What is to be done, at length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 20000)]
    pub description: Option<String>,
    /// Ids of the tasks of the same spec that have to be completed before; at most 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub depends_on: Option<Vec<String>>,
    /// How it is worked on; `implementation` by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub execution_mode: Option<ExecutionMode>,
}

/// What shall change in a task. A member that is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskUpdate {
    /// New title.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::nullable::present")]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub title: Option<String>,
    /// New description.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::nullable::present")]
    #[schema(nullable = false, max_length = 20000)]
    pub description: Option<String>,
    /// New list of dependencies, at most 1000, in place of the old one. Only while the task has not started.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::nullable::present")]
    #[schema(nullable = false)]
    pub depends_on: Option<Vec<String>>,
    /// The agent that shall work on it; `null` takes it away. Only while the task has not started.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::nullable")]
    #[schema(value_type = Option<String>)]
    pub agent_id: Option<Option<String>>,
}

/// How a task is started.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskStart {
    /// The agent that works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 200)]
    pub agent_id: Option<String>,
    /// How it is worked on; as the task says by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub execution_mode: Option<ExecutionMode>,
}

/// The outcome of a task.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskComplete {
    /// What was done, in a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 2000)]
    pub summary: Option<String>,
    /// The change, as a unified diff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub diff: Option<String>,
    /// What the tests said, in a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 2000)]
    pub test_summary: Option<String>,
    /// Number of files changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0)]
    pub files_changed: Option<i32>,
    /// Number of tests that passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0)]
    pub tests_passed: Option<i32>,
    /// What was printed on the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub logs: Option<String>,
}

/// Why a task failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskFail {
    /// What went wrong.
    #[schema(min_length = 1, max_length = 20000)]
    pub error: String,
}

/// Why a task is given up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskCancel {
    /// Why it is given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 2000)]
    pub reason: Option<String>,
}

/// What a completed task has produced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskResult {
    /// The task.
    pub task_id: String,
    /// The attempt that produced it.
    pub attempt: i32,
    /// What was done, in a line.
    pub summary: String,
    /// The change, as a unified diff.
    pub diff: String,
    /// What the tests said, in a line.
    pub test_summary: String,
    /// Number of files changed.
    pub files_changed: i32,
    /// Number of tests that passed.
    pub tests_passed: i32,
    /// What was printed on the way.
    pub logs: String,
    /// When the task was completed.
    pub completed_at: DateTime<Utc>,
}

/// One page of tasks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskList {
    /// The tasks of this page, in order of creation.
    pub tasks: Vec<Task>,
    /// Number of tasks on all pages.
    pub total: i64,
    /// Cursor of the next page; `null` on the last page.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// State of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskStatus {
    /// Can be started.
    Pending,
    /// Waits for the tasks it depends on.
    Blocked,
    /// Given to an agent that has not started.
    Assigned,
    /// Being worked on.
    Running,
    /// Done.
    Completed,
    /// Came to an error.
    Failed,
    /// Took too long.
    Timeout,
    /// Given up.
    Cancelled,
}

impl TaskStatus {
    /// All states.
    pub const ALL: [Self; 8] = [
        Self::Pending,
        Self::Blocked,
        Self::Assigned,
        Self::Running,
        Self::Completed,
        Self::Failed,
        Self::Timeout,
        Self::Cancelled,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Blocked => "blocked",
            Self::Assigned => "assigned",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Timeout => "timeout",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing more happens without a retry.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Timeout | Self::Cancelled)
    }
}

/// How a task is worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExecutionMode {
    /// Look around, change nothing.
    Exploration,
    /// Write the change.
    Implementation,
    /// Check the change.
    Validation,
}
