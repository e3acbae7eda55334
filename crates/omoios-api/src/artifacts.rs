//! Artifacts: files that a task leaves behind.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A file that a task left behind, without its bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Artifact {
    /// Identifier.
    pub id: Uuid,
    /// The task.
    pub task_id: String,
    /// File name.
    pub name: String,
    /// Media type of the bytes.
    pub content_type: String,
    /// Number of bytes.
    pub size: i64,
    /// SHA-256 of the bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// What the file is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<String>,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
}

/// A file to be kept, as `multipart/form-data`. The text parts may come before or after the file.
#[derive(Debug, Clone, ToSchema)]
pub struct ArtifactUpload {
    /// The bytes. The part's file name and content type are the defaults of `name` and of the media type.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    pub file: Vec<u8>,
    /// File name; by default that of the part.
    #[schema(nullable = false, max_length = 255)]
    pub name: Option<String>,
    /// What the file is.
    #[schema(nullable = false, max_length = 2000)]
    pub description: Option<String>,
}

/// One page of artifacts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ArtifactList {
    /// The artifacts of this page.
    pub artifacts: Vec<Artifact>,
    /// Number of artifacts on all pages.
    pub total: i64,
    /// Cursor of the next page; `null` on the last page.
    #[schema(required)]
    pub next_cursor: Option<String>,
}
