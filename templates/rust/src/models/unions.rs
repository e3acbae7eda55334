//! One of several types.

use askama::Template;
use clade_emit::encode::{RsDoc, RsStr};
use clade_ir::{JsonKind, Literal, Type, TypeId, Union, UnionMatch, UnionTag, UnionVariant};

use crate::docs;
use crate::layout;
use crate::names::{self, Ident};
use crate::types::{Imports, Site, Types};

/// Variants from this size on are boxed, so that the others do not pay for them.
const BOXED_FROM: usize = 200;

/// A union.
#[derive(Debug, Template)]
#[template(path = "union.rs.j2", escape = "none")]
pub(crate) struct UnionNode {
    doc: RsDoc,
    name: Ident,
    variants: Vec<VariantNode>,
    written: Vec<String>,
    conversions: Vec<Conversion>,
    /// The tag's key, if there is one.
    tag: Option<RsStr>,
    tagged: Vec<String>,
    shaped: Vec<Shaped>,
    uses_shape: bool,
    read_head: String,
}

#[derive(Debug)]
struct VariantNode {
    doc: RsDoc,
    line: String,
}

/// Variants that are written in one way: their values are of one type, and so is what is added to them.
#[derive(Debug)]
struct Writer {
    ty: String,
    expression: String,
    patterns: Vec<String>,
}

/// A reader's test by shape.
#[derive(Debug)]
struct Shaped {
    condition: String,
    name: Ident,
}

/// `impl From<T> for Union`.
#[derive(Debug)]
struct Conversion {
    head: String,
    signature: String,
    variant: Ident,
    value: &'static str,
}

/// The names of a union's variants, in order.
pub(crate) fn variant_names(union: &Union) -> Vec<Ident> {
    let mut scope = names::variant_scope();
    union.variants.iter().map(|variant| names::pascal(&mut scope, &variant.name, "Variant")).collect()
}

/// Whether a variant's value is boxed.
pub(crate) fn is_boxed(types: &Types<'_>, variant: &UnionVariant) -> bool {
    variant.recursive || types.size(&variant.ty) >= BOXED_FROM
}

/// Lowers a union.
pub(crate) fn lower(
    types: &Types<'_>,
    id: TypeId,
    union: &Union,
    module: &Ident,
    imports: &mut Imports,
) -> UnionNode {
    let decl = types.decl(id);
    let site = Site::Models(module.as_str());
    let names = variant_names(union);
    for name in ["Deserialize", "Deserializer", "Serialize", "Serializer"] {
        imports.add("serde", name);
    }
    imports.add("serde_json", "Value");
    imports.runtime("OpenUnion");
    imports.runtime("UnknownVariant");
    let tag = match &union.tag {
        UnionTag::Member { wire } => Some(RsStr::of(wire)),
        UnionTag::Shape => None,
    };
    let pairs = || union.variants.iter().zip(&names);
    let mut writers = Vec::new();
    let mut variants = Vec::new();
    for (variant, name) in pairs() {
        let plain = types.expr(&variant.ty, site, imports);
        let ty = if is_boxed(types, variant) { format!("Box<{plain}>") } else { plain };
        variants.push(variant_node(variant, name, &ty));
        add_writer(&mut writers, variant, name, ty, tag.as_ref());
    }
    if writers.iter().any(|writer| writer.expression.starts_with("tagged(")) {
        imports.runtime("tagged");
    }
    let tagged: Vec<String> = pairs().filter_map(|(variant, name)| tag_arm(variant, name)).collect();
    let is_shaped = |variant: &UnionVariant| tag.is_none() || variant.tags.is_empty();
    let shaped: Vec<Shaped> = pairs()
        .filter(|(variant, _)| is_shaped(variant))
        .map(|(variant, name)| shaped(variant, name, imports))
        .collect();
    if !tagged.is_empty() {
        imports.runtime("variant");
    }
    UnionNode {
        doc: docs::item(&decl.docs, &format!("One of the variants of `{}`.", types.ident(id)), &[], 0),
        read_head: layout::implementation("Deserialize<'de>", types.ident(id).as_str()).replacen(
            "impl ",
            "impl<'de> ",
            1,
        ),
        name: types.ident(id).clone(),
        conversions: conversions(types, id, union, &names, site, imports),
        variants,
        written: writers
            .iter()
            .map(|writer| layout::alternatives(3, &writer.patterns, &writer.expression))
            .collect(),
        tag,
        tagged,
        uses_shape: shaped.iter().any(|it| it.condition.contains("shape.")),
        shaped,
    }
}

fn variant_node(variant: &UnionVariant, name: &Ident, ty: &str) -> VariantNode {
    let fallback = match variant.tags.first() {
        Some(tag) => format!("The variant `{}`.", tag.expose()),
        None => format!("The variant `{name}`."),
    };
    VariantNode {
        doc: docs::item(&variant.docs, &fallback, &[], 1),
        line: layout::variant(1, name.as_str(), ty),
    }
}

