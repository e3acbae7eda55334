//! Liveness of the server.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How the server and the things it depends on are doing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// The worst of all checks.
    pub status: HealthStatus,
    /// Version of the running server.
    pub version: String,
    /// Whole seconds since the server started.
    pub uptime_seconds: i64,
    /// One entry per thing the server depends on, by name.
    pub checks: BTreeMap<String, HealthCheck>,
}

/// The state of one dependency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HealthCheck {
    /// State of this dependency.
    pub status: HealthStatus,
    /// What is wrong, when something is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub message: Option<String>,
}

/// A state of health.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthStatus {
    /// Works.
    Ok,
    /// Answers, but cannot do everything.
    Degraded,
}
