//! Settling one `allOf` after the other, each once.

use std::collections::HashMap;

use clade_diag::{Diag, Diags, codes};

use super::inheritance::Lineage;
use crate::draft::{AnyOf, Draft, NodeId, Object, Origin, Shape};

/// Chains of `allOf` followed before the description is taken for hostile.
pub(super) const DEEPEST: usize = 200;
/// Members copied and nodes added in all before the description is taken for hostile.
const MOST_WORK: usize = 4_000_000;
/// Variants that the product of several unions may have.
const MOST_VARIANTS: usize = 32;

/// Work in progress.
pub(super) struct Merger<'a, 'd> {
    pub(super) draft: &'a mut Draft<'d>,
    pub(super) diags: &'a mut Diags,
    lineage: Lineage,
    /// Members that stood beside a union and went into its variants.
    around: HashMap<NodeId, Vec<NodeId>>,
    state: Vec<State>,
    work: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// What the parts of one `allOf` come to.
#[derive(Default)]
struct Facets {
    objects: Vec<NodeId>,
    unions: Vec<NodeId>,
    others: Vec<NodeId>,
}

impl<'a, 'd> Merger<'a, 'd> {
    pub(super) fn new(draft: &'a mut Draft<'d>, diags: &'a mut Diags, lineage: Lineage) -> Self {
        let state = vec![State::New; draft.nodes.len()];
        Self { draft, diags, lineage, around: HashMap::new(), state, work: 0 }
    }

    /// Replaces the node's `allOf`, if it is one.
    pub(super) fn settle(&mut self, id: NodeId, depth: usize) {
        self.state.resize(self.draft.nodes.len(), State::New);
        if self.state[id.index()] != State::New {
            return;
        }
        let Shape::AllOf(parts) = &self.draft.node(id).shape else {
            self.state[id.index()] = State::Done;
            return;
        };
        let parts = parts.clone();
        self.state[id.index()] = State::Open;
        let shape = if depth > DEEPEST {
            self.give_up(id, codes::all_of_not_combined("it is nested too deeply"))
        } else {
            self.combined(id, &parts, depth)
        };
        self.draft.node_mut(id).shape = shape;
        self.state[id.index()] = State::Done;
    }

    /// Counts work; `false` once there was too much of it.
    pub(super) fn afford(&mut self, work: usize) -> bool {
        self.work += work;
        self.work <= MOST_WORK
    }

    /// A raw value, with a row of the coverage report.
    pub(super) fn give_up(&mut self, id: NodeId, diag: Diag) -> Shape {
        self.draft.degrade_node(self.diags, id, diag);
        Shape::Any
    }

    /// A node that stands where another does.
    pub(super) fn made_up(&mut self, at: NodeId, origin: Origin, shape: Shape) -> NodeId {
        self.work += 1;
        self.draft.add_beside(at, origin, shape)
    }

    fn combined(&mut self, id: NodeId, parts: &[NodeId], depth: usize) -> Shape {
        let mut facets = Facets::default();
        for part in parts {
            self.sort_in(id, *part, depth, &mut facets);
        }
        facets.unions.retain(|union| !self.only_constrains(*union));
        let Facets { objects, unions, others } = facets;
        match (objects.len(), unions.len(), others.len()) {
            (0, 0, 0) => Shape::Any,
            (1, 0, 0) => self.alone(id, objects[0]),
            (0, 1, 0) => self.alone(id, unions[0]),
            (0, 0, 1) => self.alone(id, others[0]),
            (_, 0, 0) => self.one_object(id, &objects, depth),
            (_, _, 0) => self.distributed(id, &objects, &unions, depth),
            (0, 0, _) => self.narrowest(id, &others, depth),
            (0, _, _) => self.alone(id, unions[0]),
            _ => self.contradiction(id, parts, "an object", "something else"),
        }
    }

    /// Puts one part where it belongs; a part that says nothing goes nowhere.
    fn sort_in(&mut self, id: NodeId, part: NodeId, depth: usize, facets: &mut Facets) {
        let target = self.draft.follow(part);
        self.settle(target, depth + 1);
        // Settling may have turned the target into a reference.
        let target = self.draft.follow(target);
        if target == id {
            return;
        }
        if self.state.get(target.index()) == Some(&State::Open) {
            self.own_objects(target, facets);
            return;
        }
        match &self.draft.node(target).shape {
            Shape::Any | Shape::Ref(_) | Shape::AllOf(_) => {}
            Shape::Object(_) | Shape::Map(_) => facets.objects.push(part),
            Shape::AnyOf(union) if self.is_variant(id, union) => {
                facets.objects.extend(self.around.get(&target).into_iter().flatten().copied());
            }
            Shape::AnyOf(_) => facets.unions.push(part),
            _ => facets.others.push(part),
        }
    }

    /// Of a schema that is being settled already (a circle), only what it declares itself.
    fn own_objects(&self, target: NodeId, facets: &mut Facets) {
        let Shape::AllOf(parts) = &self.draft.node(target).shape else { return };
        let own = parts.iter().filter(|part| matches!(self.draft.shape(**part), Shape::Object(_)));
        facets.objects.extend(own.copied());
    }

    /// Whether a union has the schema among its variants: a variant that extends its own union means the members
    /// beside the union.
    fn is_variant(&self, id: NodeId, union: &AnyOf) -> bool {
        union.parts.iter().any(|part| self.draft.follow(*part) == id)
    }

