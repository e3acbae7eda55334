//! Polymorphism by inheritance: children extend a parent that has a discriminator.
//!
//! Wherever the parent is referred to as a value it stands for any of its children, so it becomes their union; what
//! the children extend becomes a node of its own.

use std::collections::{HashMap, HashSet};

use clade_spec::SpecText;

use crate::draft::{AnyOf, Discriminator, Draft, Node, NodeId, Origin, Shape};

/// Who extends whom.
#[derive(Debug, Default)]
pub(super) struct Lineage {
    /// Named schemas and the named schemas that they extend.
    parents: HashMap<NodeId, Vec<NodeId>>,
}

impl Lineage {
    /// Whether one schema extends another directly.
    pub(super) fn extends(&self, child: NodeId, parent: NodeId) -> bool {
        self.parents.get(&child).is_some_and(|parents| parents.contains(&parent))
    }
}

/// Turns every parent with a discriminator and children into a union.
pub(super) fn split_bases(draft: &mut Draft<'_>) -> Lineage {
    let lineage = lineage(draft);
    let children = children(&lineage);
    let mut bases: HashMap<NodeId, NodeId> = HashMap::new();
    let mut parents: Vec<(NodeId, Discriminator)> = Vec::new();
    for index in 0..draft.nodes.len() {
        let id = NodeId::new(index);
        let Some(told) = discriminator_of(draft, id) else { continue };
        let extended = children.contains_key(&id);
        if extended || told.mapping.iter().any(|(_, target)| draft.follow(*target) != id) {
            let base = base_node(draft, id);
            bases.insert(id, base);
            parents.push((id, told));
        }
    }
    for (id, told) in parents {
        let shape = union_of_children(draft, id, &told, &children, &bases);
        draft.node_mut(id).shape = shape;
    }
    extend_bases(draft, &bases);
    lineage
}

fn is_named(draft: &Draft<'_>, id: NodeId) -> bool {
    matches!(draft.node(id).origin, Origin::Named { .. })
}

fn lineage(draft: &Draft<'_>) -> Lineage {
    let mut parents = HashMap::new();
    for index in 0..draft.nodes.len() {
        let id = NodeId::new(index);
        let Shape::AllOf(parts) = &draft.node(id).shape else { continue };
        if is_named(draft, id) {
            let named = parts.iter().map(|part| draft.follow(*part)).filter(|part| is_named(draft, *part));
            parents.insert(id, named.collect());
        }
    }
    Lineage { parents }
}

/// Children of each schema, in order of the description.
fn children(lineage: &Lineage) -> HashMap<NodeId, Vec<NodeId>> {
    let mut children: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
    let mut ordered: Vec<_> = lineage.parents.iter().collect();
    ordered.sort_by_key(|(child, _)| **child);
    for (child, parents) in ordered {
        for parent in parents {
            children.entry(*parent).or_default().push(*child);
        }
    }
    children
}

/// The discriminator of a named object, given by itself or by the part of an `allOf` that is its own.
fn discriminator_of(draft: &Draft<'_>, id: NodeId) -> Option<Discriminator> {
    if !is_named(draft, id) {
        return None;
    }
    match &draft.node(id).shape {
        Shape::Object(object) => object.discriminator.as_deref().cloned(),
        Shape::AllOf(parts) => parts.iter().find_map(|part| match &draft.node(*part).shape {
            Shape::Object(object) => object.discriminator.as_deref().cloned(),
            _ => None,
        }),
        _ => None,
    }
}

/// What children extend: the parent's own members.
fn base_node(draft: &mut Draft<'_>, id: NodeId) -> NodeId {
    let node = draft.node(id).clone();
    draft.add(Node { origin: Origin::Base(id), nullable: false, ..node })
}

fn union_of_children(
    draft: &Draft<'_>,
    id: NodeId,
    told: &Discriminator,
    children: &HashMap<NodeId, Vec<NodeId>>,
    bases: &HashMap<NodeId, NodeId>,
) -> Shape {
    let concrete = |target: NodeId| bases.get(&target).copied().unwrap_or(target);
    let mut mapping: Vec<(SpecText, NodeId)> = Vec::new();
    for (tag, target) in &told.mapping {
        mapping.push((tag.clone(), concrete(draft.follow(*target))));
    }
    for child in descendants(id, children) {
        let child_node = concrete(child);
        let mapped = mapping.iter().any(|(_, target)| *target == child_node);
        if let (false, Origin::Named { text, .. }) = (mapped, &draft.node(child).origin) {
            mapping.push((text.clone(), child_node));
        }
    }
    let mut parts: Vec<NodeId> = Vec::new();
    for (_, target) in &mapping {
        if !parts.contains(target) {
            parts.push(*target);
        }
    }
    let fallback = told.fallback.map(|target| concrete(draft.follow(target)));
    let discriminator = Discriminator { property: told.property.clone(), mapping, fallback };
    Shape::AnyOf(Box::new(AnyOf { parts, discriminator: Some(Box::new(discriminator)) }))
}

/// Children, their children and so on, each once.
fn descendants(id: NodeId, children: &HashMap<NodeId, Vec<NodeId>>) -> Vec<NodeId> {
    let mut seen: HashSet<NodeId> = HashSet::from([id]);
    let mut found: Vec<NodeId> = Vec::new();
    let mut next = 0;
    let mut at = id;
    loop {
        for child in children.get(&at).into_iter().flatten() {
            if seen.insert(*child) {
                found.push(*child);
            }
        }
        let Some(following) = found.get(next) else { return found };
        at = *following;
        next += 1;
    }
}

/// Lets every `allOf` that extends a parent extend its base. A lone unnamed reference means the union.
fn extend_bases(draft: &mut Draft<'_>, bases: &HashMap<NodeId, NodeId>) {
    if bases.is_empty() {
        return;
    }
    for index in 0..draft.nodes.len() {
        let id = NodeId::new(index);
        let Shape::AllOf(parts) = &draft.node(id).shape else { continue };
        let says_more = parts.len() > 1 || is_named(draft, id);
        if !says_more {
            continue;
        }
        let extended =
            parts.iter().map(|part| bases.get(&draft.follow(*part)).copied().unwrap_or(*part)).collect();
        draft.node_mut(id).shape = Shape::AllOf(extended);
    }
}
