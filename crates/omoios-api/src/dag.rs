//! The graph of tasks of a spec.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::TaskStatus;

/// The tasks of a spec and what each waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Dag {
    /// The spec.
    pub spec_id: String,
    /// The tasks, in order of creation.
    pub nodes: Vec<DagNode>,
    /// The dependencies; `source` has to be completed before `target`.
    pub edges: Vec<DagEdge>,
    /// Ids of the longest chain of dependencies, first task first.
    pub critical_path: Vec<String>,
}

/// A task in the graph.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DagNode {
    /// Id of the task.
    pub id: String,
    /// Title of the task.
    pub label: String,
    /// State of the task.
    pub status: TaskStatus,
    /// The ticket of the task.
    pub ticket_id: String,
}

/// A dependency in the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DagEdge {
    /// The task that comes first.
    pub source: String,
    /// The task that waits.
    pub target: String,
    /// What the edge means.
    pub kind: EdgeKind,
}

/// Meaning of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EdgeKind {
    /// The target waits for the source to be completed.
    DependsOn,
}
