//! Tags that no discriminator tells of, inferred from members that each variant fixes to a value of its own.

use std::collections::HashSet;

use clade_spec::SpecText;

use super::Classifier;
use crate::draft::{Draft, DraftVariant, NodeId, Prop, Scalar, Shape};
use crate::{EnumRepr, Literal, UnionMatch};

/// Members that are tags by custom, best first.
const CUSTOMARY: [&str; 8] = ["type", "kind", "event", "event_type", "object", "role", "name", "status"];

impl Classifier<'_, '_> {
    /// The member that tells all variants apart, if there is one, and the variants with their tags.
    pub(super) fn inferred_tags(&self, leaves: &[NodeId]) -> Option<(SpecText, Vec<DraftVariant>)> {
        if leaves.len() < 2 {
            return None;
        }
        let Shape::Object(first) = self.draft.shape(*leaves.first()?) else { return None };
        let mut candidates: Vec<&SpecText> = first.props.iter().map(|prop| &prop.wire).collect();
        candidates.sort_by_key(|wire| custom(wire));
        candidates.into_iter().find_map(|wire| Some((wire.clone(), self.variants_by(wire, leaves)?)))
    }

    fn variants_by(&self, wire: &SpecText, leaves: &[NodeId]) -> Option<Vec<DraftVariant>> {
        let mut taken = HashSet::new();
        let mut variants = Vec::with_capacity(leaves.len());
        for &node in leaves {
            let tags = values(self.draft, node, wire)?;
            let fixed = tags.len() == 1;
            if !fixed && !member(self.draft, node, wire)?.required {
                return None;
            }
            if !tags.iter().all(|tag| taken.insert(tag.clone())) {
                return None;
            }
            let matches = UnionMatch::default();
            variants.push(DraftVariant { node, tags, tag_in_type: true, matches, recursive: false });
        }
        Some(variants)
    }
}

fn custom(wire: &SpecText) -> usize {
    CUSTOMARY.iter().position(|known| wire == *known).unwrap_or(CUSTOMARY.len())
}

/// A declared member of an object.
pub(super) fn member<'a>(draft: &'a Draft<'_>, object: NodeId, wire: &SpecText) -> Option<&'a Prop> {
    let Shape::Object(object) = draft.shape(object) else { return None };
    object.props.iter().find(|prop| prop.wire == *wire)
}

/// The texts to which an object fixes a member; `None` if it does not declare it or allows any text.
pub(super) fn values(draft: &Draft<'_>, object: NodeId, wire: &SpecText) -> Option<Vec<SpecText>> {
    let prop = member(draft, object, wire)?;
    match draft.shape(prop.node) {
        Shape::Scalar(Scalar::Literal(Literal::Text(text))) => Some(vec![text.clone()]),
        Shape::Enum(list) if list.repr == EnumRepr::Text => list
            .values
            .iter()
            .map(|value| match &value.value {
                Literal::Text(text) => Some(text.clone()),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

/// Whether a member holds something other than text.
pub(super) fn is_foreign(draft: &Draft<'_>, id: NodeId) -> bool {
    match draft.shape(id) {
        Shape::Scalar(Scalar::Literal(literal)) => !matches!(literal, Literal::Text(_)),
        Shape::Enum(list) => list.repr != EnumRepr::Text,
        Shape::Scalar(Scalar::Bool | Scalar::Int(_) | Scalar::F32 | Scalar::F64)
        | Shape::List(_)
        | Shape::Map(_)
        | Shape::Object(_)
        | Shape::Null => true,
        _ => false,
    }
}
