//! Type expressions.

use std::collections::{HashMap, HashSet};

use clade_ir::{Api, IntWidth, Literal, Presence, Type, TypeId, TypeKind};

use crate::code::{Code, Imports};
use crate::names::Ident;

/// What is needed to write a type.
#[derive(Debug)]
pub(crate) struct Types<'a> {
    /// The model.
    pub api: &'a Api,
    /// Names of the declared types.
    pub names: HashMap<TypeId, Ident>,
    /// Aliases that lead back to themselves: they are declared, all others are written out.
    pub kept: HashSet<TypeId>,
}

/// A type without its aliases and its null.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flat<'a> {
    /// Whether null is allowed.
    pub nullable: bool,
    /// What else is allowed.
    pub core: &'a Type,
}

/// A member's type and whether it is left out when zero.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    /// The type.
    pub ty: Code,
    /// Whether the member is left out when it has its zero value.
    pub omit: bool,
    /// How the value is reached.
    pub access: Access,
}

impl Slot {
    /// A value of a type that needs nothing else.
    pub(crate) fn plain(ty: impl Into<String>) -> Self {
        Self { ty: Code::new(ty), omit: false, access: Access::Plain }
    }
}

/// How the value of a member is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// It is the member itself.
    Plain,
    /// The member points to it.
    Pointer,
    /// The member is a `Field`.
    Field,
}

impl Types<'_> {
    /// Follows aliases and takes the null out.
    pub(crate) fn flat<'t>(&'t self, ty: &'t Type) -> Flat<'t> {
        let mut nullable = false;
        let mut core = ty;
        loop {
            match core {
                Type::Nullable(inner) => {
                    nullable = true;
                    core = inner;
                }
                Type::Named(id) if !self.kept.contains(id) => match &self.api.ty(*id).kind {
                    TypeKind::Alias(inner) => core = inner,
                    _ => return Flat { nullable, core },
                },
                _ => return Flat { nullable, core },
            }
        }
    }

    /// The type of a value that is there and not null.
    pub(crate) fn plain(&self, ty: &Type, imports: &mut Imports) -> Code {
        match self.flat(ty).core {
            Type::Any | Type::Null | Type::Bytes | Type::Nullable(_) => {
                imports.std("encoding/json");
                Code::new("json.RawMessage")
            }
            Type::DateTime => {
                imports.std("time");
                Code::new("time.Time")
            }
            Type::List(item) => Code::new(format!("[]{}", self.element(item, imports))),
            Type::Map(item) => Code::new(format!("map[string]{}", self.element(item, imports))),
            Type::Named(id) => self.names.get(id).map_or_else(|| Code::new("any"), Code::from),
            scalar => Code::new(scalar_type(scalar)),
        }
    }

    /// The type of an element of a list or map.
    pub(crate) fn element(&self, ty: &Type, imports: &mut Imports) -> Code {
        let flat = self.flat(ty);
        // A list of uint8 is a byte string to encoding/json.
        let plain = match flat.core {
            Type::Int(IntWidth::U8) => Code::new("uint16"),
            _ => self.plain(ty, imports),
        };
        if flat.nullable && !nilable(flat.core) { Code::new(format!("*{plain}")) } else { plain }
    }

    /// The type of a member.
    pub(crate) fn slot(&self, ty: &Type, presence: Presence, recursive: bool, imports: &mut Imports) -> Slot {
        let flat = self.flat(ty);
        let plain = self.plain(ty, imports);
        let raw = matches!(flat.core, Type::Any | Type::Null | Type::Bytes | Type::Nullable(_));
        let pointer = || Code::new(format!("*{plain}"));
        let (ty, omit, access) = match (presence, flat.nullable) {
            (Presence::Required, _) if raw => (plain, false, Access::Plain),
            (Presence::Optional, _) if raw => (plain, true, Access::Plain),
            (Presence::Required, false) if recursive && !nilable(flat.core) => {
                (pointer(), false, Access::Pointer)
            }
            (Presence::Required, false) => (plain, false, Access::Plain),
            (Presence::Required, true) if nilable(flat.core) => (plain, false, Access::Plain),
            (Presence::Required, true) => (pointer(), false, Access::Pointer),
            (Presence::Optional, false) if nilable(flat.core) => (plain, true, Access::Plain),
            (Presence::Optional, false) => (pointer(), true, Access::Pointer),
            (Presence::Optional, true) if recursive && !nilable(flat.core) => {
                (Code::new(format!("Field[*{plain}]")), true, Access::Field)
            }
            (Presence::Optional, true) => (Code::new(format!("Field[{plain}]")), true, Access::Field),
        };
        Slot { ty, omit, access }
    }

    /// Whether a value is handed out by pointer: structs and unions.
    pub(crate) fn by_pointer(&self, ty: &Type) -> bool {
        match self.flat(ty).core {
            Type::Named(id) => matches!(self.api.ty(*id).kind, TypeKind::Struct(_) | TypeKind::Union(_)),
            _ => false,
        }
    }

    /// Whether a value is one of an enum.
    pub(crate) fn is_enum(&self, ty: &Type) -> bool {
        match self.flat(ty).core {
            Type::Named(id) => matches!(self.api.ty(*id).kind, TypeKind::Enum(_)),
            _ => false,
        }
    }

    /// The struct behind a type, if it is one that is never null.
    pub(crate) fn struct_of<'t>(&'t self, ty: &'t Type) -> Option<(TypeId, &'t clade_ir::Struct)> {
        match self.flat(ty) {
            Flat { nullable: false, core: Type::Named(id) } => match &self.api.ty(*id).kind {
                TypeKind::Struct(fields) => Some((*id, fields)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Whether nil stands for null in the type.
pub(crate) fn nilable(core: &Type) -> bool {
    matches!(
        core,
        Type::List(_)
            | Type::Map(_)
            | Type::Any
            | Type::Null
            | Type::Base64
            | Type::Bytes
            | Type::Nullable(_)
    )
}

fn scalar_type(ty: &Type) -> &'static str {
    match ty {
        Type::Bool | Type::Literal(Literal::Bool(_)) => "bool",
        Type::Int(width) => int_type(*width),
        Type::Literal(Literal::Int(_)) => "int64",
        Type::F32 => "float32",
        Type::F64 | Type::Literal(Literal::Number(_)) => "float64",
        Type::Secret => "Secret",
        Type::Base64 => "[]byte",
        _ => "string",
    }
}

fn int_type(width: IntWidth) -> &'static str {
    match width {
        IntWidth::I8 => "int8",
        IntWidth::I16 => "int16",
        IntWidth::I32 => "int32",
        IntWidth::I64 => "int64",
        IntWidth::U8 => "uint8",
        IntWidth::U16 => "uint16",
        IntWidth::U32 => "uint32",
        IntWidth::U64 => "uint64",
    }
}

/// The aliases that lead back to themselves through lists and maps.
pub(crate) fn recursive_aliases(api: &Api) -> HashSet<TypeId> {
    let ids = (0_u32..).map(TypeId).take(api.types.len());
    ids.filter(|id| leads_to(api, *id, *id, &mut HashSet::new())).collect()
}

fn leads_to(api: &Api, from: TypeId, goal: TypeId, seen: &mut HashSet<TypeId>) -> bool {
    let TypeKind::Alias(target) = &api.ty(from).kind else { return false };
    let mut ty = target;
    loop {
        match ty {
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => ty = inner,
            Type::Named(id) => return *id == goal || (seen.insert(*id) && leads_to(api, *id, goal, seen)),
            _ => return false,
        }
    }
}
