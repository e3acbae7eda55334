//! Replaces every `allOf` by what its parts say together.
//!
//! One part with annotations beside it is a reference. Objects become one object. An object beside a union goes into
//! each of its variants. Parts that no value can satisfy at once become a raw value, with a diagnostic.

mod inheritance;
mod objects;
mod props;
mod settle;

use clade_diag::Diags;

use crate::draft::{Draft, Extra, Origin, Shape};

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, diags: &mut Diags) {
    let lineage = inheritance::split_bases(draft);
    let count = draft.nodes.len();
    let mut merger = settle::Merger::new(draft, diags, lineage);
    for index in 0..count {
        merger.settle(crate::draft::NodeId::new(index), 0);
    }
    objects_without_members(draft);
}

/// An object that declares no member is a map, unless it says that there are none.
fn objects_without_members(draft: &mut Draft<'_>) {
    for index in 0..draft.nodes.len() {
        let Shape::Object(object) = &draft.nodes[index].shape else { continue };
        if !object.props.is_empty() {
            continue;
        }
        let id = crate::draft::NodeId::new(index);
        let value = match object.extra {
            Extra::Forbidden => continue,
            Extra::Typed(value) => value,
            Extra::Unsaid => draft.add_beside(id, Origin::Value(id), Shape::Any),
        };
        draft.node_mut(id).shape = Shape::Map(value);
    }
}
