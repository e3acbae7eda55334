//! Rows of the coverage report while it is not known which operations they touch.

use clade_diag::{Diag, Place};

use super::{NodeId, OpKey};

/// One thing that is not typed in full.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) code: &'static str,
    pub(crate) place: Place,
    pub(crate) touches: Touches,
    pub(crate) what: String,
}

/// What a row speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Touches {
    /// One operation.
    Operation(OpKey),
    /// Every operation that reaches the schema.
    Node(NodeId),
}

impl Row {
    pub(crate) fn of(diag: &Diag, touches: Touches) -> Self {
        Self {
            code: diag.code.as_str(),
            place: diag.place.clone().unwrap_or_default(),
            touches,
            what: diag.message.clone(),
        }
    }
}
