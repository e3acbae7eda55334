//! Lists that come in pages.

use clade_ir::{IntWidth, Operation, Paging, PagingKind, SpecText, Struct, Type, TypeKind};

use super::args::{Arg, Purpose};
use crate::layout::{self, pad};
use crate::models::fields::{self, Shape};
use crate::names;
use crate::types::{self, Imports, Site, Types};

/// `impl Paged for …`
#[derive(Debug)]
pub(crate) struct PagedNode {
    /// Type of an item.
    pub(crate) item: String,
    /// Where the list starts.
    pub(crate) start: String,
    /// Statements that move the arguments to a position.
    pub(crate) seek: String,
    /// The name of the options' argument, which not every kind uses.
    pub(crate) options: &'static str,
    /// Number of items on a page.
    pub(crate) count: String,
    /// The next position's text.
    pub(crate) next: String,
    /// Number of items on all pages.
    pub(crate) total: String,
    /// The items of a page.
    pub(crate) items: String,
}

/// A member somewhere in a page.
struct Member {
    /// Expression of an `Option` of a reference to what holds it; `None` if the page itself does.
    holder: Option<String>,
    /// The same, owned.
    owner: Option<String>,
    name: String,
    shape: Shape,
    ty: Type,
}

/// Lowers the paging of an operation; `None` if the page's type does not show what paging needs.
pub(crate) fn lower(
    types: &Types<'_>,
    operation: &Operation,
    page: &Type,
    paging: &Paging,
    args: &[Arg<'_>],
    imports: &mut Imports,
) -> Option<PagedNode> {
    let item = types.expr(&paging.item, Site::Resource, &mut Imports::default());
    let (count, items) = items(types, page, &paging.items, &item)?;
    let (start, seek, options) = position(types, operation, &paging.kind, args)?;
    let next = next(types, page, paging)?;
    let total =
        paging.total.as_ref().and_then(|path| total(types, page, path)).unwrap_or_else(|| "None".to_owned());
    types.expr(&paging.item, Site::Resource, imports);
    for name in ["PageFacts", "Paged", "Position"] {
        imports.runtime(name);
    }
    Some(PagedNode {
        item,
        start,
        seek,
        options,
        count: layout::value(3, "items: ", &count, ","),
        next: layout::value(3, "next: ", &next, ","),
        total: layout::value(3, "total: ", &total, ","),
        items: layout::value(2, "", &items, ""),
    })
}

/// Expressions of the number of items, from `page.value`, and of the items, from an owned `page`.
fn items(types: &Types<'_>, page: &Type, path: &[SpecText], item: &str) -> Option<(String, String)> {
    let is_list = |ty: &Type| match types.resolve(ty) {
        Type::List(listed) => types.expr(listed, Site::Resource, &mut Imports::default()) == item,
        _ => false,
    };
    if path.is_empty() {
        return is_list(page).then(|| ("page.value.len()".to_owned(), "page".to_owned()));
    }
    let member = member(types, page, path)?;
    let name = &member.name;
    let is_required = member.shape == Shape::Required;
    if !is_list(&member.ty) || member.shape == Shape::OptionalNullable {
        return None;
    }
    let count = match (&member.holder, is_required) {
        (None, true) => format!("page.value.{name}.len()"),
        (None, false) => format!("page.value.{name}.as_ref().map_or(0, Vec::len)"),
        (Some(holder), true) => format!("{holder}.map_or(0, |it| it.{name}.len())"),
        (Some(holder), false) => format!("{holder}.and_then(|it| it.{name}.as_ref()).map_or(0, Vec::len)"),
    };
    let items = match (&member.owner, is_required) {
        (None, true) => format!("page.{name}"),
        (None, false) => format!("page.{name}.unwrap_or_default()"),
        (Some(owner), true) => format!("{owner}.map(|it| it.{name}).unwrap_or_default()"),
        (Some(owner), false) => format!("{owner}.and_then(|it| it.{name}).unwrap_or_default()"),
    };
    Some((count, items))
}

/// The expression of the next position's text, from `page`.
fn next(types: &Types<'_>, page: &Type, paging: &Paging) -> Option<String> {
    Some(match &paging.kind {
        PagingKind::Offset { .. } | PagingKind::PageNumber { .. } => "None".to_owned(),
        PagingKind::LinkHeader => "page.next_link()".to_owned(),
        PagingKind::Cursor { next, .. } => {
            let more = paging.more.as_ref().and_then(|path| more(types, page, path)).unwrap_or_default();
            text_at(types, page, next)? + &more
        }
        PagingKind::NextUrl { next } => {
            format!("{}.and_then(|url| page.resolve(&url))", text_at(types, page, next)?)
        }
    })
}

/// The end of a chain that lets the next position go where the page says that it is the last.
fn more(types: &Types<'_>, page: &Type, path: &[SpecText]) -> Option<String> {
    let member = member(types, page, path)?;
    if !matches!(types.resolve(&member.ty), Type::Bool) {
        return None;
    }
    let name = &member.name;
    let goes_on = match (&member.holder, member.shape) {
        (None, Shape::Required) => format!("page.value.{name}"),
        (None, Shape::Optional | Shape::Nullable) => format!("page.value.{name} != Some(false)"),
        (None, Shape::OptionalNullable) => format!("page.value.{name} != Some(Some(false))"),
        (Some(holder), Shape::Required) => format!("{holder}.map(|it| it.{name}) != Some(false)"),
        (Some(holder), Shape::Optional | Shape::Nullable) => {
            format!("{holder}.and_then(|it| it.{name}) != Some(false)")
        }
        (Some(_), Shape::OptionalNullable) => return None,
    };
    Some(format!(".filter(|_| {goes_on})"))
}

fn text_at(types: &Types<'_>, page: &Type, path: &[SpecText]) -> Option<String> {
    let member = member(types, page, path)?;
    let name = &member.name;
    let is_string = matches!(types.resolve(&member.ty), Type::Text | Type::Decimal);
    let is_text = match types.resolve(&member.ty) {
        Type::Text | Type::Int(_) | Type::Uuid | Type::Decimal => true,
        Type::Named(id) => matches!(types.decl(*id).kind, TypeKind::Enum(_)),
        _ => false,
    };
    if !is_text {
        return None;
    }
    let text = if is_string { "clone()" } else { "to_string()" };
    Some(match (&member.holder, member.shape) {
        (None, Shape::Required) => format!("Some(page.value.{name}.{text})"),
        (None, Shape::Optional | Shape::Nullable) if is_string => format!("page.value.{name}.clone()"),
        (None, Shape::Optional | Shape::Nullable) => {
            format!("page.value.{name}.as_ref().map(ToString::to_string)")
        }
        (None, Shape::OptionalNullable) => {
            format!("page.value.{name}.clone().flatten().map(|it| it.to_string())")
        }
        (Some(holder), Shape::Required) => format!("{holder}.map(|it| it.{name}.{text})"),
        (Some(holder), Shape::Optional | Shape::Nullable) if is_string => {
            format!("{holder}.and_then(|it| it.{name}.clone())")
        }
        (Some(holder), Shape::Optional | Shape::Nullable) => {
            format!("{holder}.and_then(|it| it.{name}.as_ref()).map(ToString::to_string)")
        }
        (Some(_), Shape::OptionalNullable) => return None,
    })
}

fn total(types: &Types<'_>, page: &Type, path: &[SpecText]) -> Option<String> {
    let member = member(types, page, path)?;
    let Type::Int(width) = types.resolve(&member.ty) else { return None };
    let name = &member.name;
    Some(match (&member.holder, member.shape) {
        (_, Shape::OptionalNullable) => return None,
        (None, Shape::Required) => optional_u64(*width, &format!("page.value.{name}")),
        (None, _) => then_u64(*width, &format!("page.value.{name}")),
        (Some(holder), Shape::Required) => then_u64(*width, &format!("{holder}.map(|it| it.{name})")),
        (Some(holder), _) => then_u64(*width, &format!("{holder}.and_then(|it| it.{name})")),
    })
}

/// An integer as an `Option<u64>`.
fn optional_u64(width: IntWidth, value: &str) -> String {
    match width {
        IntWidth::U64 => format!("Some({value})"),
        IntWidth::U8 | IntWidth::U16 | IntWidth::U32 => format!("Some(u64::from({value}))"),
        _ => format!("u64::try_from({value}).ok()"),
    }
}

/// An optional integer as an `Option<u64>`.
fn then_u64(width: IntWidth, value: &str) -> String {
    match width {
        IntWidth::U64 => value.to_owned(),
        IntWidth::U8 | IntWidth::U16 | IntWidth::U32 => format!("{value}.map(u64::from)"),
        _ => format!("{value}.and_then(|n| u64::try_from(n).ok())"),
    }
}

/// A `&u64` called `at` as an integer.
fn from_u64(width: IntWidth) -> String {
    let ty = types::int(width);
    if width == IntWidth::U64 {
        "*at".to_owned()
    } else {
        format!("{ty}::try_from(*at).unwrap_or({ty}::MAX)")
    }
}

/// Start, seeking statements and the name of the options' argument.
fn position(
    types: &Types<'_>,
    operation: &Operation,
    kind: &PagingKind,
    args: &[Arg<'_>],
) -> Option<(String, String, &'static str)> {
    let arg = |param: usize| {
        let param = operation.params.get(param)?;
        args.iter().find(|arg| matches!(arg.purpose, Purpose::Param(p) if std::ptr::eq(p, param)))
    };
    let seek = |variant: &str, statement: String| {
        format!("{0}if let Position::{variant}(at) = position {{\n{1}{statement}\n{0}}}", pad(2), pad(3))
    };
    Some(match kind {
        PagingKind::Cursor { param, .. } => {
            let (start, statement) = cursor(types, arg(*param)?)?;
            (start, seek("Cursor", statement), "_")
        }
        PagingKind::Offset { param } => {
            let (start, statement) = number(types, arg(*param)?, 0)?;
            (starting("Offset", &start), seek("Offset", statement), "_")
        }
        PagingKind::PageNumber { param, first } => {
            let (start, statement) = number(types, arg(*param)?, *first)?;
            (starting("Page", &start), seek("Page", statement), "_")
        }
        PagingKind::LinkHeader | PagingKind::NextUrl { .. } => {
            (pad(2) + "Position::Url(None)", seek("Url", "options.url.clone_from(at);".to_owned()), "options")
        }
    })
}

/// The first position, from an expression of its number.
fn starting(variant: &str, number: &str) -> String {
    format!("{}\n{}Position::{variant}(at)", layout::value(2, "let at = ", number, ";"), pad(2))
}

fn cursor(types: &Types<'_>, arg: &Arg<'_>) -> Option<(String, String)> {
    let Purpose::Param(param) = arg.purpose else { return None };
    let name = arg.name.as_str();
    Some(match (types.resolve(fields::bare(&param.ty)), arg.required) {
        (Type::Text, false) => (
            format!("{}Position::Cursor(self.{name}.clone())", pad(2)),
            format!("self.{name}.clone_from(at);"),
        ),
        (Type::Text, true) => (
            format!("{}Position::Cursor(Some(self.{name}.clone()))", pad(2)),
            format!("self.{name} = at.clone().unwrap_or_default();"),
        ),
        (Type::Int(_) | Type::Uuid, false) => (
            format!("{}Position::Cursor(self.{name}.map(|at| at.to_string()))", pad(2)),
            format!("self.{name} = at.as_ref().and_then(|at| at.parse().ok());"),
        ),
        _ => return None,
    })
}

fn number(types: &Types<'_>, arg: &Arg<'_>, first: u32) -> Option<(String, String)> {
    let Purpose::Param(param) = arg.purpose else { return None };
    let Type::Int(width) = types.resolve(fields::bare(&param.ty)) else { return None };
    let name = arg.name.as_str();
    let write = from_u64(*width);
    if arg.required {
        let start = match width {
            IntWidth::U64 => format!("self.{name}"),
            _ => format!("{}.unwrap_or({first})", optional_u64(*width, &format!("self.{name}"))),
        };
        return Some((start, format!("self.{name} = {write};")));
    }
    let start = format!("{}.unwrap_or({first})", then_u64(*width, &format!("self.{name}")));
    Some((start, format!("self.{name} = Some({write});")))
}

/// The member at the end of a way along wire keys. Of a list on the way the last element counts.
fn member(types: &Types<'_>, page: &Type, path: &[SpecText]) -> Option<Member> {
    let (last, way) = path.split_last()?;
    let (mut holder, mut owner): (Option<String>, Option<String>) = (None, None);
    let mut ty = page.clone();
    for key in way {
        let step = step(types, &ty, key)?;
        let (name, is_required) = (&step.name, step.shape == Shape::Required);
        if step.shape == Shape::OptionalNullable {
            return None;
        }
        holder = Some(match (holder, is_required) {
            (None, true) => format!("Some(&page.value.{name})"),
            (None, false) => format!("page.value.{name}.as_ref()"),
            (Some(above), true) => format!("{above}.map(|it| &it.{name})"),
            (Some(above), false) => format!("{above}.and_then(|it| it.{name}.as_ref())"),
        });
        owner = Some(match (owner, is_required) {
            (None, true) => format!("Some(page.{name})"),
            (None, false) => format!("page.{name}"),
            (Some(above), true) => format!("{above}.map(|it| it.{name})"),
            (Some(above), false) => format!("{above}.and_then(|it| it.{name})"),
        });
        ty = step.ty;
        if let Type::List(item) = types.resolve(&ty) {
            let items = holder?;
            holder = Some(match items.strip_prefix("Some(&").and_then(|it| it.strip_suffix(')')) {
                Some(items) => format!("{items}.last()"),
                None => format!("{items}.into_iter().flatten().next_back()"),
            });
            ty = *item.clone();
        }
    }
    let step = step(types, &ty, last)?;
    Some(Member { holder, owner, ..step })
}

/// A member of a struct.
fn step(types: &Types<'_>, ty: &Type, key: &SpecText) -> Option<Member> {
    let Type::Named(id) = types.resolve(ty) else { return None };
    let decl = types.decl(*id);
    let TypeKind::Struct(object) = &decl.kind else { return None };
    let (name, field) = field_named(object, key)?;
    if field.recursive {
        return None;
    }
    Some(Member {
        holder: None,
        owner: None,
        name: name.to_string(),
        shape: fields::shape(field, decl.usage),
        ty: fields::bare(&field.ty).clone(),
    })
}

/// The field with a wire key, and its name in Rust.
fn field_named<'s>(object: &'s Struct, key: &SpecText) -> Option<(names::Ident, &'s clade_ir::Field)> {
    let mut scope = names::value_scope([]);
    let named: Vec<_> =
        object.fields.iter().map(|field| (names::value(&mut scope, &field.name), field)).collect();
    named.into_iter().find(|(_, field)| field.wire == *key)
}
