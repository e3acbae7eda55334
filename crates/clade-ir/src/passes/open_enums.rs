//! Settles `enum` and `const`: values of one kind become an enum, one value a literal, `null` goes outside.

use clade_diag::{Diags, codes};
use clade_spec::{Json, SpecText};

use crate::draft::{AnyOf, Draft, DraftEnum, EnumValue, NodeId, Origin, Scalar, Shape, Values};
use crate::{Docs, EnumRepr, Literal};

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, diags: &mut Diags) {
    for index in 0..draft.nodes.len() {
        if matches!(draft.nodes[index].shape, Shape::Values(_)) {
            settle(draft, diags, NodeId::new(index));
        }
    }
}

/// Values by kind, each with the position it had.
#[derive(Default)]
struct Sorted {
    texts: Vec<EnumValue>,
    integers: Vec<EnumValue>,
    numbers: Vec<EnumValue>,
    booleans: Vec<bool>,
}

fn settle(draft: &mut Draft<'_>, diags: &mut Diags, id: NodeId) {
    let Shape::Values(values) = std::mem::replace(&mut draft.node_mut(id).shape, Shape::Any) else { return };
    let values = *values;
    if let Some(odd) = values.listed.iter().find(|value| matches!(value, Json::Array(_) | Json::Object(_))) {
        let kind = if matches!(odd, Json::Array(_)) { "an array" } else { "an object" };
        draft.degrade_node(diags, id, codes::enum_not_scalar(kind));
        return;
    }
    let has_null = values.listed.contains(&Json::Null);
    draft.node_mut(id).nullable |= has_null;
    let sorted = sort(draft, diags, id, &values);
    let named = matches!(draft.node(id).origin, Origin::Named { .. });
    let mut shapes = shapes(draft, diags, id, sorted, values.constant || !named);
    let shape = match shapes.len() {
        0 if has_null => Shape::Null,
        0 => values.declared.map_or(Shape::Any, Shape::Scalar),
        1 => shapes.remove(0),
        _ => {
            let parts = shapes.into_iter().enumerate();
            let parts =
                parts.map(|(at, shape)| draft.add_beside(id, Origin::Variant(id, at), shape)).collect();
            Shape::AnyOf(Box::new(AnyOf { parts, discriminator: None }))
        }
    };
    draft.node_mut(id).shape = shape;
}

fn sort(draft: &mut Draft<'_>, diags: &mut Diags, id: NodeId, values: &Values) -> Sorted {
    let mut sorted = Sorted::default();
    for (at, value) in values.listed.iter().enumerate() {
        let entry = |value: Literal| EnumValue {
            value,
            given: values.names.get(at).filter(|name| !name.is_empty()).cloned(),
            docs: Docs {
                description: values.descriptions.get(at).filter(|told| !told.is_empty()).cloned(),
                ..Docs::default()
            },
        };
        match coerced(draft, diags, id, value, values.declared.as_ref()) {
            Json::String(text) => sorted.texts.push(entry(Literal::Text(text))),
            Json::Bool(value) => sorted.booleans.push(value),
            Json::Number(digits) => match digits.parse::<i64>() {
                Ok(integer) => sorted.integers.push(entry(Literal::Int(integer))),
                Err(_) => sorted.numbers.push(entry(Literal::Number(digits))),
            },
            _ => {}
        }
    }
    sorted
}

/// The value as `type` says it is, where it can be read so.
fn coerced(
    draft: &Draft<'_>,
    diags: &mut Diags,
    id: NodeId,
    value: &Json,
    declared: Option<&Scalar>,
) -> Json {
    let numeric = matches!(declared, Some(Scalar::Int(_) | Scalar::F32 | Scalar::F64));
    let other = matches!(declared, None | Some(Scalar::Bool | Scalar::Literal(_)));
    let read = match value {
        Json::String(text) if numeric => number(text),
        Json::String(text) if declared == Some(&Scalar::Bool) => text.expose().parse().ok().map(Json::Bool),
        Json::Number(digits) if !numeric && !other => Some(Json::String(SpecText::new(digits.clone()))),
        Json::Bool(value) if !numeric && !other => Some(Json::String(value.to_string().into())),
        _ => None,
    };
    let Some(read) = read else { return value.clone() };
    let kind = if matches!(read, Json::String(_)) { "text" } else { "a number or boolean" };
    let shown = match value {
        Json::String(text) => text.expose().to_owned(),
        Json::Number(digits) => digits.to_string(),
        Json::Bool(value) => value.to_string(),
        _ => String::new(),
    };
    diags.push(codes::enum_value_coerced(shown, kind).at(draft.node_place(id)));
    read
}