/// Adds a variant to those that are written like it, or begins a new writer.
fn add_writer(
    writers: &mut Vec<Writer>,
    variant: &UnionVariant,
    name: &Ident,
    ty: String,
    tag: Option<&RsStr>,
) {
    let expression = match (tag, variant.tags.first()) {
        (Some(key), Some(value)) if !variant.tag_in_type => {
            format!("tagged(value, {key}, {}, serializer)", RsStr::of(value))
        }
        _ => "value.serialize(serializer)".to_owned(),
    };
    let pattern = format!("Self::{name}(value)");
    match writers.iter_mut().find(|writer| writer.ty == ty && writer.expression == expression) {
        Some(writer) => writer.patterns.push(pattern),
        None => writers.push(Writer { ty, expression, patterns: vec![pattern] }),
    }
}

fn tag_arm(variant: &UnionVariant, name: &Ident) -> Option<String> {
    if variant.tags.is_empty() {
        return None;
    }
    let tags: Vec<String> = variant.tags.iter().map(|tag| RsStr::of(tag).to_string()).collect();
    Some(layout::alternatives(3, &tags, &format!("variant(value).map(Self::{name})")))
}

fn shaped(variant: &UnionVariant, name: &Ident, imports: &mut Imports) -> Shaped {
    imports.runtime("fits");
    let mut conditions = conditions(&variant.matches, imports);
    conditions.push("let Some(value) = fits(&value)".to_owned());
    Shaped { condition: layout::condition(2, &conditions), name: name.clone() }
}

fn conditions(matches: &UnionMatch, imports: &mut Imports) -> Vec<String> {
    let mut conditions = Vec::new();
    if !matches.kinds.is_empty() {
        imports.runtime("JsonKind");
        let kinds: Vec<String> =
            matches.kinds.iter().map(|kind| format!("JsonKind::{}", kind_name(*kind))).collect();
        conditions.push(layout::array(3, "shape.is(&", &kinds, ")"));
    }
    conditions.extend(matches.required.iter().map(|key| format!("shape.has({})", RsStr::of(key))));
    for (key, values) in &matches.constants {
        let values: Vec<String> = values.iter().map(|value| RsStr::own(&json(value)).to_string()).collect();
        conditions.push(format!("shape.fixes({}, &[{}])", RsStr::of(key), values.join(", ")));
    }
    if !conditions.is_empty() {
        imports.runtime("Shape");
    }
    conditions
}

fn kind_name(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Null => "Null",
        JsonKind::Bool => "Bool",
        JsonKind::Integer => "Integer",
        JsonKind::Number => "Number",
        JsonKind::Text => "Text",
        JsonKind::Array => "Array",
        JsonKind::Object => "Object",
    }
}

/// A literal as JSON text.
pub(crate) fn json(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => serde_json::Value::from(text.expose()).to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Number(digits) => digits.to_string(),
        Literal::Bool(value) => value.to_string(),
    }
}

fn from_signature(from: &str) -> String {
    layout::signature(1, "fn from", &[format!("value: {from}")], " -> Self {")
}

/// The variant that holds any text, if one alone does.
pub(crate) fn text_variant(types: &Types<'_>, union: &Union) -> Option<Ident> {
    let names = variant_names(union).into_iter();
    let mut texts =
        union.variants.iter().zip(names).filter(|(variant, _)| *types.resolve(&variant.ty) == Type::Text);
    let (_, name) = texts.next()?;
    texts.next().is_none().then_some(name)
}

/// Whether the variant's type becomes the union of its own accord: no other variant has it. A text of fixed value is no
/// rival of one of any.
pub(crate) fn is_convertible(types: &Types<'_>, id: TypeId, union: &Union, variant: &UnionVariant) -> bool {
    let ty = types.resolve(&variant.ty);
    if matches!(ty, Type::Literal(_) | Type::Null | Type::Nullable(_) | Type::Any | Type::Bytes) {
        return false;
    }
    let written = |ty: &Type| types.expr(ty, Site::Path(""), &mut Imports::default());
    let own = written(ty);
    let rivals = union.variants.iter().map(|it| types.resolve(&it.ty));
    let rivals = rivals.filter(|it| !matches!(it, Type::Literal(_)) && written(it) == own).count();
    rivals == 1 && *ty != Type::Named(id)
}

/// Conversions from the types that one variant alone has.
fn conversions(
    types: &Types<'_>,
    id: TypeId,
    union: &Union,
    names: &[Ident],
    site: Site<'_>,
    imports: &mut Imports,
) -> Vec<Conversion> {
    let mut conversions = Vec::new();
    let pairs = union.variants.iter().zip(names);
    for (variant, name) in pairs.filter(|(variant, _)| is_convertible(types, id, union, variant)) {
        let ty = types.resolve(&variant.ty);
        let from = types.expr(ty, site, imports);
        let value = if is_boxed(types, variant) { "Box::new(value)" } else { "value" };
        conversions.push(conversion(types.ident(id), name, &from, value));
        if *ty == Type::Text {
            conversions.push(conversion(types.ident(id), name, "&str", "value.to_owned()"));
        }
    }
    conversions
}

fn conversion(ident: &Ident, variant: &Ident, from: &str, value: &'static str) -> Conversion {
    Conversion {
        head: layout::implementation(&format!("From<{from}>"), ident.as_str()),
        signature: from_signature(from),
        variant: variant.clone(),
        value,
    }
}
