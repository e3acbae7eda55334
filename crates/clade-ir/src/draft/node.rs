//! One schema of the draft.

use clade_spec::{Json, NodeId as SpecNode, SpecText};

use super::{Origin, Shape};
use crate::{Access, Docs, Name};

/// Index of a [`Node`] in [`Draft::nodes`](super::Draft::nodes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NodeId(u32);

impl NodeId {
    pub(crate) fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// One schema: what it says beside its shape, and its shape.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Where it is described.
    pub(crate) source: SpecNode,
    /// What it is part of: its name is made from this.
    pub(crate) origin: Origin,
    pub(crate) docs: Docs,
    pub(crate) title: Option<SpecText>,
    /// `null` is allowed beside what the shape says.
    pub(crate) nullable: bool,
    pub(crate) default: Option<Json>,
    pub(crate) access: Access,
    pub(crate) shape: Shape,
    /// `contentSchema`: what the text holds, decoded.
    pub(crate) content: Option<NodeId>,
    /// The text is a URL (`format: uri`, `url` and the like).
    pub(crate) is_uri: bool,
    /// Claimed name, once the node is known to become a declaration.
    pub(crate) name: Option<Name>,
}

impl Node {
    /// A node that says nothing but its shape.
    pub(crate) fn new(source: SpecNode, origin: Origin, shape: Shape) -> Self {
        Self {
            source,
            origin,
            docs: Docs::default(),
            title: None,
            nullable: false,
            default: None,
            access: Access::Both,
            shape,
            content: None,
            is_uri: false,
            name: None,
        }
    }
}