fn number(text: &SpecText) -> Option<Json> {
    let text = text.expose();
    let plain = text.parse::<i64>().is_ok();
    plain.then(|| Json::Number(text.trim_start_matches('+').into()))
}

/// One shape for each kind of value. `single` says whether a lone value is a literal rather than an enum.
fn shapes(draft: &mut Draft<'_>, diags: &mut Diags, id: NodeId, sorted: Sorted, single: bool) -> Vec<Shape> {
    let mut shapes = Vec::new();
    if !sorted.texts.is_empty() {
        shapes.push(list(EnumRepr::Text, sorted.texts, single));
    }
    if sorted.numbers.is_empty() && !sorted.integers.is_empty() {
        shapes.push(list(EnumRepr::Int, sorted.integers, single));
    } else if !sorted.numbers.is_empty() {
        shapes.push(fractions(draft, diags, id, sorted.numbers, sorted.integers.len(), single));
    }
    match sorted.booleans.as_slice() {
        [] => {}
        [one] => shapes.push(Shape::Scalar(Scalar::Literal(Literal::Bool(*one)))),
        _ => shapes.push(Shape::Scalar(Scalar::Bool)),
    }
    shapes
}

fn list(repr: EnumRepr, mut values: Vec<EnumValue>, single: bool) -> Shape {
    if single && values.len() == 1 {
        return Shape::Scalar(Scalar::Literal(values.remove(0).value));
    }
    let mut seen = std::collections::HashSet::new();
    values.retain(|value| seen.insert(value.value.clone()));
    Shape::Enum(Box::new(DraftEnum { repr, values }))
}

/// Numbers that are no 64-bit integers: no language matches on them.
fn fractions(
    draft: &mut Draft<'_>,
    diags: &mut Diags,
    id: NodeId,
    mut numbers: Vec<EnumValue>,
    integers: usize,
    single: bool,
) -> Shape {
    if single && numbers.len() == 1 && integers == 0 {
        return Shape::Scalar(Scalar::Literal(numbers.remove(0).value));
    }
    draft.degrade_node(diags, id, codes::enum_of_numbers());
    Shape::Scalar(Scalar::F64)
}

#[cfg(test)]
mod tests {
    use crate::testing::{assert_lines, types, types_and_codes};

    #[test]
    fn null_stands_outside_and_values_stand_once() {
        let text = types("Root: {type: object, properties: {e: {enum: [a, b, null, a]}}}");
        assert_lines!(&text, "e?: root_e | null");
        assert_eq!(text.matches("\n  a").count(), 1, "{text}");
    }

    #[test]
    fn one_value_is_a_literal_unless_it_has_a_name() {
        let text = types(
            "Root: {type: object, properties: {c: {const: 5}, e: {type: string, enum: [x]}, n: {$ref: \
             '#/components/schemas/N'}, t: {const: true}, f: {const: 1.5}}}\nN: {type: string, enum: [only]}",
        );
        assert_lines!(text, "c?: 5", "e?: \"x\"", "n?: n", "t?: true", "f?: 1.5", "only");
    }

    #[test]
    fn names_of_members_come_from_the_description_if_it_has_any() {
        let text = types("Root: {type: integer, enum: [1, 2], x-enumNames: [First One, second]}");
        assert_lines!(text, "first_one = 1", "second = 2");
    }

    #[test]
    fn too_few_names_are_said_and_ignored() {
        let (text, codes) = types_and_codes("Root: {type: integer, enum: [1, 2], x-enum-varnames: [One]}");
        assert_lines!(text, "n1 = 1");
        assert_eq!(codes, ["CL0453"]);
    }

    #[test]
    fn values_of_other_kinds_are_read_as_their_type_says() {
        let (text, codes) = types_and_codes("Root: {type: integer, enum: ['1', 2]}");
        assert_lines!(text, "n1 = 1", "n2 = 2");
        assert_eq!(codes, ["CL0454"]);
    }

    #[test]
    fn kinds_that_differ_become_a_union() {
        let text = types("Root: {type: object, properties: {e: {enum: [1, 2, a, b]}}}");
        assert_lines!(text, "union root_e by shape [out] @root", "a", "n1 = 1");
    }

    #[test]
    fn objects_only_narrow_their_type() {
        let text = types("Root: {type: object, properties: {e: {type: object, enum: [{}]}}}");
        assert_lines!(text, "e?: {any}");
    }
}
