//! Declared types.

mod structs;
pub(crate) mod unions;

use clade_emit::encode::GoStr;
use clade_ir::{Enum, EnumRepr, Literal, SpecText, TypeDecl, TypeId, TypeKind};

use crate::code::{Code, Imports, Row, aligned};
use crate::docs;
use crate::names::Ident;
use crate::nodes::{AliasNode, EnumNode, FieldNode};
use crate::plan::Plan;
use crate::types::Slot;

pub(crate) use structs::members;

/// The declaration of a type.
pub(crate) fn declaration(plan: &Plan<'_>, id: TypeId, imports: &mut Imports) -> Code {
    let decl = plan.types.api.ty(id);
    match &decl.kind {
        TypeKind::Struct(fields) => plan.print(&structs::declaration(plan, id, fields, imports)),
        TypeKind::Enum(values) => plan.print(&enumeration(plan, id, values)),
        TypeKind::Union(union) => plan.print(&unions::declaration(plan, id, union, imports)),
        TypeKind::Alias(target) => {
            let name = plan.types.names[&id].clone();
            let doc = docs::declaration(&name, &decl.docs, "is a model of the API.", &[]);
            plan.print(&AliasNode { doc, name, ty: plan.types.plain(target, imports) })
        }
    }
}

fn enumeration(plan: &Plan<'_>, id: TypeId, values: &Enum) -> EnumNode {
    let decl: &TypeDecl = plan.types.api.ty(id);
    let name = plan.types.names[&id].clone();
    let names: Vec<_> = plan.constants[&id].iter().map(ToString::to_string).collect();
    let rows: Vec<Row> = values
        .variants
        .iter()
        .zip(&names)
        .map(|(variant, constant)| Row {
            commented: docs::has_comment(&variant.docs),
            cells: vec![constant.clone(), name.to_string(), format!("= {}", literal(&variant.value))],
        })
        .collect();
    let lines = aligned(&rows);
    let repr = match values.repr {
        EnumRepr::Text => "string",
        EnumRepr::Int => "int64",
    };
    EnumNode {
        doc: docs::declaration(&name, &decl.docs, "is one of a list of values.", &[]),
        name,
        repr: Code::new(repr),
        values: values
            .variants
            .iter()
            .zip(lines)
            .map(|(variant, line)| FieldNode { doc: docs::member(&variant.docs), line })
            .collect(),
        names: Code::new(names.join(", ")),
    }
}

/// A constant as Go writes it.
pub(crate) fn literal(value: &Literal) -> Code {
    match value {
        Literal::Text(text) => Code::new(GoStr::of(text).to_string()),
        Literal::Int(number) => Code::new(number.to_string()),
        Literal::Number(digits) => Code::new(digits.to_string()),
        Literal::Bool(value) => Code::new(value.to_string()),
    }
}

/// The members of a struct by their names on the wire.
pub(crate) fn field_names(plan: &Plan<'_>, id: TypeId) -> Vec<(SpecText, Ident)> {
    field_slots(plan, id).into_iter().map(|(wire, name, _)| (wire, name)).collect()
}

/// The same, with their types.
pub(crate) fn field_slots(plan: &Plan<'_>, id: TypeId) -> Vec<(SpecText, Ident, Slot)> {
    let decl = plan.types.api.ty(id);
    let TypeKind::Struct(shape) = &decl.kind else { return Vec::new() };
    let shown = structs::shown(plan, id, shape);
    let mut scope = structs::scope();
    let fields = structs::members(&plan.types, &shown, decl.usage, &mut scope, &mut Imports::default());
    shown.into_iter().zip(fields.members).map(|(field, (name, slot))| (field.wire, name, slot)).collect()
}
