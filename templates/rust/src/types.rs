//! Type expressions, and what a file must import for them.

use std::collections::{BTreeMap, BTreeSet};

use clade_emit::Scope;
use clade_ir::{Api, IntWidth, Literal, Presence, Type, TypeDecl, TypeId, TypeKind};

use crate::layout;
use crate::names::{self, Ident};

/// What one file imports, by path.
#[derive(Debug, Default, Clone)]
pub(crate) struct Imports {
    names: BTreeMap<String, BTreeSet<String>>,
}

impl Imports {
    /// Imports `name` from `path`.
    pub(crate) fn add(&mut self, path: &str, name: &str) {
        self.names.entry(path.to_owned()).or_default().insert(name.to_owned());
    }

    /// Imports from the runtime.
    pub(crate) fn runtime(&mut self, name: &str) {
        self.add("crate::runtime", name);
    }

    /// The import lines: std, other crates, this crate, with blank lines between; empty or ended by a blank line.
    pub(crate) fn render(&self) -> String {
        let mut groups: [Vec<(&str, Vec<String>)>; 3] = Default::default();
        for (path, names) in &self.names {
            let group = match path.split("::").next() {
                Some("std") => 0,
                Some("crate" | "super") => 2,
                _ => 1,
            };
            groups[group].push((path, names.iter().cloned().collect()));
        }
        for group in &mut groups {
            group.sort_by(layout::path_order);
        }
        let text = |group: &Vec<(&str, Vec<String>)>| {
            group.iter().map(|(path, names)| layout::import(path, names) + "\n").collect::<String>()
        };
        groups.iter().map(text).filter(|group| !group.is_empty()).map(|group| group + "\n").collect()
    }
}

/// Where a type expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Site<'a> {
    /// In the file of models called so: its own types have no path.
    Models(&'a str),
    /// In a file of a resource: types are `models::X`.
    Resource,
    /// Outside of the package, or in the wire layer: full paths from the given root.
    Path(&'a str),
}

/// The named types of the API: their identifiers and files.
#[derive(Debug)]
pub(crate) struct Types<'a> {
    api: &'a Api,
    idents: Vec<Ident>,
    modules: Vec<Ident>,
    newtypes: BTreeSet<TypeId>,
}

impl<'a> Types<'a> {
    /// Claims names for all types; `homes` are the module names of the resources, by id.
    pub(crate) fn new(api: &'a Api, homes: &[Ident]) -> Self {
        let mut scope: Scope = names::type_scope([]);
        let idents = api.types.iter().map(|decl| names::pascal(&mut scope, &decl.name, "Model")).collect();
        let shared = Ident::fixed("shared".to_owned());
        let home =
            |decl: &TypeDecl| decl.home.and_then(|id| homes.get(id.0 as usize)).unwrap_or(&shared).clone();
        let modules = api.types.iter().map(home).collect();
        Self { api, idents, modules, newtypes: alias_cycles(api) }
    }

