//! `enum` and `const`, with the names and prose that extensions give to their members.

use clade_diag::codes;
use clade_spec::{Json, SchemaObject, SpecText, Type};

use super::Lower;
use crate::draft::{NodeId, Shape, Values};

/// Extensions that name members.
const NAMES: [&str; 3] = ["x-enum-varnames", "x-enumNames", "x-enum-names"];
/// Extensions that describe members.
const DESCRIPTIONS: [&str; 3] = ["x-enum-descriptions", "x-enumDescriptions", "x-ms-enum-descriptions"];

impl Lower<'_, '_> {
    pub(super) fn values(&mut self, schema: &SchemaObject, id: NodeId) -> Shape {
        if let Some(shape) = self.containers(schema, id) {
            return shape;
        }
        let constant = schema.const_value.is_some();
        let values = match (&schema.const_value, &schema.enum_values) {
            (Some(value), _) => vec![value.clone()],
            (None, values) => values.clone().unwrap_or_default(),
        };
        let names = self.per_value(schema, &NAMES, &values);
        let descriptions = self.per_value(schema, &DESCRIPTIONS, &values);
        let mut kinds = super::composed::kinds(schema).into_iter();
        let declared = match (kinds.next(), kinds.next()) {
            (Some(kind), None) => Some(super::scalars::scalar(schema, kind)),
            _ => None,
        };
        Shape::Values(Box::new(Values { listed: values, names, descriptions, declared, constant }))
    }

    /// Lists of objects or arrays only narrow what their type allows.
    fn containers(&mut self, schema: &SchemaObject, id: NodeId) -> Option<Shape> {
        let listed = schema.enum_values.iter().flatten().chain(&schema.const_value);
        let mut containers =
            listed.into_iter().filter(|value| matches!(value, Json::Array(_) | Json::Object(_)));
        containers.next()?;
        let kind = super::composed::kinds(schema)
            .into_iter()
            .find(|kind| matches!(kind, Type::Array | Type::Object))?;
        let keyword = if schema.const_value.is_some() { "const" } else { "enum" };
        let place = self.document.place_in(schema.node, &[keyword]);
        self.diags.push(codes::ignored_keyword(keyword).at(place));
        Some(self.shape_of_kind(schema, kind, id))
    }

    /// Texts of an extension, one for each value; by position, or by value when it is an object.
    fn per_value(&mut self, schema: &SchemaObject, keys: &[&str], values: &[Json]) -> Vec<SpecText> {
        let found = keys.iter().find_map(|key| schema.extensions.get(key).map(|told| (*key, told)));
        let Some((key, told)) = found else { return Vec::new() };
        let texts = match told {
            Json::Array(list) => list.iter().map(text).collect(),
            Json::Object(members) => values.iter().map(|value| by_value(members, value)).collect(),
            _ => Vec::new(),
        };
        if texts.len() == values.len() {
            return texts;
        }
        let place = self.document.place_in(schema.node, &[key]);
        self.diags.push(codes::enum_names_do_not_fit(key, texts.len(), values.len()).at(place));
        Vec::new()
    }
}

fn by_value(members: &[(SpecText, Json)], value: &Json) -> SpecText {
    let found = members.iter().find(|(key, _)| *key == text(value));
    found.map(|(_, told)| text(told)).unwrap_or_default()
}

fn text(value: &Json) -> SpecText {
    match value {
        Json::String(text) => text.clone(),
        Json::Number(digits) => SpecText::new(digits.clone()),
        _ => SpecText::default(),
    }
}
