//! Structs and their members.

use clade_emit::Scope;
use clade_emit::encode::GoStr;
use clade_ir::{Access as Direction, Additional, Field, Literal, Presence, Struct, Type, TypeId, Usage};

use crate::code::{Code, Imports, Row, aligned};
use crate::docs;
use crate::models::literal;
use crate::names::{self, Ident};
use crate::nodes::{DefaultNode, ExtraNode, FieldNode, StructNode};
use crate::plan::Plan;
use crate::tags;
use crate::types::{Slot, Types};

/// Methods of models, which no member may be called.
const METHODS: [&str; 3] = ["Known", "MarshalJSON", "UnmarshalJSON"];

/// The members of a struct, ready to be printed.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    /// Lines with their comments.
    pub nodes: Vec<FieldNode>,
    /// Names and types in the order of the members.
    pub members: Vec<(Ident, Slot)>,
    /// What has to be set before writing.
    pub defaults: Vec<DefaultNode>,
    /// Names that cannot stand in a tag, with their stand-ins.
    pub renames: Vec<(GoStr, GoStr)>,
}

/// The members that callers set: what every operation fixes that sends the struct is not among them.
pub(crate) fn shown(plan: &Plan<'_>, id: TypeId, shape: &Struct) -> Vec<Field> {
    let pinned = plan.pinned.get(&id);
    let free = |field: &&Field| pinned.is_none_or(|pinned| !pinned.contains(&field.wire));
    shape.fields.iter().filter(free).cloned().collect()
}

/// The scope of a struct's members.
pub(crate) fn scope() -> Scope {
    Scope::reserving(METHODS)
}

/// The declaration of a struct.
pub(crate) fn declaration(plan: &Plan<'_>, id: TypeId, shape: &Struct, imports: &mut Imports) -> StructNode {
    let decl = plan.types.api.ty(id);
    let name = plan.types.names[&id].clone();
    let mut scope = scope();
    let shown = shown(plan, id, shape);
    let fields = members(&plan.types, &shown, decl.usage, &mut scope, imports);
    let mut nodes = fields.nodes;
    let extra = extra(plan, shape, &fields.renames, &mut scope, imports);
    if let Some((node, extra)) = &extra {
        let line = format!("{} map[string]{} `json:\"-\"`", extra.name, extra.ty);
        nodes.push(FieldNode { doc: node.clone(), line: Code::new(line) });
    }
    let extra = extra.map(|(_, extra)| extra);
    let reads = extra.is_some() || !fields.renames.is_empty();
    let writes = reads || !fields.defaults.is_empty();
    if reads {
        imports.std("encoding/json");
    }
    if writes {
        imports.own("internal/codec");
    }
    let write = extra.as_ref().map_or_else(
        || "codec.Encode(plain(v))".to_owned(),
        |extra| format!("codec.WithExtra(plain(v), v.{})", extra.name),
    );
    StructNode {
        doc: docs::declaration(&name, &decl.docs, "is a model of the API.", &[]),
        write: Code::new(write),
        name,
        fields: nodes,
        defaults: fields.defaults,
        extra,
        renames: fields.renames,
        writes,
        reads,
    }
}

/// The members of a struct, or of parameters that a body is spread over.
pub(crate) fn members(
    types: &Types<'_>,
    fields: &[Field],
    usage: Usage,
    scope: &mut Scope,
    imports: &mut Imports,
) -> Fields {
    let mut out = Fields::default();
    let mut rows = Vec::new();
    for field in fields {
        let pascal = names::exported(&field.name);
        let name = Ident::claim(scope, [pascal.clone(), format!("{pascal}Field")]);
        let slot = types.slot(&field.ty, presence(field, usage), field.recursive, imports);
        let wire = field.wire.expose();
        let tagged = if tags::plain_tag(wire) { wire.to_owned() } else { stand_in(&mut out.renames, field) };
        rows.push(Row {
            commented: docs::has_comment(&field.docs),
            cells: vec![name.to_string(), slot.ty.to_string(), tags::tag(&tagged, slot.omit)],
        });
        if usage.request {
            out.defaults.extend(default_of(types, field, &name, &slot, imports));
        }
        out.members.push((name, slot));
    }
    let lines = aligned(&rows);
    out.nodes = fields
        .iter()
        .zip(lines)
        .map(|(field, line)| FieldNode { doc: docs::member(&field.docs), line })
        .collect();
    out
}

fn stand_in(renames: &mut Vec<(GoStr, GoStr)>, field: &Field) -> String {
    let name = format!("~{}", renames.len() + 1);
    renames.push((GoStr::of(&field.wire), GoStr::own(&name)));
    name
}

/// A member that only travels one way may be absent on the other.
fn presence(field: &Field, usage: Usage) -> Presence {
    let answered = usage.response || usage.error || usage.event;
    match field.access {
        Direction::ReadOnly if usage.request => Presence::Optional,
        Direction::WriteOnly if answered => Presence::Optional,
        _ => field.presence,
    }
}

/// A constant, or a list that must not be null, is filled in when the caller leaves it out.
fn default_of(
    types: &Types<'_>,
    field: &Field,
    name: &Ident,
    slot: &Slot,
    imports: &mut Imports,
) -> Option<DefaultNode> {
    let flat = types.flat(&field.ty);
    if slot.omit || flat.nullable {
        return None;
    }
    let node = |unset: String, value: String| DefaultNode {
        unset: Code::new(unset),
        name: name.clone(),
        value: Code::new(value),
    };
    match flat.core {
        Type::List(_) | Type::Map(_) => {
            Some(node(format!("v.{name} == nil"), format!("{}{{}}", types.plain(&field.ty, imports))))
        }
        Type::Literal(Literal::Text(text)) if !text.is_empty() => {
            Some(node(format!("v.{name} == \"\""), GoStr::of(text).to_string()))
        }
        Type::Literal(value @ Literal::Int(number)) if *number != 0 => {
            Some(node(format!("v.{name} == 0"), literal(value).to_string()))
        }
        Type::Literal(Literal::Bool(true)) => Some(node(format!("!v.{name}"), "true".to_owned())),
        _ => None,
    }
}

type Extra = (clade_emit::encode::GoComment, ExtraNode);

fn extra(
    plan: &Plan<'_>,
    shape: &Struct,
    renames: &[(GoStr, GoStr)],
    scope: &mut Scope,
    imports: &mut Imports,
) -> Option<Extra> {
    let Additional::Typed { name, ty } = &shape.additional else { return None };
    let pascal = names::exported(name);
    let name = Ident::claim(scope, [pascal.clone(), format!("{pascal}Members")]);
    let mut declared: Vec<GoStr> = Vec::new();
    for field in &shape.fields {
        let wire = GoStr::of(&field.wire);
        let stand_in = renames.iter().find(|(from, _)| *from == wire).map(|(_, to)| to.clone());
        declared.push(stand_in.unwrap_or(wire));
    }
    let doc = docs::own_member(&format!("{name} are the members that have no name of their own here."));
    Some((doc, ExtraNode { name, ty: plan.types.element(ty, imports), declared }))
}
