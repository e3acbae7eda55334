//! Memory: what was learnt, kept for later runs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One thing that was learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Memory {
    /// Identifier, `mem_<hex>`.
    pub id: String,
    /// The organisation that owns it.
    pub org_id: String,
    /// What sort of knowledge it is.
    pub memory_type: MemoryType,
    /// The knowledge itself.
    pub content: String,
    /// The spec it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub spec_id: Option<String>,
    /// The task it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub task_id: Option<String>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// What shall be remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MemoryAdd {
    /// The knowledge itself.
    #[schema(min_length = 1, max_length = 100_000)]
    pub content: String,
    /// What sort of knowledge it is.
    pub memory_type: MemoryType,
    /// The organisation that owns it; by default that of the calling key, or the first one if the key has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub org_id: Option<String>,
    /// The spec it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub spec_id: Option<String>,
    /// The task it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub task_id: Option<String>,
}

/// A question to the memory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MemorySearch {
    /// Words to look for. Any text is allowed; none of it is read as a query language.
    #[schema(min_length = 1, max_length = 2000)]
    pub query: String,
    /// Only these sorts of knowledge; all by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub memory_types: Option<Vec<MemoryType>>,
    /// At most this many results; 10 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
}

/// What a search found, best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MemorySearchResults {
    /// The results, best first.
    pub results: Vec<MemoryHit>,
    /// Number of memories that match, whatever the limit.
    pub total: i64,
}

/// A memory that matches a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MemoryHit {
    /// Identifier, `mem_<hex>`.
    pub id: String,
    /// What sort of knowledge it is.
    pub memory_type: MemoryType,
    /// The knowledge itself.
    pub content: String,
    /// Rank by BM25; larger is better.
    pub score: f64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// What sort of knowledge a memory is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MemoryType {
    /// How an error was mended.
    ErrorFix,
    /// What was decided, and why.
    Decision,
    /// What was learnt.
    Learning,
    /// What to beware of.
    Warning,
    /// How the code works.
    CodebaseKnowledge,
    /// What was found by the way.
    Discovery,
}
