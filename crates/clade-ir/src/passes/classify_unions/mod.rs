//! Settles `oneOf` and `anyOf`: a nullable reference, an enum, a union by tag or a union by shape.

mod flatten;
mod mapping;
mod scalars;
mod shapes;
mod tags;

use clade_diag::{Diags, codes};

use crate::draft::{AnyOf, Draft, DraftUnion, DraftVariant, NodeId, Origin, Shape, TagRule};

/// Nesting of unions followed before the inner one is taken as it stands.
const DEEPEST: usize = 128;

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, diags: &mut Diags) {
    let mut pass = Classifier { draft, diags, open: Vec::new() };
    for index in 0..pass.draft.nodes.len() {
        pass.settle(NodeId::new(index));
    }
}

struct Classifier<'a, 'd> {
    draft: &'a mut Draft<'d>,
    diags: &'a mut Diags,
    /// Unions being settled, outermost first.
    open: Vec<NodeId>,
}

impl Classifier<'_, '_> {
    /// Settles a node if it is an unsettled union; a union inside itself is left alone.
    fn settle(&mut self, id: NodeId) {
        let Shape::AnyOf(union) = &self.draft.node(id).shape else { return };
        if self.open.contains(&id) || self.open.len() > DEEPEST {
            return;
        }
        let union = union.as_ref().clone();
        self.open.push(id);
        let shape = self.classified(id, &union);
        self.draft.node_mut(id).shape = shape;
        self.open.pop();
    }

    fn classified(&mut self, id: NodeId, union: &AnyOf) -> Shape {
        let mut parts = self.flattened(id, &union.parts);
        if parts.len() > 1 && parts.iter().any(|part| matches!(self.draft.shape(*part), Shape::Any)) {
            self.draft.degrade_node(self.diags, id, codes::union_of_anything());
            return Shape::Any;
        }
        self.join_scalars(id, &mut parts);
        match parts.as_slice() {
            [] if self.draft.node(id).nullable => Shape::Null,
            [] => Shape::Any,
            [one] => self.alone(id, *one),
            _ => self.by_tag(id, union, &parts).unwrap_or_else(|| self.by_shape(parts)),
        }
    }

    /// One alternative is left: written in place it is the schema itself, else it is referred to.
    fn alone(&mut self, id: NodeId, part: NodeId) -> Shape {
        if !matches!(self.draft.node(part).origin, Origin::Variant(parent, _) if parent == id) {
            return Shape::Ref(part);
        }
        self.settle(part);
        let inner = self.draft.node(part).clone();
        let node = self.draft.node_mut(id);
        node.nullable |= inner.nullable;
        if node.docs.description.is_none() {
            node.docs.description = inner.docs.description;
        }
        if node.docs.examples.is_empty() {
            node.docs.examples = inner.docs.examples;
        }
        node.title = node.title.take().or(inner.title);
        // What is inside the alternative keeps its origin below it; it must find its way up to this node.
        self.draft.node_mut(part).origin = Origin::Part(id);
        inner.shape
    }

    fn by_tag(&mut self, id: NodeId, union: &AnyOf, parts: &[NodeId]) -> Option<Shape> {
        if parts.len() < 2 && union.discriminator.is_none() {
            return None;
        }
        let mut leaves = Vec::new();
        for part in parts {
            self.leaves(*part, &mut leaves, 0)?;
        }
        if let Some(told) = union.discriminator.as_deref() {
            self.add_mapped(id, told, &mut leaves);
            match self.told_tags(told, &leaves) {
                Ok(variants) => return Some(tagged(told.property.clone(), variants)),
                Err(reason) => {
                    let diag = codes::discriminator_not_usable(told.property.expose(), reason);
                    self.diags.push(diag.at(self.draft.node_place(id)));
                }
            }
        }
        let (property, variants) = self.inferred_tags(&leaves)?;
        Some(tagged(property, variants))
    }

    fn by_shape(&mut self, parts: Vec<NodeId>) -> Shape {
        let mut variants: Vec<DraftVariant> = parts
            .into_iter()
            .map(|node| DraftVariant {
                node,
                tags: Vec::new(),
                tag_in_type: true,
                matches: shapes::matches(self.draft, node, 0),
                recursive: false,
            })
            .collect();
        variants.sort_by_key(|variant| std::cmp::Reverse(shapes::specificity(self.draft, variant)));
        Shape::Union(Box::new(DraftUnion { tag: TagRule::Shape, variants }))
    }
}

fn tagged(property: clade_spec::SpecText, variants: Vec<DraftVariant>) -> Shape {
    Shape::Union(Box::new(DraftUnion { tag: TagRule::Member(property), variants }))
}

/// Settles one union made after the pass.
pub(in crate::passes) fn settle(draft: &mut Draft<'_>, diags: &mut Diags, id: NodeId) {
    Classifier { draft, diags, open: Vec::new() }.settle(id);
}

/// The test by shape of one type.
pub(in crate::passes) fn matches(draft: &Draft<'_>, id: NodeId) -> crate::UnionMatch {
    shapes::matches(draft, id, 0)
}
