//! Tests by shape, for variants that no tag tells apart.

use crate::draft::{Draft, DraftVariant, NodeId, Object, Scalar, Shape};
use crate::{Access, EnumRepr, JsonKind, Literal, UnionMatch};

/// Nesting of unions looked into.
const DEEPEST: usize = 8;

/// The test of one variant.
pub(super) fn matches(draft: &Draft<'_>, id: NodeId, depth: usize) -> UnionMatch {
    match draft.shape(id) {
        Shape::Object(object) => of_object(draft, object),
        Shape::Union(union) if depth < DEEPEST => {
            let mut kinds: Vec<JsonKind> = Vec::new();
            for variant in &union.variants {
                let inner = matches(draft, variant.node, depth + 1).kinds;
                if inner.is_empty() {
                    return UnionMatch::default();
                }
                kinds.extend(inner);
            }
            kinds.sort_by_key(|kind| *kind as u8);
            kinds.dedup();
            UnionMatch { kinds, ..UnionMatch::default() }
        }
        shape => UnionMatch { kinds: kinds(shape), ..UnionMatch::default() },
    }
}

fn kinds(shape: &Shape) -> Vec<JsonKind> {
    match shape {
        Shape::Null => vec![JsonKind::Null],
        Shape::List(_) => vec![JsonKind::Array],
        Shape::Map(_) => vec![JsonKind::Object],
        Shape::Enum(list) if list.repr == EnumRepr::Int => vec![JsonKind::Integer],
        Shape::Enum(_) => vec![JsonKind::Text],
        Shape::Scalar(scalar) => match scalar {
            Scalar::Bool | Scalar::Literal(Literal::Bool(_)) => vec![JsonKind::Bool],
            Scalar::Int(_) | Scalar::Literal(Literal::Int(_)) => vec![JsonKind::Integer],
            Scalar::F32 | Scalar::F64 | Scalar::Literal(Literal::Number(_)) => {
                vec![JsonKind::Integer, JsonKind::Number]
            }
            _ => vec![JsonKind::Text],
        },
        _ => Vec::new(),
    }
}

fn of_object(draft: &Draft<'_>, object: &Object) -> UnionMatch {
    let mut found = UnionMatch { kinds: vec![JsonKind::Object], ..UnionMatch::default() };
    for prop in &object.props {
        let write_only = draft.node(prop.node).access == Access::WriteOnly;
        if prop.required && !write_only {
            found.required.push(prop.wire.clone());
        }
        if let Shape::Scalar(Scalar::Literal(value)) = draft.shape(prop.node) {
            found.constants.push((prop.wire.clone(), vec![value.clone()]));
        }
    }
    found
}

/// How much a variant asks for: one that asks for more must be tried first.
pub(super) fn specificity(draft: &Draft<'_>, variant: &DraftVariant) -> (usize, usize, usize) {
    let members = match draft.shape(variant.node) {
        Shape::Object(object) => object.props.len(),
        _ => 0,
    };
    (variant.matches.constants.len(), variant.matches.required.len(), members)
}