    /// Whether no alternative says more than which members are required.
    fn only_constrains(&self, union: NodeId) -> bool {
        let Shape::AnyOf(union) = self.draft.shape(union) else { return false };
        union.parts.iter().all(|part| match self.draft.shape(*part) {
            Shape::Any => true,
            Shape::Object(object) => object.props.is_empty() && object.extra == crate::draft::Extra::Unsaid,
            _ => false,
        })
    }

    /// One part says everything: the schema's own keywords are taken over, anything else is referred to.
    fn alone(&mut self, id: NodeId, part: NodeId) -> Shape {
        if !matches!(self.draft.node(part).origin, Origin::Part(owner) | Origin::Beside(owner) if owner == id)
        {
            return Shape::Ref(part);
        }
        let inner = self.draft.node(part).clone();
        let node = self.draft.node_mut(id);
        node.nullable |= inner.nullable;
        if node.docs.description.is_none() {
            node.docs = inner.docs;
        }
        node.default = node.default.take().or(inner.default);
        inner.shape
    }

    /// Several parts that are no objects: the one that says most, if they agree.
    fn narrowest(&mut self, id: NodeId, parts: &[NodeId], depth: usize) -> Shape {
        let mut best = parts[0];
        for part in &parts[1..] {
            let Some(narrower) = self.narrower(best, *part, depth) else {
                let (first, second) = (self.word(best), self.word(*part));
                return self.contradiction(id, parts, first, second);
            };
            best = narrower;
        }
        self.alone(id, best)
    }

    /// Parts that exclude each other. Beside a `$ref` the reference counts: many authors repeat a `type` there without
    /// meaning it, and older readers ignore what stands there.
    fn contradiction(&mut self, id: NodeId, parts: &[NodeId], first: &str, second: &str) -> Shape {
        if let [target, beside] = parts
            && self.draft.node(*beside).origin == Origin::Beside(id)
        {
            let place = self.draft.node_place(*beside);
            self.diags.push(codes::contradicts_reference(first, second).at(place));
            return Shape::Ref(*target);
        }
        self.give_up(id, codes::all_of_conflict("a value", first, second))
    }

    /// Members that surround a union go into each of its variants.
    fn distributed(&mut self, id: NodeId, objects: &[NodeId], unions: &[NodeId], depth: usize) -> Shape {
        if objects.is_empty() && unions.len() == 1 {
            return self.alone(id, unions[0]);
        }
        let (first, rest) = (unions[0], &unions[1..]);
        let Shape::AnyOf(union) = self.draft.shape(first).clone() else { return Shape::Any };
        if !rest.is_empty() && union.parts.len() > MOST_VARIANTS {
            return self.give_up(id, codes::all_of_not_combined("several unions have too many combinations"));
        }
        let mut union = *union;
        self.around.insert(id, objects.to_vec());
        let around: Vec<NodeId> = objects.iter().chain(rest).copied().collect();
        let mut parts = Vec::with_capacity(union.parts.len());
        for variant in &union.parts {
            let target = self.draft.follow(*variant);
            let extended = self.with_surroundings(id, *variant, target, &around, depth);
            if let Some(told) = union.discriminator.as_deref_mut() {
                remap(self.draft, told, target, extended);
            }
            parts.push(extended);
        }
        union.parts = parts;
        Shape::AnyOf(Box::new(union))
    }

    fn with_surroundings(
        &mut self,
        id: NodeId,
        variant: NodeId,
        target: NodeId,
        around: &[NodeId],
        depth: usize,
    ) -> NodeId {
        if matches!(self.draft.node(target).shape, Shape::Null) || self.lineage.extends(target, id) {
            return variant;
        }
        if !self.afford(around.len() + 1) {
            return variant;
        }
        let parts = around.iter().copied().chain([variant]).collect();
        let inline = self.draft.node(variant).origin.is_inside();
        let origin =
            if inline { self.draft.node(variant).origin.clone() } else { Origin::Joined(id, target) };
        let docs = self.draft.node(target).docs.clone();
        let title = self.draft.node(target).title.clone();
        let extended = self.made_up(variant, origin, Shape::AllOf(parts));
        let node = self.draft.node_mut(extended);
        (node.docs, node.title) = (docs, title);
        self.settle(extended, depth + 1);
        extended
    }

    fn one_object(&mut self, id: NodeId, parts: &[NodeId], depth: usize) -> Shape {
        let mut merged = Object::default();
        for part in parts {
            let target = self.draft.follow(*part);
            let object = match self.draft.node(target).shape.clone() {
                Shape::Object(object) => *object,
                Shape::Map(value) => Object { extra: crate::draft::Extra::Typed(value), ..Object::default() },
                _ => continue,
            };
            if !self.afford(object.props.len() + 1) {
                return self.give_up(id, codes::all_of_not_combined("it has too many members in all"));
            }
            self.add_members(id, &mut merged, object, depth);
        }
        Shape::Object(Box::new(merged))
    }
}

/// Lets a discriminator that mapped to the plain variant map to the extended one.
fn remap(draft: &Draft<'_>, told: &mut crate::draft::Discriminator, from: NodeId, to: NodeId) {
    for (_, target) in &mut told.mapping {
        if draft.follow(*target) == from {
            *target = to;
        }
    }
    if told.fallback.is_some_and(|target| draft.follow(target) == from) {
        told.fallback = Some(to);
    }
}
