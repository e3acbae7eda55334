//! The one shape of every error answer (`application/problem+json`).

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{Phase, TaskStatus};

/// What went wrong. Every answer with a status of 400 and above has this body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Short name of the class of error, for programs that only look at `error`. Same as `code`.
    pub error: String,
    /// Stable machine-readable name of the error.
    pub code: String,
    /// What went wrong, for people. Same as `detail`.
    pub message: String,
    /// Name of the class of error, for people.
    pub title: String,
    /// The HTTP status.
    pub status: i32,
    /// What went wrong and where, for people.
    pub detail: String,
    /// Identifier of the request, as in the `x-request-id` header.
    pub request_id: String,
    /// More facts, whose form depends on `code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<Value>)]
    pub details: Option<Value>,
}

macro_rules! typed_problem {
    ($(#[$doc:meta])* $name:ident, $details:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
        pub struct $name {
            /// Short name of the class of error. Same as `code`.
            pub error: String,
            /// Stable machine-readable name of the error.
            pub code: String,
            /// What went wrong, for people. Same as `detail`.
            pub message: String,
            /// Name of the class of error, for people.
            pub title: String,
            /// The HTTP status.
            pub status: i32,
            /// What went wrong and where, for people.
            pub detail: String,
            /// Identifier of the request, as in the `x-request-id` header.
            pub request_id: String,
            /// More facts; absent when the conflict is of another kind, for example a reused idempotency key.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            pub details: Option<$details>,
        }
    };
}

typed_problem! {
    /// A `Problem` that says which move of a spec was refused.
    PhaseConflict, PhaseConflictDetails
}

typed_problem! {
    /// A `Problem` that says why a task cannot do what was asked.
    TaskConflict, TaskConflictDetails
}

typed_problem! {
    /// A `Problem` that says which members of the request are not acceptable.
    ValidationProblem, ValidationDetails
}

/// Which move was refused. Members are absent where the conflict is of another kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PhaseConflictDetails {
    /// The phase the spec is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub from: Option<Phase>,
    /// The phase that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to: Option<Phase>,
    /// The phases that can be entered from here.
    #[serde(default)]
    pub allowed: Vec<Phase>,
}

/// Why the task cannot do what was asked. Members are absent where they say nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskConflictDetails {
    /// State of the task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub status: Option<TaskStatus>,
    /// Tasks it still waits for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting_for: Vec<String>,
    /// The cycle that the dependencies would close, first task repeated at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cycle: Vec<String>,
}

/// The members of the request that are not acceptable.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ValidationDetails {
    /// One entry per fault.
    pub errors: Vec<FieldError>,
}

/// A fault in a member of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// Where: `body.title`, `query.limit`.
    pub field: String,
    /// What is wrong and what would be right.
    pub message: String,
}
