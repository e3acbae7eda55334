//! Scalars of one JSON kind cannot be told apart by a reader: they become one alternative.

use crate::draft::{DraftEnum, EnumValue, NodeId, Origin, Scalar, Shape};
use crate::{Docs, EnumRepr, IntWidth, Literal};

use super::Classifier;

/// Which JSON kind of scalar a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Text,
    Number,
    Bool,
}

impl Classifier<'_, '_> {
    /// Leaves at most one alternative of each kind of scalar, where the first of them stood.
    pub(super) fn join_scalars(&mut self, id: NodeId, parts: &mut Vec<NodeId>) {
        for family in [Family::Text, Family::Number, Family::Bool] {
            let members: Vec<NodeId> =
                parts.iter().copied().filter(|part| self.family(*part) == Some(family)).collect();
            let [first, _, ..] = members.as_slice() else { continue };
            let joined = self.join(id, family, &members);
            let at = parts.iter().position(|part| part == first).unwrap_or_default();
            parts.retain(|part| !members.contains(part));
            parts.insert(at.min(parts.len()), joined);
        }
    }

    fn family(&self, part: NodeId) -> Option<Family> {
        Some(match self.draft.shape(part) {
            Shape::Enum(list) if list.repr == EnumRepr::Int => Family::Number,
            Shape::Enum(_) => Family::Text,
            Shape::Scalar(scalar) => match scalar {
                Scalar::Bool | Scalar::Literal(Literal::Bool(_)) => Family::Bool,
                Scalar::Int(_)
                | Scalar::F32
                | Scalar::F64
                | Scalar::Literal(Literal::Int(_) | Literal::Number(_)) => Family::Number,
                _ => Family::Text,
            },
            _ => return None,
        })
    }

    fn join(&mut self, id: NodeId, family: Family, members: &[NodeId]) -> NodeId {
        if let Some(one) = self.the_enum(members) {
            return one;
        }
        let values = self.values(members);
        let shape = match family {
            Family::Bool => Shape::Scalar(Scalar::Bool),
            Family::Text if values.is_empty() => Shape::Scalar(self.common_text(members)),
            Family::Number if values.is_empty() || self.any_fraction(members) => {
                Shape::Scalar(self.widest(members))
            }
            Family::Text => Shape::Enum(Box::new(DraftEnum { repr: EnumRepr::Text, values })),
            Family::Number => Shape::Enum(Box::new(DraftEnum { repr: EnumRepr::Int, values })),
        };
        self.draft.add_beside(members[0], Origin::Variant(id, 0), shape)
    }

    /// A named enum beside plain text is that enum: every enum takes unknown values.
    fn the_enum(&self, members: &[NodeId]) -> Option<NodeId> {
        let mut lists = members.iter().filter(|part| matches!(self.draft.shape(**part), Shape::Enum(_)));
        let one = *lists.next()?;
        let others_plain = lists.next().is_none()
            && members.iter().all(|part| {
                let shape = self.draft.shape(*part);
                !matches!(shape, Shape::Scalar(Scalar::Literal(_) | Scalar::F32 | Scalar::F64))
            });
        others_plain.then_some(one)
    }

    /// All values that the members list, each once, with the prose of a constant's own schema.
    fn values(&self, members: &[NodeId]) -> Vec<EnumValue> {
        let mut values: Vec<EnumValue> = Vec::new();
        for &part in members {
            let listed = match self.draft.shape(part) {
                Shape::Enum(list) => list.values.clone(),
                Shape::Scalar(Scalar::Literal(value)) => vec![self.constant(part, value.clone())],
                _ => Vec::new(),
            };
            for value in listed {
                if !values.iter().any(|known| known.value == value.value) {
                    values.push(value);
                }
            }
        }
        values
    }

    fn constant(&self, part: NodeId, value: Literal) -> EnumValue {
        let node = self.draft.node(part);
        let docs = Docs { description: node.docs.description.clone(), ..Docs::default() };
        EnumValue { value, given: None, docs: Docs { deprecated: node.docs.deprecated, ..docs } }
    }

    fn any_fraction(&self, members: &[NodeId]) -> bool {
        members.iter().any(|part| {
            matches!(
                self.draft.shape(*part),
                Shape::Scalar(Scalar::F32 | Scalar::F64 | Scalar::Literal(Literal::Number(_)))
            )
        })
    }

    fn scalars(&self, members: &[NodeId]) -> Vec<&Scalar> {
        let scalar = |part: &NodeId| match self.draft.shape(*part) {
            Shape::Scalar(scalar) => Some(scalar),
            _ => None,
        };
        members.iter().filter_map(scalar).collect()
    }

    fn common_text(&self, members: &[NodeId]) -> Scalar {
        let scalars = self.scalars(members);
        match scalars.split_first() {
            Some((first, rest)) if rest.iter().all(|other| other == first) => (*first).clone(),
            _ => Scalar::Text,
        }
    }

    fn widest(&self, members: &[NodeId]) -> Scalar {
        let scalars = self.scalars(members);
        match scalars.split_first() {
            _ if self.any_fraction(members) => Scalar::F64,
            Some((first, rest)) if rest.iter().all(|other| other == first) => (*first).clone(),
            _ => Scalar::Int(IntWidth::I64),
        }
    }
}
