//! Unions: a holder with a sealed interface for a type switch.

use std::collections::HashSet;

use clade_emit::encode::{GoStr, JsonStr};
use clade_ir::{JsonKind, Literal, SpecText, Type, TypeId, Union, UnionMatch, UnionTag, UnionVariant};

use crate::code::{Code, Imports, Row, aligned};
use crate::docs;
use crate::names::Ident;
use crate::nodes::{CaseNode, TaggedNode, UnionNode, UnionRead, VariantForm, VariantNode};
use crate::plan::{Plan, UnionNames};

/// Above this width gofmt breaks a method of one line.
const ONE_LINE: usize = 96;

/// The declaration of a union.
pub(crate) fn declaration(plan: &Plan<'_>, id: TypeId, union: &Union, imports: &mut Imports) -> UnionNode {
    let decl = plan.types.api.ty(id);
    let name = plan.types.names[&id].clone();
    let names = &plan.unions[&id];
    let variants = variants(plan, union, names, imports);
    imports.std("bytes");
    imports.std("encoding/json");
    imports.own("internal/codec");
    let list = listed(names, &variants);
    UnionNode {
        doc: docs::declaration(&name, &decl.docs, "is one of several types.", &[]),
        data_doc: docs::own_member(&format!(
            "Data is {list}, or nil for null. Tell them apart by a type switch."
        )),
        interface_doc: docs::own(&format!(
            "{} is implemented by the types that Data of {name} can have.",
            names.data
        )),
        unknown_doc: docs::own(&format!(
            "{} is a value of {name} that this version of the SDK does not know. It is sent as it came.",
            names.unknown
        )),
        seals: seals(names, &variants),
        read: read(plan, union, names),
        data: names.data.clone(),
        seal: names.seal.clone(),
        unknown: names.unknown.clone(),
        typed: names.typed,
        name,
        variants,
    }
}

/// `*A, *B or *UnknownX`
fn listed(names: &UnionNames, variants: &[VariantNode]) -> String {
    let mut list = Vec::new();
    for variant in variants {
        list.push(match variant.form {
            VariantForm::Value | VariantForm::Defined { .. } => variant.ty.to_string(),
            VariantForm::Pointer | VariantForm::Wrapped { .. } => format!("*{}", variant.ty),
        });
    }
    if list.is_empty() {
        format!("*{}", names.unknown)
    } else {
        format!("{} or *{}", list.join(", "), names.unknown)
    }
}

/// The types of the variants, each once.
fn variants(plan: &Plan<'_>, union: &Union, names: &UnionNames, imports: &mut Imports) -> Vec<VariantNode> {
    let mut seen = HashSet::new();
    let mut nodes = Vec::new();
    for (variant, ty) in union.variants.iter().zip(&names.variants) {
        if !seen.insert(ty.clone()) {
            continue;
        }
        let doc = docs::declaration(ty, &variant.docs, "is a variant of a union.", &[]);
        nodes.push(VariantNode { doc, ty: ty.clone(), form: form(plan, variant, imports) });
    }
    nodes
}

fn form(plan: &Plan<'_>, variant: &UnionVariant, imports: &mut Imports) -> VariantForm {
    if plan.types.by_pointer(&variant.ty) {
        return VariantForm::Pointer;
    }
    if plan.types.is_enum(&variant.ty) {
        return VariantForm::Value;
    }
    let under = plan.types.plain(&variant.ty, imports);
    match plan.types.flat(&variant.ty).core {
        Type::Bool
        | Type::Int(_)
        | Type::F32
        | Type::F64
        | Type::Text
        | Type::Date
        | Type::Uuid
        | Type::Decimal
        | Type::Base64
        | Type::Literal(_)
        | Type::List(_)
        | Type::Map(_) => VariantForm::Defined { under },
        _ => VariantForm::Wrapped { under },
    }
}

/// Whether a variant is held by value: an enum, or a type of its own over a basic type.
pub(crate) fn by_value(plan: &Plan<'_>, variant: &UnionVariant) -> bool {
    let form = form(plan, variant, &mut Imports::default());
    matches!(form, VariantForm::Value | VariantForm::Defined { .. })
}

fn seals(names: &UnionNames, variants: &[VariantNode]) -> Vec<Code> {
    let method = |receiver: String| format!("func ({receiver}) {}()", names.seal);
    let receivers = variants.iter().map(|variant| match variant.form {
        VariantForm::Value | VariantForm::Defined { .. } => variant.ty.to_string(),
        VariantForm::Pointer | VariantForm::Wrapped { .. } => format!("*{}", variant.ty),
    });
    let all = receivers.chain([format!("*{}", names.unknown)]).map(method).collect::<Vec<_>>();
    if all.iter().any(|method| method.len() > ONE_LINE) {
        let spaced = |(at, method)| Code::new(format!("{}{method} {{\n}}", if at == 0 { "" } else { "\n" }));
        return all.into_iter().enumerate().map(spaced).collect();
    }
    let rows: Vec<Row> = all
        .into_iter()
        .map(|method| Row { commented: false, cells: vec![method, "{}".to_owned()] })
        .collect();
    aligned(&rows)
}

