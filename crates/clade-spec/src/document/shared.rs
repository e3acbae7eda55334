//! Building blocks that many parts share.

use std::ops::Deref;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::{Json, NodeId, SpecText};

/// Things by name, in source order.
pub type Named<T> = IndexMap<SpecText, T>;

/// The `x-…` members of a part, in source order, values untouched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extensions(pub Vec<(SpecText, Json)>);

impl Extensions {
    /// The value of one extension.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

/// A use of a part that several places may share: the part itself, and the reference that led to it, if one did.
#[derive(Debug, Clone)]
pub struct Use<T> {
    /// The part; shared by all uses of one component.
    pub item: Arc<T>,
    /// The reference; `None` when the part is written in place.
    pub reference: Option<Reference>,
}

impl<T> Deref for Use<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.item
    }
}

/// A `$ref` that was followed, with the texts written beside it.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The object that holds the `$ref`.
    pub node: NodeId,
    /// The `$ref` as written.
    pub uri: SpecText,
    /// The component's name, when it points into `components`.
    pub name: Option<SpecText>,
    /// `summary` beside the `$ref`, which replaces the part's own.
    pub summary: Option<SpecText>,
    /// `description` beside the `$ref`, which replaces the part's own.
    pub description: Option<SpecText>,
}
