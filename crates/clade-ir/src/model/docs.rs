//! Documentation carried along from the description.

use clade_spec::{Json, SpecText};

/// Prose and examples of one node.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Docs {
    /// One line.
    pub summary: Option<SpecText>,
    /// Any length, `CommonMark`.
    pub description: Option<SpecText>,
    /// Whether the node is marked as deprecated.
    pub deprecated: bool,
    /// Example values as data.
    pub examples: Vec<Json>,
    /// Link to further documentation.
    pub link: Option<SpecText>,
}
