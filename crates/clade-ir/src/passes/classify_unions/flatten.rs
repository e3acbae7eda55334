//! The alternatives of a union without repetitions, without `null`, and without unions in between.

use crate::draft::{NodeId, Origin, Shape};

use super::Classifier;

/// Nesting of unions that is taken apart.
const DEEPEST: usize = 32;

impl Classifier<'_, '_> {
    /// Alternatives, each once; `null` is moved to the union itself.
    pub(super) fn flattened(&mut self, id: NodeId, parts: &[NodeId]) -> Vec<NodeId> {
        let mut flat = Vec::new();
        self.collect(id, parts, &mut flat, 0);
        let mut seen = std::collections::HashSet::new();
        flat.retain(|part| seen.insert(self.draft.follow(*part)));
        flat
    }

    fn collect(&mut self, id: NodeId, parts: &[NodeId], flat: &mut Vec<NodeId>, depth: usize) {
        for &part in parts {
            if self.draft.nullable(part) {
                self.draft.node_mut(id).nullable = true;
            }
            let target = self.draft.follow(part);
            match &self.draft.node(target).shape {
                Shape::Null => self.draft.node_mut(id).nullable = true,
                // `{nullable: true}` and nothing else is how some generators write `null`.
                Shape::Any if self.draft.nullable(part) => {}
                Shape::AnyOf(inner)
                    if depth < DEEPEST && self.is_transparent(target, inner.discriminator.is_some()) =>
                {
                    let inner = inner.parts.clone();
                    self.collect(id, &inner, flat, depth + 1);
                }
                Shape::AnyOf(_) => {
                    self.settle(target);
                    flat.push(part);
                }
                _ => flat.push(part),
            }
        }
    }

    /// An unnamed union inside another adds its alternatives to it.
    fn is_transparent(&self, target: NodeId, discriminated: bool) -> bool {
        !discriminated && !matches!(self.draft.node(target).origin, Origin::Named { .. })
    }

    /// Objects below a part, through unions whose variants are all objects; `None` if anything else is there.
    pub(super) fn leaves(&mut self, part: NodeId, leaves: &mut Vec<NodeId>, depth: usize) -> Option<()> {
        let target = self.draft.follow(part);
        self.settle(target);
        let target = self.draft.follow(target);
        match &self.draft.node(target).shape {
            Shape::Object(_) => {
                if !leaves.iter().any(|leaf| self.draft.follow(*leaf) == target) {
                    leaves.push(part);
                }
                Some(())
            }
            Shape::Union(inner) if depth < DEEPEST => {
                let nodes: Vec<NodeId> = inner.variants.iter().map(|variant| variant.node).collect();
                nodes.into_iter().try_for_each(|node| self.leaves(node, leaves, depth + 1))
            }
            _ => None,
        }
    }
}