fn read(plan: &Plan<'_>, union: &Union, names: &UnionNames) -> UnionRead {
    match &union.tag {
        UnionTag::Member { wire } => by_tag(plan, union, names, wire),
        UnionTag::Shape => UnionRead::Shape { cases: by_shape(plan, union, names) },
    }
}

/// A tag selects the first variant that has it.
fn by_tag(plan: &Plan<'_>, union: &Union, names: &UnionNames, wire: &SpecText) -> UnionRead {
    let mut seen = HashSet::new();
    let mut cases = Vec::new();
    let mut otherwise = None;
    for (variant, ty) in union.variants.iter().zip(&names.variants) {
        let case = |test: String| CaseNode {
            test: Code::new(test),
            ty: ty.clone(),
            pointer: !by_value(plan, variant),
        };
        let tags: Vec<GoStr> =
            variant.tags.iter().map(GoStr::of).filter(|tag| seen.insert(tag.clone())).collect();
        if !tags.is_empty() {
            cases.push(case(tags.iter().map(GoStr::as_str).collect::<Vec<_>>().join(", ")));
        } else if variant.tags.is_empty() && otherwise.is_none() {
            otherwise = Some(case(String::new()));
        }
    }
    UnionRead::Tag {
        wire: GoStr::of(wire),
        cases,
        otherwise,
        tagged: tagged(plan, union, names, wire.expose()),
    }
}

fn by_shape(plan: &Plan<'_>, union: &Union, names: &UnionNames) -> Vec<CaseNode> {
    let mut seen = HashSet::new();
    let mut cases = Vec::new();
    for (variant, ty) in union.variants.iter().zip(&names.variants) {
        let test = Code::new(test(&variant.matches));
        if seen.insert((test.clone(), ty.clone())) {
            cases.push(CaseNode { test, ty: ty.clone(), pointer: !by_value(plan, variant) });
        }
    }
    cases
}

/// Variants whose structs do not write their tag by themselves, as long as it is clear which one they need.
fn tagged(plan: &Plan<'_>, union: &Union, names: &UnionNames, wire: &str) -> Vec<TaggedNode> {
    let once = |ty: &Ident| names.variants.iter().filter(|other| *other == ty).count() == 1;
    union
        .variants
        .iter()
        .zip(&names.variants)
        .filter(|(variant, ty)| once(ty) && !writes_tag(plan, variant, wire))
        .filter_map(|(variant, ty)| {
            let tag = variant.tags.first()?;
            Some(TaggedNode { ty: Code::new(format!("*{ty}")), tag: GoStr::of(tag) })
        })
        .collect()
}

fn writes_tag(plan: &Plan<'_>, variant: &UnionVariant, wire: &str) -> bool {
    let Some((id, shape)) = plan.types.struct_of(&variant.ty) else { return false };
    let constant = |ty| matches!(plan.types.flat(ty).core, Type::Literal(Literal::Text(_)));
    let field = shape.fields.iter().find(|field| field.wire.expose() == wire);
    let sent = plan.types.api.ty(id).usage.request;
    variant.tag_in_type && field.is_some_and(|field| constant(&field.ty) || !sent)
}

fn test(matches: &UnionMatch) -> String {
    let mut tests = Vec::new();
    if !matches.kinds.is_empty() {
        let kinds: Vec<&str> = matches.kinds.iter().map(|kind| kind_name(*kind)).collect();
        tests.push(format!("shape.Is({})", kinds.join(" | ")));
    }
    if !matches.required.is_empty() {
        let names: Vec<String> = matches.required.iter().map(|name| GoStr::of(name).to_string()).collect();
        tests.push(format!("shape.Has({})", names.join(", ")));
    }
    for (name, values) in &matches.constants {
        let values: Vec<String> = values.iter().map(|value| GoStr::own(&json(value)).to_string()).collect();
        tests.push(format!("shape.May({}, {})", GoStr::of(name), values.join(", ")));
    }
    if tests.is_empty() { "shape.Is(^codec.Null)".to_owned() } else { tests.join(" && ") }
}

fn kind_name(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Null => "codec.Null",
        JsonKind::Bool => "codec.Bool",
        JsonKind::Integer => "codec.Integer",
        JsonKind::Number => "codec.Number",
        JsonKind::Text => "codec.Text",
        JsonKind::Array => "codec.Array",
        JsonKind::Object => "codec.Object",
    }
}

fn json(value: &Literal) -> String {
    match value {
        Literal::Text(text) => JsonStr::of(text).to_string(),
        other => super::literal(other).to_string(),
    }
}
