//! The order-keeping value that everything else is read from; every node knows its place.

use clade_diag::{Place, SourceId};

/// A node of one of the files of a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId {
    pub(crate) source: SourceId,
    pub(crate) index: u32,
}

impl NodeId {
    /// No node: something the toolkit made up.
    pub const NONE: Self = Self { source: SourceId(u32::MAX), index: u32::MAX };
}

impl Default for NodeId {
    fn default() -> Self {
        Self::NONE
    }
}

/// The trees of all files of a description.
#[derive(Debug, Default)]
pub(crate) struct Forest {}

impl Forest {
    pub(crate) fn place(&self, _node: NodeId) -> Place {
        Place::default()
    }

    pub(crate) fn descend(&self, node: NodeId, _path: &[&str]) -> NodeId {
        node
    }
}