    /// The model behind an id.
    pub(crate) fn decl(&self, id: TypeId) -> &'a TypeDecl {
        self.api.ty(id)
    }

    /// All types with their ids.
    pub(crate) fn all(&self) -> impl Iterator<Item = (TypeId, &'a TypeDecl)> {
        self.api
            .types
            .iter()
            .enumerate()
            .map(|(at, decl)| (TypeId(u32::try_from(at).unwrap_or(u32::MAX)), decl))
    }

    /// A type's name.
    pub(crate) fn ident(&self, id: TypeId) -> &Ident {
        &self.idents[id.0 as usize]
    }

    /// The module a type is in.
    pub(crate) fn module(&self, id: TypeId) -> &Ident {
        &self.modules[id.0 as usize]
    }

    /// Whether an alias must be a type of its own, because it leads back to itself.
    pub(crate) fn is_newtype(&self, id: TypeId) -> bool {
        self.newtypes.contains(&id)
    }

    /// The type behind aliases that are only other names.
    pub(crate) fn resolve<'t>(&self, ty: &'t Type) -> &'t Type
    where
        'a: 't,
    {
        let mut ty = ty;
        while let Type::Named(id) = ty {
            match &self.api.ty(*id).kind {
                TypeKind::Alias(target) if !self.is_newtype(*id) => ty = target,
                _ => break,
            }
        }
        ty
    }

    /// The expression of a type, with what it needs imported.
    pub(crate) fn expr(&self, ty: &Type, site: Site<'_>, imports: &mut Imports) -> String {
        let mut inner = |ty: &Type| self.expr(ty, site, imports);
        match ty {
            Type::List(item) => format!("Vec<{}>", inner(item)),
            Type::Nullable(value) => format!("Option<{}>", inner(value)),
            Type::Map(value) => {
                let value = inner(value);
                format!("{}<String, {value}>", extern_type("std::collections", "BTreeMap", site, imports))
            }
            Type::Named(id) => self.named(*id, site, imports),
            Type::Any | Type::Bytes => extern_type("serde_json", "Value", site, imports),
            Type::DateTime => {
                let time = extern_type("chrono", "DateTime", site, imports);
                format!("{time}<{}>", extern_type("chrono", "Utc", site, imports))
            }
            Type::Date => extern_type("chrono", "NaiveDate", site, imports),
            Type::Uuid => extern_type("uuid", "Uuid", site, imports),
            Type::Secret => runtime_type("Secret", site, imports),
            Type::Base64 => runtime_type("Base64", site, imports),
            Type::Literal(literal) => literal_type(literal).to_owned(),
            Type::Null => "()".to_owned(),
            Type::Bool => "bool".to_owned(),
            Type::Int(width) => int(*width).to_owned(),
            Type::F32 => "f32".to_owned(),
            Type::F64 => "f64".to_owned(),
            Type::Text | Type::Decimal => "String".to_owned(),
        }
    }

    fn named(&self, id: TypeId, site: Site<'_>, imports: &mut Imports) -> String {
        let ident = self.ident(id).as_str();
        match site {
            Site::Models(module) => {
                if self.module(id).as_str() != module {
                    imports.add("super", ident);
                }
                ident.to_owned()
            }
            Site::Resource => {
                imports.add("crate", "models");
                format!("models::{ident}")
            }
            Site::Path(root) => format!("{root}::models::{ident}"),
        }
    }

    /// An upper bound of a value's size in bytes.
    pub(crate) fn size(&self, ty: &Type) -> usize {
        self.size_within(ty, 0)
    }

    fn size_within(&self, ty: &Type, depth: usize) -> usize {
        let deep = depth > 24;
        match ty {
            Type::Null => 0,
            Type::Bool => 1,
            Type::Int(_)
            | Type::F32
            | Type::F64
            | Type::Date
            | Type::Literal(Literal::Int(_) | Literal::Number(_) | Literal::Bool(_)) => 8,
            Type::DateTime | Type::Uuid => 16,
            Type::Any | Type::Bytes => 80,
            Type::Nullable(inner) => 8 + self.size_within(inner, depth + 1),
            Type::Named(_) if deep => 1000,
            Type::Named(id) => self.decl_size(*id, depth + 1),
            Type::Text
            | Type::Secret
            | Type::Decimal
            | Type::Base64
            | Type::Literal(_)
            | Type::List(_)
            | Type::Map(_) => 24,
        }
    }

    fn decl_size(&self, id: TypeId, depth: usize) -> usize {
        match &self.api.ty(id).kind {
            TypeKind::Alias(ty) => self.size_within(ty, depth),
            TypeKind::Enum(_) => 24,
            TypeKind::Union(union) => {
                let variant =
                    |ty: &Type, recursive| if recursive { 8 } else { self.size_within(ty, depth).min(200) };
                8 + union.variants.iter().map(|v| variant(&v.ty, v.recursive)).max().unwrap_or(0).max(104)
            }
            TypeKind::Struct(object) => {
                let fields = object.fields.iter().map(|field| {
                    let option = if field.presence == Presence::Optional { 8 } else { 0 };
                    option + if field.recursive { 8 } else { self.size_within(&field.ty, depth) }
                });
                fields.fold(24, usize::saturating_add)
            }
        }
    }
}

fn extern_type(krate: &str, name: &str, site: Site<'_>, imports: &mut Imports) -> String {
    if let Site::Path(_) = site {
        return format!("::{krate}::{name}");
    }
    imports.add(krate, name);
    name.to_owned()
}

fn runtime_type(name: &str, site: Site<'_>, imports: &mut Imports) -> String {
    if let Site::Path(root) = site {
        return format!("{root}::runtime::{name}");
    }
    imports.runtime(name);
    name.to_owned()
}

fn literal_type(literal: &Literal) -> &'static str {
    match literal {
        Literal::Text(_) => "String",
        Literal::Int(_) => "i64",
        Literal::Number(_) => "f64",
        Literal::Bool(_) => "bool",
    }
}

/// An integer type.
pub(crate) fn int(width: IntWidth) -> &'static str {
    match width {
        IntWidth::I8 => "i8",
        IntWidth::I16 => "i16",
        IntWidth::I32 => "i32",
        IntWidth::I64 => "i64",
        IntWidth::U8 => "u8",
        IntWidth::U16 => "u16",
        IntWidth::U32 => "u32",
        IntWidth::U64 => "u64",
    }
}

/// Aliases that lead back to themselves through other aliases alone: Rust wants a struct on such a way.
fn alias_cycles(api: &Api) -> BTreeSet<TypeId> {
    let all = (0..api.types.len()).map(|at| TypeId(u32::try_from(at).unwrap_or(u32::MAX)));
    all.filter(|id| reaches(api, *id, *id, &mut BTreeSet::new())).collect()
}

fn reaches(api: &Api, from: TypeId, to: TypeId, seen: &mut BTreeSet<TypeId>) -> bool {
    let TypeKind::Alias(target) = &api.ty(from).kind else { return false };
    named_in(target).is_some_and(|next| next == to || (seen.insert(next) && reaches(api, next, to, seen)))
}

/// The named type inside lists, maps and nullables.
fn named_in(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => named_in(inner),
        _ => None,
    }
}
