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
            let parts = parts.map(|(at, shape)| draft.add_beside(id, Origin::Variant(id, at), shape)).collect();
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
