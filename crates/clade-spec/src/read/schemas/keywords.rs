//! The keywords of a schema, group by group.

use clade_diag::codes;

use super::super::reader::Reader;
use crate::document::{Additional, Named, SchemaId, SchemaObject};
use crate::tree::{Kind, View};
use crate::{Number, SpecText};

/// Keywords that misspelt ones are compared with.
const SUGGESTED: [&str; 38] = [
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "type",
    "format",
    "nullable",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "items",
    "prefixItems",
    "uniqueItems",
    "minItems",
    "maxItems",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "discriminator",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
];

impl Reader<'_> {
    /// Reads all keywords of a schema, `$ref` aside.
    pub(super) fn keywords(&mut self, view: View<'_>) -> SchemaObject {
        let mut schema = SchemaObject { node: view.id(), ..SchemaObject::default() };
        for (key, value) in view.members() {
            if is_core(key) || self.keyword(&mut schema, key, value) {
                continue;
            }
            if key.starts_with("x-") {
                schema.extensions.0.push((SpecText::from(key), value.json()));
            } else {
                let diag = self.suggest(codes::unknown_keyword(key), key, SUGGESTED);
                self.report_key(diag, value.id());
            }
        }
        schema
    }

    /// Reads a keyword, the most frequent groups first; says whether it is one.
    fn keyword(&mut self, schema: &mut SchemaObject, key: &str, view: View<'_>) -> bool {
        self.annotation(schema, key, view)
            || self.kind(schema, key, view)
            || self.object_keyword(schema, key, view)
            || self.array_keyword(schema, key, view)
            || self.composition(schema, key, view)
            || self.limit(schema, key, view)
            || self.content_keyword(schema, key, view)
            || note_unmodelled(schema, key)
    }

    fn annotation(&mut self, schema: &mut SchemaObject, key: &str, view: View<'_>) -> bool {
        match key {
            "title" => schema.title = self.annotation_text(view, key),
            "description" => schema.description = self.annotation_text(view, key),
            "default" => schema.default = Some(view.json()),
            "example" => schema.examples.insert(0, view.json()),
            "examples" if view.kind() == Kind::Array => schema.examples.extend(view.items().map(View::json)),
            "examples" => schema.examples.push(view.json()),
            "deprecated" => schema.deprecated = self.annotation_flag(view, key),
            "readOnly" => schema.read_only = self.annotation_flag(view, key),
            "writeOnly" => schema.write_only = self.annotation_flag(view, key),
            "xml" => schema.xml = Some(view.json()),
            "externalDocs" | "$comment" => {}
            _ => return false,
        }
        true
    }

    fn annotation_text(&mut self, view: View<'_>, key: &str) -> Option<SpecText> {
        if view.is_null() {
            self.report(codes::null_member(key), view.id());
            return None;
        }
        self.text(view, key)
    }

    fn annotation_flag(&mut self, view: View<'_>, key: &str) -> bool {
        if view.is_null() {
            self.report(codes::null_member(key), view.id());
            return false;
        }
        self.flag(view, key).unwrap_or_default()
    }

    fn kind(&mut self, schema: &mut SchemaObject, key: &str, view: View<'_>) -> bool {
        match key {
            "type" => self.read_type(schema, view),
            "format" => schema.format = self.annotation_text(view, key),
            "nullable" => schema.nullable |= self.annotation_flag(view, key),
            "enum" => schema.enum_values = self.read_enum(view),
            "const" => schema.const_value = Some(view.json()),
            _ => return false,
        }
        true
    }

    fn object_keyword(&mut self, schema: &mut SchemaObject, key: &str, view: View<'_>) -> bool {
        match key {
            "properties" => schema.properties = self.schema_map(view, key),
            "required" => schema.required = self.read_required(view),
            "additionalProperties" => schema.additional = self.additional(view),
            "unevaluatedProperties" if schema.additional == Additional::Unsaid => {
                schema.additional = self.additional(view);
            }
            "unevaluatedProperties" => {}
            "patternProperties" => schema.pattern_properties = self.schema_map(view, key),
            "propertyNames" => schema.property_names = Some(self.schema(view)),
            "minProperties" => schema.min_properties = self.count(view, key),
            "maxProperties" => schema.max_properties = self.count(view, key),
            _ => return false,
        }
        true
    }

    fn array_keyword(&mut self, schema: &mut SchemaObject, key: &str, view: View<'_>) -> bool {
        match key {
            "items" if view.kind() == Kind::Array => {
                self.report(codes::items_as_array(), view.id());
                schema.prefix_items = view.items().map(|item| self.schema(item)).collect();
            }
            "items" => schema.items = Some(self.schema(view)),
            "additionalItems" => schema.items = schema.items.or_else(|| Some(self.schema(view))),
            "prefixItems" => schema.prefix_items = self.schema_list(view, key),
            "contains" => schema.contains = Some(self.schema(view)),
            "uniqueItems" => schema.unique_items = self.annotation_flag(view, key),
            "minItems" => schema.min_items = self.count(view, key),
            "maxItems" => schema.max_items = self.count(view, key),
            _ => return false,
        }
        true
    }

    fn composition(&mut self, schema: &mut SchemaObject, key: &str, view: View<'_>) -> bool {
        match key {
            "allOf" => schema.all_of = self.schema_list(view, key),
            "anyOf" => schema.any_of = self.schema_list(view, key),
            "oneOf" => schema.one_of = self.schema_list(view, key),
            "not" => schema.not = Some(self.schema(view)),
            "discriminator" if view.is_null() => self.report(codes::null_member(key), view.id()),
            "discriminator" => schema.discriminator = self.read_discriminator(view),
            _ => return false,
        }
        true
    }

    fn limit(&mut self, schema: &mut SchemaObject, key: &str, view: View<'_>) -> bool {
        match key {
            "minimum" => match self.bound(view, key, "exclusiveMinimum") {
                (bound, true) => schema.exclusive_minimum = bound,
                (bound, false) => schema.minimum = bound,
            },
            "maximum" => match self.bound(view, key, "exclusiveMaximum") {
                (bound, true) => schema.exclusive_maximum = bound,
                (bound, false) => schema.maximum = bound,
            },
            "exclusiveMinimum" => {
                schema.exclusive_minimum =
                    self.exclusive(view, key, "minimum").or(schema.exclusive_minimum.take());
            }
            "exclusiveMaximum" => {
                schema.exclusive_maximum =
                    self.exclusive(view, key, "maximum").or(schema.exclusive_maximum.take());
            }
            "multipleOf" => schema.multiple_of = self.number(view, key),
            "minLength" => schema.min_length = self.count(view, key),
            "maxLength" => schema.max_length = self.count(view, key),
            "pattern" => schema.pattern = self.annotation_text(view, key),
            _ => return false,
        }
        true
    }

    /// A bound, and whether the flag beside it makes it exclusive.
    fn bound(&mut self, view: View<'_>, key: &str, flag: &str) -> (Option<Number>, bool) {
        let bound = self.number(view, key);
        let flag = view.parent().and_then(|schema| schema.get(flag));
        (bound, flag.is_some_and(|flag| flag.kind() == Kind::Bool(true)))
    }

    /// An exclusive bound given as a number; as a flag it was taken with the bound it belongs to.
    fn exclusive(&mut self, view: View<'_>, key: &str, bound: &str) -> Option<Number> {
        let Kind::Bool(flag) = view.kind() else { return self.number(view, key) };
        let has_bound = view.parent().is_some_and(|schema| schema.get(bound).is_some());
        if flag && !has_bound {
            self.report(codes::exclusive_without_bound(key, bound), view.id());
        }
        None
    }

    fn content_keyword(&mut self, schema: &mut SchemaObject, key: &str, view: View<'_>) -> bool {
        match key {
            "contentMediaType" => schema.content_media_type = self.annotation_text(view, key),
            "contentEncoding" => schema.content_encoding = self.annotation_text(view, key),
            "contentSchema" => schema.content_schema = Some(self.schema(view)),
            _ => return false,
        }
        true
    }

    /// Schemas by name.
    fn schema_map(&mut self, view: View<'_>, key: &str) -> Named<SchemaId> {
        if view.is_null() {
            self.report(codes::null_member(key), view.id());
            return Named::new();
        }
        if self.expect_object(view, key).is_none() {
            return Named::new();
        }
        let is_reference =
            view.members().len() == 1 && view.get("$ref").is_some_and(|uri| uri.as_str().is_some());
        if is_reference {
            return self.map(view, |reader, _, value| Some(reader.schema(value))).into_iter().collect();
        }
        view.members().map(|(name, value)| (SpecText::from(name), self.schema(value))).collect()
    }

    /// Schemas in order; a single one counts as a list of one.
    fn schema_list(&mut self, view: View<'_>, key: &str) -> Vec<SchemaId> {
        match view.kind() {
            Kind::Array => view.items().map(|item| self.schema(item)).collect(),
            Kind::Object => {
                self.report(codes::coerced(key, "an object", "a list of one schema"), view.id());
                vec![self.schema(view)]
            }
            Kind::Null => {
                self.report(codes::null_member(key), view.id());
                Vec::new()
            }
            kind => {
                self.report(codes::wrong_kind(key, "an array", kind.word()), view.id());
                Vec::new()
            }
        }
    }

    fn additional(&mut self, view: View<'_>) -> Additional {
        match view.kind() {
            Kind::Bool(true) => Additional::Any,
            Kind::Bool(false) => Additional::Forbidden,
            Kind::Object if view.members().len() == 0 => Additional::Any,
            Kind::Object => Additional::Schema(self.schema(view)),
            Kind::String(_) => match self.flag(view, "additionalProperties") {
                Some(true) => Additional::Any,
                Some(false) => Additional::Forbidden,
                None => Additional::Unsaid,
            },
            Kind::Null => {
                self.report(codes::null_member("additionalProperties"), view.id());
                Additional::Unsaid
            }
            kind => {
                let expected = "a schema or a boolean";
                self.report(codes::wrong_kind("additionalProperties", expected, kind.word()), view.id());
                Additional::Unsaid
            }
        }
    }
}

/// Keywords that name and locate schemas; dealt with where references are resolved.
fn is_core(key: &str) -> bool {
    matches!(
        key,
        "$ref"
            | "$id"
            | "$schema"
            | "$anchor"
            | "$dynamicAnchor"
            | "$dynamicRef"
            | "$recursiveRef"
            | "$recursiveAnchor"
            | "$defs"
            | "definitions"
            | "$vocabulary"
    )
}

/// Notes a keyword whose meaning the model does not hold; says whether it is one.
fn note_unmodelled(schema: &mut SchemaObject, key: &str) -> bool {
    let is_known = matches!(
        key,
        "if" | "then"
            | "else"
            | "dependentSchemas"
            | "dependentRequired"
            | "dependencies"
            | "unevaluatedItems"
            | "minContains"
            | "maxContains"
    );
    if is_known {
        schema.unmodelled.push(SpecText::from(key));
    }
    is_known
}
