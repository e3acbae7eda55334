//! Schemas: one node each, references included.

use clade_diag::codes;
use clade_spec::{NamedBy, Schema, SchemaId, SchemaObject, SchemaRef, SpecText, Type};

use super::{Lower, docs};
use crate::Access;
use crate::draft::{NodeId, Origin, Shape, Touches};

impl Lower<'_, '_> {
    /// The node of a schema; made on first sight and filled in later. `origin` says what the schema is part of, or
    /// [`Origin::Unknown`] where a mere reference leads to it.
    pub(super) fn node_of(&mut self, schema: SchemaId, origin: Origin) -> NodeId {
        if schema == SchemaId::UNKNOWN {
            return self.unknown(origin);
        }
        if let Some(&id) = self.by_schema.get(&schema) {
            let node = self.draft.node_mut(id);
            if node.origin == Origin::Unknown {
                node.origin = origin;
            }
            return id;
        }
        let origin = self.given_name(schema).unwrap_or(origin);
        let id = self.made_up(self.document.schema_node(schema), origin, Shape::Any);
        self.by_schema.insert(schema, id);
        self.queue.push_back((schema, id));
        id
    }

    fn given_name(&self, schema: SchemaId) -> Option<Origin> {
        let name = self.document.schema_name(schema)?;
        let component = match name.by {
            NamedBy::Component => true,
            NamedBy::ForeignComponent | NamedBy::Definition | NamedBy::File => false,
            NamedBy::Pointer => return None,
        };
        Some(Origin::Named { text: name.text.clone(), component })
    }

    pub(super) fn fill(&mut self, schema: SchemaId, id: NodeId) {
        let document = self.document;
        match document.schema(schema) {
            Schema::Bool(_) => {}
            Schema::Unknown => self.unreadable(id),
            Schema::Ref(reference) => self.fill_ref(reference, id),
            Schema::Object(object) => {
                self.annotate(object, id);
                let content = object.content_schema.map(|content| self.node_of(content, Origin::Part(id)));
                self.draft.node_mut(id).content = content;
                let shape = self.shape_of(object, id);
                self.draft.node_mut(id).shape = shape;
            }
        }
    }

    /// The stand-in of what could not be read: a node of its own for each use, so that each use is counted.
    fn unknown(&mut self, origin: Origin) -> NodeId {
        let owner = match origin {
            Origin::Property(owner, _)
            | Origin::Items(owner)
            | Origin::Value(owner)
            | Origin::Variant(owner, _)
            | Origin::Part(owner) => Some(owner),
            _ => None,
        };
        let source = owner.map_or(clade_spec::NodeId::NONE, |owner| self.draft.node(owner).source);
        let id = self.made_up(source, origin, Shape::Any);
        self.unreadable(id);
        id
    }

    /// The reader has said what is wrong; here only the row of the coverage report is added.
    pub(super) fn unreadable(&mut self, id: NodeId) {
        let diag = codes::unreadable_schema().at(self.draft.node_place(id));
        self.draft.degrade(self.diags, Touches::Node(id), diag);
    }

    /// Keywords beside a `$ref` apply together with what it leads to, unless they only annotate it.
    fn fill_ref(&mut self, reference: &SchemaRef, id: NodeId) {
        if reference.target == SchemaId::UNKNOWN {
            self.unreadable(id);
            return;
        }
        let target = self.node_of(reference.target, Origin::Unknown);
        let Some(siblings) = reference.siblings.as_deref() else {
            self.draft.node_mut(id).shape = Shape::Ref(target);
            return;
        };
        self.annotate(siblings, id);
        let own = self.shape_of(siblings, id);
        self.draft.node_mut(id).shape = match own {
            Shape::Any => Shape::Ref(target),
            Shape::AllOf(mut parts) => {
                parts.insert(0, target);
                Shape::AllOf(parts)
            }
            own => {
                let own = self.made_up(siblings.node, Origin::Beside(id), own);
                Shape::AllOf(vec![target, own])
            }
        };
    }

    /// What a schema says beside its shape.
    fn annotate(&mut self, schema: &SchemaObject, id: NodeId) {
        let node = self.draft.node_mut(id);
        node.docs = docs::of_schema(schema);
        node.title = docs::given(schema.title.as_ref());
        node.nullable = schema.nullable;
        node.default.clone_from(&schema.default);
        node.is_uri = schema.format.as_ref().is_some_and(|format| format.expose().starts_with("ur"));
        node.access = match (schema.read_only, schema.write_only) {
            (true, false) => Access::ReadOnly,
            (false, true) => Access::WriteOnly,
            _ => Access::Both,
        };
        self.note_ignored(schema);
    }

    /// Keywords that only narrow what is valid are left to the server.
    fn note_ignored(&mut self, schema: &SchemaObject) {
        let not = schema.not.map(|_| "not");
        for keyword in not.into_iter().chain(schema.unmodelled.iter().map(SpecText::expose)) {
            let place = self.document.place_in(schema.node, &[keyword]);
            self.diags.push(codes::ignored_keyword(keyword).at(place));
        }
    }

    /// What one schema object says, all its keywords together.
    fn shape_of(&mut self, schema: &SchemaObject, id: NodeId) -> Shape {
        if schema.all_of.is_empty() && schema.any_of.is_empty() && schema.one_of.is_empty() {
            return self.own_shape(schema, id).unwrap_or(Shape::Any);
        }
        self.composed(schema, id)
    }

    /// What the keywords beside a composition say; `None` if nothing.
    pub(super) fn own_shape(&mut self, schema: &SchemaObject, id: NodeId) -> Option<Shape> {
        if schema.const_value.is_some() || schema.enum_values.is_some() {
            return Some(self.values(schema, id));
        }
        let mut shapes: Vec<(Type, Shape)> = Vec::new();
        for kind in super::composed::kinds(schema) {
            shapes.push((kind, self.shape_of_kind(schema, kind, id)));
        }
        if shapes.len() < 2 {
            return shapes.pop().map(|(_, shape)| shape);
        }
        Some(self.one_of_kinds(schema, shapes, id))
    }

    pub(super) fn shape_of_kind(&mut self, schema: &SchemaObject, kind: Type, id: NodeId) -> Shape {
        match kind {
            Type::Array => self.array(schema, id),
            Type::Object => self.object(schema, id),
            Type::Null => Shape::Null,
            scalar => Shape::Scalar(super::scalars::scalar(schema, scalar)),
        }
    }
}
