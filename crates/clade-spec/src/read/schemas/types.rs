//! `type`, `enum`, `required`: keywords whose faults are many.

use std::collections::HashSet;

use clade_diag::codes;

use super::super::reader::Reader;
use crate::document::{SchemaObject, Type};
use crate::tree::{Kind, View};
use crate::{Json, SpecText};

impl Reader<'_> {
    pub(super) fn read_type(&mut self, schema: &mut SchemaObject, view: View<'_>) {
        match view.kind() {
            Kind::String(word) => self.add_type(schema, word, view),
            Kind::Array => {
                for item in view.items() {
                    match item.kind() {
                        Kind::String(word) => self.add_type(schema, word, item),
                        // `[string, null]` in YAML, where the word should have been quoted.
                        Kind::Null => {
                            self.report(codes::coerced("type", "null", "the type `null`"), item.id());
                            schema.types = schema.types.with(Type::Null);
                        }
                        kind => self.report(codes::wrong_kind("type", "a string", kind.word()), item.id()),
                    }
                }
            }
            Kind::Null if is_variant(view) => {
                self.report(codes::coerced("type", "null", "the type `null`"), view.id());
                schema.types = schema.types.with(Type::Null);
            }
            Kind::Null => self.report(codes::null_member("type"), view.id()),
            kind => self.report(codes::wrong_kind("type", "a string or an array", kind.word()), view.id()),
        }
        if schema.types.len() > 1 && schema.types.contains(Type::Null) {
            schema.types = schema.types.without(Type::Null);
            schema.nullable = true;
        }
    }

    fn add_type(&mut self, schema: &mut SchemaObject, word: &str, view: View<'_>) {
        if let Some(kind) = Type::from_word(word) {
            schema.types = schema.types.with(kind);
            return;
        }
        let Some((kind, format)) = foreign_type(word) else {
            self.report(codes::unknown_type(word, "any type"), view.id());
            return;
        };
        self.report(codes::unknown_type(word, format!("`{}`", kind.word())), view.id());
        schema.types = schema.types.with(kind);
        let has_format = view.parent().is_some_and(|parent| parent.get("format").is_some());
        if !has_format {
            schema.format = format.map(SpecText::from);
        }
    }

    pub(super) fn read_enum(&mut self, view: View<'_>) -> Option<Vec<Json>> {
        if view.kind() != Kind::Array {
            self.report(
                codes::bad_enum(format!("must be an array, but is {}", view.kind().word())),
                view.id(),
            );
            return None;
        }
        let mut seen = HashSet::new();
        let mut values = Vec::new();
        for item in view.items() {
            let value = item.json();
            if seen.insert(value.clone()) {
                values.push(value);
            } else {
                self.report(codes::bad_enum("lists a value twice"), item.id());
            }
        }
        if values.is_empty() {
            self.report(codes::bad_enum("lists no value"), view.id());
            return None;
        }
        Some(values)
    }

    pub(super) fn read_required(&mut self, view: View<'_>) -> Vec<SpecText> {
        match view.kind() {
            Kind::Array => {}
            Kind::Null => {
                self.report(codes::null_member("required"), view.id());
                return Vec::new();
            }
            kind => {
                self.report(codes::required_not_list(kind.word()), view.id());
                return Vec::new();
            }
        }
        let mut seen = HashSet::new();
        let names = view.items().filter_map(|item| self.text(item, "required"));
        names.filter(|name| seen.insert(name.clone())).collect()
    }
}

/// The JSON type, and the format, that a word of another language stands for.
fn foreign_type(word: &str) -> Option<(Type, Option<&'static str>)> {
    Some(match word.to_ascii_lowercase().as_str() {
        "int" | "integer" | "long" | "short" => (Type::Integer, None),
        "int32" => (Type::Integer, Some("int32")),
        "int64" | "bigint" => (Type::Integer, Some("int64")),
        "number" | "decimal" | "numeric" => (Type::Number, None),
        "float" => (Type::Number, Some("float")),
        "double" => (Type::Number, Some("double")),
        "bool" | "boolean" => (Type::Boolean, None),
        "string" | "str" | "text" => (Type::String, None),
        "date" => (Type::String, Some("date")),
        "datetime" | "date-time" | "timestamp" => (Type::String, Some("date-time")),
        "uuid" => (Type::String, Some("uuid")),
        "uri" | "url" => (Type::String, Some("uri")),
        "email" => (Type::String, Some("email")),
        "file" | "binary" => (Type::String, Some("binary")),
        "list" | "array" => (Type::Array, None),
        "map" | "dict" | "object" => (Type::Object, None),
        _ => return None,
    })
}

/// Whether a `type` belongs to a schema that is nothing else and is one of several alternatives: there `null` is
/// the type, elsewhere it is what a generator writes for "not known".
fn is_variant(view: View<'_>) -> bool {
    let Some(schema) = view.parent() else { return false };
    let list = schema.parent().and_then(View::key);
    schema.members().len() == 1 && matches!(list, Some("oneOf" | "anyOf"))
}
