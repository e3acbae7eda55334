//! Open lists of values.

use askama::Template;
use clade_emit::encode::{RsDoc, RsStr};
use clade_ir::{Enum, EnumRepr, Literal, TypeDecl, Variant};

use crate::docs;
use crate::layout;
use crate::names::{self, Ident};
use crate::types::Imports;

/// A list of texts.
#[derive(Debug, Template)]
#[template(path = "text_enum.rs.j2", escape = "none")]
struct TextEnum {
    doc: RsDoc,
    name: Ident,
    from_signature: String,
    variants: Vec<VariantNode>,
}

/// A list of integers.
#[derive(Debug, Template)]
#[template(path = "int_enum.rs.j2", escape = "none")]
struct IntEnum {
    doc: RsDoc,
    name: Ident,
    from_signature: String,
    variants: Vec<VariantNode>,
}

#[derive(Debug)]
struct VariantNode {
    doc: RsDoc,
    name: Ident,
    /// `Self::A => "a",`
    write: String,
    /// `"a" => Self::A,`
    read: String,
}

/// Lowers and renders an enum.
pub(crate) fn lower(
    name: &Ident,
    decl: &TypeDecl,
    list: &Enum,
    imports: &mut Imports,
) -> Result<String, askama::Error> {
    let doc = docs::item(&decl.docs, &format!("Values of `{name}`."), &[], 0);
    let mut scope = names::variant_scope();
    let variants = list.variants.iter().map(|variant| lower_variant(&mut scope, variant)).collect();
    let name = name.clone();
    let from_signature = layout::signature(1, "fn from", &[format!("value: {name}")], " -> Self {");
    imports.add("serde", "Deserialize");
    imports.add("serde", "Serialize");
    imports.add("std", "fmt");
    match list.repr {
        EnumRepr::Text => {
            imports.runtime("UnknownValue");
            TextEnum { doc, name, from_signature, variants }.render()
        }
        EnumRepr::Int => IntEnum { doc, name, from_signature, variants }.render(),
    }
}

/// The names of an enum's variants, in order.
pub(crate) fn variant_names(list: &Enum) -> Vec<Ident> {
    let mut scope = names::variant_scope();
    list.variants.iter().map(|variant| names::pascal(&mut scope, &variant.name, "Value")).collect()
}

fn lower_variant(scope: &mut clade_emit::Scope, variant: &Variant) -> VariantNode {
    let name = names::pascal(scope, &variant.name, "Value");
    let literal = match &variant.value {
        Literal::Text(text) => RsStr::of(text).to_string(),
        Literal::Int(value) => layout::integer(*value),
        Literal::Number(digits) => RsStr::own(digits).to_string(),
        Literal::Bool(value) => value.to_string(),
    };
    let fallback = format!("The value `{}`.", plain(&literal));
    VariantNode {
        doc: docs::item(&variant.docs, &fallback, &[], 1),
        write: layout::arm(3, &format!("Self::{name}"), &literal),
        read: layout::arm(3, &literal, &format!("Self::{name}")),
        name,
    }
}

/// A literal as documentation shows it.
fn plain(literal: &str) -> &str {
    literal.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(literal)
}
