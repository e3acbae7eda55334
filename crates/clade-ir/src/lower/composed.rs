//! `allOf`, `anyOf`, `oneOf` and several `type`s.

use clade_spec::{Discriminator as SpecDiscriminator, SchemaId, SchemaObject, Type, TypeSet};

use super::Lower;
use crate::draft::{AnyOf, Discriminator, NodeId, Origin, Shape};

impl Lower<'_, '_> {
    /// A schema that combines others: a list of parts that hold together, the own keywords being one of them.
    pub(super) fn composed(&mut self, schema: &SchemaObject, id: NodeId) -> Shape {
        let mut parts: Vec<NodeId> = Vec::new();
        for part in &schema.all_of {
            parts.push(self.node_of(*part, Origin::Part(id)));
        }
        if let Some(own) = self.own_beside_composition(schema, id) {
            parts.push(self.made_up(schema.node, Origin::Part(id), own));
        }
        let mut groups = self.groups(schema, id);
        if parts.is_empty() && groups.len() == 1 {
            return groups.remove(0);
        }
        for group in groups {
            parts.push(self.made_up(schema.node, Origin::Part(id), group));
        }
        Shape::AllOf(parts)
    }

    /// `type: object` beside a composition says nothing that its parts do not say.
    fn own_beside_composition(&mut self, schema: &SchemaObject, id: NodeId) -> Option<Shape> {
        let bare = schema.properties.is_empty()
            && schema.required.is_empty()
            && schema.pattern_properties.is_empty()
            && !matches!(schema.additional, clade_spec::Additional::Schema(_))
            && schema.items.is_none();
        let unions = !schema.one_of.is_empty() || !schema.any_of.is_empty();
        let only_container = schema.types.iter().all(|kind| matches!(kind, Type::Object | Type::Array));
        let values = schema.enum_values.is_some() || schema.const_value.is_some();
        let discriminates = schema.discriminator.is_some() && !unions;
        if bare && only_container && !values && !discriminates {
            return None;
        }
        self.own_shape(schema, id)
    }

    fn groups(&mut self, schema: &SchemaObject, id: NodeId) -> Vec<Shape> {
        let lists: Vec<&Vec<SchemaId>> =
            [&schema.one_of, &schema.any_of].into_iter().filter(|list| !list.is_empty()).collect();
        let mut groups = Vec::new();
        for list in lists {
            let discriminator = schema.discriminator.as_ref().map(|told| Box::new(self.discriminator(told)));
            let mut parts: Vec<NodeId> = Vec::new();
            for (at, part) in list.iter().enumerate() {
                parts.push(self.node_of(*part, Origin::Variant(id, at)));
            }
            groups.push(Shape::AnyOf(Box::new(AnyOf { parts, discriminator })));
        }
        groups
    }

    pub(super) fn discriminator(&mut self, told: &SpecDiscriminator) -> Discriminator {
        let mut mapping = Vec::new();
        for entry in &told.mapping {
            if let Some(target) = entry.target {
                mapping.push((entry.value.clone(), self.node_of(target, Origin::Unknown)));
            }
        }
        let fallback = told.default_mapping.as_ref().and_then(|entry| entry.target);
        let fallback = fallback.map(|target| self.node_of(target, Origin::Unknown));
        Discriminator { property: told.property.clone(), mapping, fallback }
    }

    /// `type: [string, integer]`: one of several.
    pub(super) fn one_of_kinds(
        &mut self,
        schema: &SchemaObject,
        shapes: Vec<(Type, Shape)>,
        id: NodeId,
    ) -> Shape {
        let mut parts: Vec<NodeId> = Vec::new();
        for (at, (_, shape)) in shapes.into_iter().enumerate() {
            parts.push(self.made_up(schema.node, Origin::Variant(id, at), shape));
        }
        Shape::AnyOf(Box::new(AnyOf { parts, discriminator: None }))
    }
}

/// The types a schema allows: as it says, or as its other keywords imply; none means any.
pub(super) fn kinds(schema: &SchemaObject) -> Vec<Type> {
    let all = Type::ALL.into_iter().filter(|kind| *kind != Type::Null).collect::<TypeSet>();
    let said = schema.types;
    if said.is_empty() || said.len() >= all.len() {
        return if said.is_empty() { implied(schema) } else { Vec::new() };
    }
    let said = if said.contains(Type::Number) { said.without(Type::Integer) } else { said };
    said.iter().collect()
}

/// Types implied by keywords that make sense for one type only.
fn implied(schema: &SchemaObject) -> Vec<Type> {
    let object = !schema.properties.is_empty()
        || !schema.required.is_empty()
        || !schema.pattern_properties.is_empty()
        || schema.property_names.is_some()
        || schema.discriminator.is_some()
        || schema.additional != clade_spec::Additional::Unsaid;
    if object {
        return vec![Type::Object];
    }
    if schema.items.is_some() || !schema.prefix_items.is_empty() {
        return vec![Type::Array];
    }
    let text = schema.format.as_ref().is_some_and(super::scalars::is_text_format)
        || schema.content_encoding.is_some()
        || schema.content_media_type.is_some();
    if text { vec![Type::String] } else { Vec::new() }
}
