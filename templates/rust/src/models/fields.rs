//! Fields of structs, and how their values are given.

use clade_emit::encode::RsStr;
use clade_ir::{Access, Field, Literal, Presence, Type, TypeKind, Usage};

use crate::layout;
use crate::types::{Imports, Site, Types};

/// Whether a field is there, and whether it can be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `T`
    Required,
    /// `Option<T>`, where `None` is null.
    Nullable,
    /// `Option<T>`, where `None` is absent.
    Optional,
    /// `Option<Nullable<T>>`
    OptionalNullable,
}

/// The shape of a field in a struct of this usage. A member that travels one way only is not required on the other.
pub(crate) fn shape(field: &Field, usage: Usage) -> Shape {
    let answers = usage.response || usage.error || usage.event;
    let one_way = match field.access {
        Access::Both => false,
        Access::ReadOnly => usage.request,
        Access::WriteOnly => answers,
    };
    let optional = field.presence == Presence::Optional || one_way;
    match (optional, matches!(field.ty, Type::Nullable(_))) {
        (false, false) => Shape::Required,
        (false, true) => Shape::Nullable,
        (true, true) if usage.request => Shape::OptionalNullable,
        (true, _) => Shape::Optional,
    }
}

/// The type inside of all options.
pub(crate) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) => bare(inner),
        other => other,
    }
}

/// How a value of a type is taken as an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Argument {
    /// The argument's type.
    pub(crate) ty: String,
    /// The stored value, made of the argument.
    pub(crate) value: String,
}

/// The argument called `name` for a value of type `ty`.
pub(crate) fn argument(
    types: &Types<'_>,
    ty: &Type,
    name: &str,
    site: Site<'_>,
    imports: &mut Imports,
) -> Argument {
    let into = |ty: String| Argument { ty: format!("impl Into<{ty}>"), value: format!("{name}.into()") };
    match types.resolve(ty) {
        Type::Text | Type::Decimal | Type::Literal(Literal::Text(_)) => into("String".to_owned()),
        Type::List(item) if matches!(types.resolve(item), Type::Text) => {
            imports.runtime("texts");
            Argument {
                ty: "impl IntoIterator<Item = impl Into<String>>".to_owned(),
                value: format!("texts({name})"),
            }
        }
        Type::Secret | Type::Base64 | Type::List(_) => into(types.expr(ty, site, imports)),
        Type::Named(id) if matches!(types.decl(*id).kind, TypeKind::Enum(_) | TypeKind::Union(_)) => {
            into(types.expr(ty, site, imports))
        }
        _ => Argument { ty: types.expr(ty, site, imports), value: name.to_owned() },
    }
}

/// The value of a literal, as an expression.
pub(crate) fn constant(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => format!("{}.to_owned()", RsStr::of(text)),
        Literal::Int(value) => layout::integer(*value),
        Literal::Number(digits) => float(digits),
        Literal::Bool(value) => value.to_string(),
    }
}

/// A float literal of a number in its source digits; zero if it is none that a float can hold.
fn float(digits: &str) -> String {
    let value = digits.parse::<f64>().ok().filter(|value| value.is_finite()).unwrap_or(0.0);
    format!("{value:?}_f64")
}
