//! Sample values, for documents that show calls.

use clade_emit::encode::RsStr;
use clade_ir::{Literal, Presence, Type, TypeKind};

use crate::models::fields::{self, Shape};
use crate::models::{enums, unions};
use crate::types::Types;

/// An expression of a value of a type, as callers write it; `name` says what it is for.
pub(crate) fn value(types: &Types<'_>, ty: &Type, name: &str) -> Option<String> {
    within(types, ty, name, 0)
}

fn within(types: &Types<'_>, ty: &Type, name: &str, depth: usize) -> Option<String> {
    if depth > 4 {
        return None;
    }
    Some(match types.resolve(ty) {
        Type::Text | Type::Decimal => RsStr::own(&word(name)).to_string(),
        Type::Literal(Literal::Text(text)) => RsStr::of(text).to_string(),
        Type::Literal(literal) => fields::constant(literal),
        Type::Secret => format!("{}", RsStr::own("secret")),
        Type::Bool => "true".to_owned(),
        Type::Int(_) => "1".to_owned(),
        Type::F32 | Type::F64 => "1.0".to_owned(),
        Type::List(item) => format!("[{}]", within(types, item, name, depth + 1)?),
        Type::Nullable(_) => "None".to_owned(),
        Type::Map(_) => "std::collections::BTreeMap::new()".to_owned(),
        Type::Any => "serde_json::Value::Null".to_owned(),
        Type::Uuid => "uuid::Uuid::nil()".to_owned(),
        Type::DateTime => "chrono::Utc::now()".to_owned(),
        Type::Date => "chrono::Utc::now().date_naive()".to_owned(),
        Type::Base64 => "b\"bytes\".to_vec()".to_owned(),
        Type::Null | Type::Bytes => return None,
        Type::Named(id) => return named(types, *id, depth),
    })
}

/// A name as a sample text.
fn word(name: &str) -> String {
    let text: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    if text.is_empty() { "text".to_owned() } else { text }
}

fn named(types: &Types<'_>, id: clade_ir::TypeId, depth: usize) -> Option<String> {
    let decl = types.decl(id);
    let ident = types.ident(id);
    match &decl.kind {
        TypeKind::Enum(list) => {
            let name = enums::variant_names(list).into_iter().next()?;
            Some(format!("models::{ident}::{name}"))
        }
        TypeKind::Struct(object) if decl.usage.request => {
            let required = object.fields.iter().filter(|field| {
                matches!(fields::shape(field, decl.usage), Shape::Required | Shape::Nullable)
                    && !matches!(types.resolve(&field.ty), Type::Literal(_))
            });
            let arguments: Option<Vec<String>> = required
                .map(|field| {
                    debug_assert!(field.presence == Presence::Required);
                    within(types, &field.ty, field.wire.expose(), depth + 1)
                })
                .collect();
            Some(format!("models::{ident}::new({})", arguments?.join(", ")))
        }
        TypeKind::Union(union) => {
            let variant = union.variants.first()?;
            let name = unions::variant_names(union).into_iter().next()?;
            let value = within(types, &variant.ty, "text", depth + 1)?;
            let is_text = matches!(types.resolve(&variant.ty), Type::Text);
            let value = if is_text { format!("{value}.to_owned()") } else { value };
            let value = if unions::is_boxed(types, variant) { format!("Box::new({value})") } else { value };
            Some(format!("models::{ident}::{name}({value})"))
        }
        TypeKind::Struct(_) | TypeKind::Alias(_) => None,
    }
}
