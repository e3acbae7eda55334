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
            [one] if union.discriminator.is_none() => self.alone(id, *one),
            [one] => self.by_tag(id, union, &parts).unwrap_or_else(|| self.alone(id, *one)),
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

#[cfg(test)]
mod tests {
    use crate::testing::{assert_lines, types, types_and_codes};

    #[test]
    fn one_or_null_is_a_nullable_reference() {
        let text = types(
            "Root: {type: object, properties: {a: {anyOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]}, b: {oneOf: \
             [{$ref: '#/components/schemas/A'}, {nullable: true}]}}}\nA: {type: object, properties: {x: {type: string}}}",
        );
        assert_lines!(text, "a?: a | null", "b?: a | null");
    }

    #[test]
    fn text_beside_a_named_enum_is_that_enum() {
        let text = types(
            "Root: {type: object, properties: {m: {anyOf: [{type: string}, {$ref: '#/components/schemas/Model'}]}}}\n\
             Model: {type: string, enum: [small, large]}",
        );
        assert_lines!(text, "m?: model");
    }

    #[test]
    fn constants_with_prose_are_an_enum() {
        let text = types("Root: {oneOf: [{const: a, description: First}, {const: b, deprecated: true}]}");
        assert_lines!(text, "enum root \"Root\" [out] @root", "a # First", "b deprecated");
    }

    #[test]
    fn scalars_of_one_kind_become_one() {
        let text = types(
            "Root: {type: object, properties: {n: {anyOf: [{type: integer}, {type: number}]}, t: {anyOf: [{type: string, \
             format: date-time}, {type: string, format: date}]}, i: {anyOf: [{type: integer, format: int32}, {type: \
             integer, format: int64}]}}}",
        );
        assert_lines!(text, "n?: f64", "t?: text", "i?: i64");
    }

    #[test]
    fn unions_inside_a_tagged_union_are_taken_apart() {
        let text = types(
            "Root: {oneOf: [{$ref: '#/components/schemas/AB'}, {$ref: '#/components/schemas/C'}]}\n\
             AB: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}\n\
             A: {type: object, properties: {type: {const: a}}}\nB: {type: object, properties: {type: {const: b}}}\n\
             C: {type: object, properties: {type: {const: c}}}",
        );
        assert_lines!(text, "union root \"Root\" by type [out] @root", "a: a if \"a\"", "c: c if \"c\"");
    }

    #[test]
    fn one_type_with_two_tags_is_one_variant() {
        let text = types(
            "Root: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: \
             {propertyName: t, mapping: {x: A, y: A, z: B}}}\nA: {type: object, properties: {t: {type: string}}}\n\
             B: {type: object, properties: {t: {type: string}}}",
        );
        assert_lines!(text, "a: a if \"x\" | \"y\"", "z: b if \"z\"");
    }

    #[test]
    fn a_default_mapping_is_the_variant_of_other_tags() {
        let text = types(
            "Root: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: \
             {propertyName: t, mapping: {x: A}, defaultMapping: B}}\nA: {type: object, properties: {t: {type: \
             string}}}\nB: {type: object, properties: {b: {type: string}}}",
        );
        assert_lines!(text, "b: b otherwise (tag added)");
    }

    #[test]
    fn a_schema_that_only_the_mapping_names_is_a_variant() {
        let (text, codes) = types_and_codes(
            "Root: {oneOf: [{$ref: '#/components/schemas/A'}], discriminator: {propertyName: t, mapping: {a: A, b: B}}}\n\
             A: {type: object, properties: {t: {type: string}}}\nB: {type: object, properties: {t: {type: string}}}",
        );
        assert_lines!(text, "a: a if \"a\"", "b: b if \"b\"");
        assert_eq!(codes, ["CL0457"]);
    }

    #[test]
    fn a_discriminator_that_tells_nothing_is_said() {
        let (text, codes) = types_and_codes(
            "Root: {oneOf: [{type: object, properties: {t: {type: string}}}, {type: object, required: [x], properties: \
             {t: {type: string}, x: {type: string}}}], discriminator: {propertyName: t}}",
        );
        assert!(text.contains("by shape"), "{text}");
        assert_eq!(codes, ["CL0456"]);
    }

    #[test]
    fn what_asks_for_more_is_tried_first() {
        let text = types(
            "Root: {anyOf: [{type: object}, {type: object, title: Small, required: [a], properties: {a: {type: string}}}, \
             {type: object, title: Big, required: [a, b], properties: {a: {type: string}, b: {type: string}}}]}",
        );
        let at = |name: &str| text.find(name).unwrap_or_else(|| panic!("no {name} in {text}"));
        assert!(at("big:") < at("small:") && at("small:") < at("any_map:"), "{text}");
    }

    #[test]
    fn tags_that_overlap_are_no_tags() {
        let text = types(
            "Root: {oneOf: [{type: object, required: [type, a], properties: {type: {const: x}, a: {type: string}}}, {type: \
             object, required: [type, b], properties: {type: {const: x}, b: {type: string}}}]}",
        );
        assert!(text.contains("by shape"), "{text}");
    }

    #[test]
    fn an_alternative_that_takes_everything_is_said() {
        let (text, codes) =
            types_and_codes("Root: {type: object, properties: {v: {anyOf: [{type: string}, {}]}}}");
        assert_lines!(text, "v?: any");
        assert_eq!(codes, ["CL0614"]);
    }

    #[test]
    fn a_union_of_itself_ends() {
        let text = types("Root: {oneOf: [{$ref: '#/components/schemas/Root'}, {type: string}]}");
        assert!(text.starts_with("alias root") || text.starts_with("union root"), "{text}");
    }
}
