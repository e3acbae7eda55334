//! Objects and arrays.

use clade_diag::codes;
use clade_spec::{Additional, Schema, SchemaObject, SpecText};

use super::Lower;
use crate::draft::{AnyOf, Extra, NodeId, Object, Origin, Prop, Shape, Touches};

impl Lower<'_, '_> {
    pub(super) fn object(&mut self, schema: &SchemaObject, id: NodeId) -> Shape {
        let discriminator = if schema.one_of.is_empty() && schema.any_of.is_empty() {
            schema.discriminator.as_ref()
        } else {
            None
        };
        let discriminator = discriminator.map(|told| Box::new(self.discriminator(told)));
        let mut props = Vec::with_capacity(schema.properties.len());
        for (wire, property) in &schema.properties {
            let node = self.node_of(*property, Origin::Property(id, wire.clone()));
            let required = schema.required.contains(wire);
            props.push(Prop { wire: wire.clone(), node, required, recursive: false });
        }
        let undeclared = schema.required.iter().filter(|name| !schema.properties.contains_key(*name));
        let undeclared: Vec<SpecText> = undeclared.cloned().collect();
        let extra = self.extra(schema, id);
        Shape::Object(Box::new(Object { props, extra, undeclared, discriminator }))
    }

    fn extra(&mut self, schema: &SchemaObject, id: NodeId) -> Extra {
        match schema.additional {
            Additional::Schema(value) => Extra::Typed(self.node_of(value, Origin::Value(id))),
            _ if !schema.pattern_properties.is_empty() => Extra::Typed(self.pattern_values(schema, id)),
            Additional::Any => Extra::Typed(self.any(schema.node)),
            Additional::Forbidden => Extra::Forbidden,
            Additional::Unsaid => Extra::Unsaid,
        }
    }

    /// Keys are not told apart by pattern: a value is of any one of the types.
    fn pattern_values(&mut self, schema: &SchemaObject, id: NodeId) -> NodeId {
        let values: Vec<_> = schema.pattern_properties.values().copied().collect();
        if let [one] = values.as_slice() {
            return self.node_of(*one, Origin::Value(id));
        }
        self.one_of_schemas(schema, &values, Origin::Value(id))
    }

    fn one_of_schemas(
        &mut self,
        schema: &SchemaObject,
        of: &[clade_spec::SchemaId],
        origin: Origin,
    ) -> NodeId {
        let union = self.made_up(schema.node, origin, Shape::Any);
        let mut parts: Vec<NodeId> = Vec::new();
        for (at, part) in of.iter().enumerate() {
            parts.push(self.node_of(*part, Origin::Variant(union, at)));
        }
        self.draft.node_mut(union).shape = Shape::AnyOf(Box::new(AnyOf { parts, discriminator: None }));
        union
    }

    pub(super) fn array(&mut self, schema: &SchemaObject, id: NodeId) -> Shape {
        if schema.prefix_items.is_empty() {
            let item = match schema.items {
                Some(items) => self.node_of(items, Origin::Items(id)),
                None => self.any(schema.node),
            };
            return Shape::List(item);
        }
        let diag = codes::tuple_as_list().at(self.document.place(schema.node));
        self.draft.degrade(self.diags, Touches::Node(id), diag);
        let more = schema.items.filter(|items| !matches!(self.document.schema(*items), Schema::Bool(false)));
        let all: Vec<_> = schema.prefix_items.iter().copied().chain(more).collect();
        Shape::List(self.one_of_schemas(schema, &all, Origin::Items(id)))
    }
}
