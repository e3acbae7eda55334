//! Arguments of a method: those of the path stand by themselves, everything else in one struct.

use std::collections::HashMap;

use clade_emit::Scope;
use clade_ir::{
    Access as Direction, Body, Field, MultipartPart, OpId, Operation, ParamPlace, PartContent, PathPart,
    Presence, Usage,
};

use crate::code::{Code, Imports, Row, aligned};
use crate::docs;
use crate::models::members;
use crate::names::{self, Ident};
use crate::nodes::{ArgNode, FieldNode, StructNode};
use crate::plan::{Plan, is_argument};
use crate::tags;
use crate::types::{Access, Slot};

/// Names that arguments of the path must not have: what the body of a method declares.
const LOCALS: [&str; 12] =
    ["all", "at", "b", "ctx", "form", "opts", "page", "paging", "params", "s", "stream", "turn"];

/// How a value is given.
#[derive(Debug, Clone)]
pub(crate) struct Fill {
    /// The expression.
    pub expr: Code,
    /// Its type and how the value in it is reached.
    pub slot: Slot,
}

/// The arguments of a method.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    /// Arguments of the path, in order.
    path: Vec<ArgNode>,
    /// The parameters' type.
    params: Option<Ident>,
    /// The body's argument, if the body stands alone.
    body: Option<ArgNode>,
    /// The declaration of the parameters' type.
    pub node: Option<StructNode>,
    /// Values by the index of their parameter.
    pub fills: HashMap<usize, Fill>,
    /// Values of the body's members by their place in the struct, or of the parts of a form.
    pub members: Vec<Fill>,
    /// The value of a body that is not spread.
    pub whole: Option<Fill>,
}

impl Arguments {
    /// The arguments of an operation.
    pub(crate) fn of(plan: &Plan<'_>, id: OpId, imports: &mut Imports) -> Self {
        let op = plan.types.api.op(id);
        let mut arguments = Self::default();
        let mut locals = Scope::reserving(names::WORDS.into_iter().chain(names::PACKAGES).chain(LOCALS));
        arguments.path_arguments(plan, op, &mut locals, imports);
        let Some(name) = plan.methods[&id].params.clone() else {
            arguments.lone_body(plan, op, &mut locals, imports);
            return arguments;
        };
        let mut table = Table { plan, imports, scope: Scope::default(), rows: Vec::new(), docs: Vec::new() };
        let spread = plan.usage.spread.get(&id).and_then(|id| match &plan.types.api.ty(*id).kind {
            clade_ir::TypeKind::Struct(shape) => Some(shape.fields.as_slice()),
            _ => None,
        });
        let pinned = |field: &&Field| !op.pinned.iter().any(|pin| pin.wire == field.wire);
        let body: Vec<Field> = spread.unwrap_or_default().iter().filter(pinned).cloned().collect();
        arguments.params_struct(op, spread.is_some(), &body, name, &mut table);
        arguments
    }

    /// The arguments between the context and the options.
    pub(crate) fn signature(&self) -> Vec<ArgNode> {
        let copy = |arg: &ArgNode| ArgNode { name: arg.name.clone(), ty: arg.ty.clone() };
        let params =
            self.params.as_ref().map(|ty| ArgNode { name: Ident::own("params"), ty: Code::from(ty) });
        self.path.iter().map(copy).chain(params).chain(self.body.as_ref().map(copy)).collect()
    }

    /// The types of the arguments of the path, by the index of their parameter.
    pub(crate) fn path_types(&self) -> Vec<(usize, Code)> {
        let at = |arg: &ArgNode| {
            let own = Code::from(&arg.name);
            self.fills.iter().find(|(_, fill)| fill.expr == own).map(|(at, _)| *at)
        };
        self.path.iter().filter_map(|arg| Some((at(arg)?, arg.ty.clone()))).collect()
    }

    /// The arguments as they are passed on.
    pub(crate) fn passed(&self) -> String {
        self.names("params")
    }

    /// The arguments as they are passed on for another page.
    pub(crate) fn passed_for_page(&self) -> String {
        self.names("turn")
    }

    fn names(&self, params: &str) -> String {
        let path = self.path.iter().map(|arg| arg.name.to_string());
        let given = self.params.iter().map(|_| params.to_owned());
        path.chain(given)
            .chain(self.body.iter().map(|arg| arg.name.to_string()))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn path_arguments(&mut self, plan: &Plan<'_>, op: &Operation, locals: &mut Scope, imports: &mut Imports) {
        for part in &op.path {
            let PathPart::Param(at) = part else { continue };
            let Some(param) = op.params.get(*at).filter(|_| !self.fills.contains_key(at)) else { continue };
            let lower = names::local(&param.name);
            let name = Ident::claim(locals, [lower.clone(), format!("{lower}Value")]);
            let slot = plan.types.slot(&param.ty, Presence::Required, false, imports);
            self.fills.insert(*at, Fill { expr: Code::from(&name), slot: slot.clone() });
            self.path.push(ArgNode { name, ty: slot.ty });
        }
    }

    /// A body that stands alone is an argument of its own.
    fn lone_body(&mut self, plan: &Plan<'_>, op: &Operation, locals: &mut Scope, imports: &mut Imports) {
        let Some((word, slot)) = whole_body(plan, op, imports) else { return };
        let name = Ident::claim(locals, [word.to_owned(), format!("{word}Value")]);
        self.whole = Some(Fill { expr: Code::from(&name), slot: slot.clone() });
        self.body = Some(ArgNode { name, ty: slot.ty });
    }

    fn params_struct(
        &mut self,
        op: &Operation,
        spread: bool,
        body: &[Field],
        name: Ident,
        table: &mut Table<'_, '_>,
    ) {
        let plan = table.plan;
        let mut defaults = Vec::new();
        if spread {
            let usage = Usage { request: true, ..Usage::default() };
            let mut scope = Scope::reserving(["MarshalJSON", "UnmarshalJSON"]);
            let fields = members(&plan.types, body, usage, &mut scope, table.imports);
            for (field, (name, slot)) in body.iter().zip(&fields.members) {
                let omit_only = matches!(field.access, Direction::ReadOnly);
                table.row(
                    &field.docs,
                    name,
                    &slot.ty,
                    Some(tags::tag(field.wire.expose(), slot.omit || omit_only)),
                );
                self.members.push(Fill { expr: Code::new(format!("params.{name}")), slot: slot.clone() });
            }
            defaults = fields.defaults;
            table.scope = scope;
        }
        if let Body::Multipart { parts, .. } = &op.body {
            for part in parts {
                self.part(part, table);
            }
        } else if let Some((_, slot)) = (!spread).then(|| whole_body(plan, op, table.imports)).flatten() {
            let name = Ident::claim(&mut table.scope, ["Body".to_owned(), "RequestBody".to_owned()]);
            table.row_own("Body is the request's body.", &name, &slot.ty);
            self.whole = Some(Fill { expr: Code::new(format!("params.{name}")), slot });
        }
        for (at, param) in op.params.iter().enumerate().filter(|(_, param)| is_argument(param)) {
            let presence = if param.required { Presence::Required } else { Presence::Optional };
            let slot = plan.types.slot(&param.ty, presence, false, table.imports);
            let pascal = names::exported(&param.name);
            let word = place_word(param.place);
            let name = Ident::claim(&mut table.scope, [pascal.clone(), format!("{pascal}{word}")]);
            table.row(&param.docs, &name, &slot.ty, spread.then(|| "`json:\"-\"`".to_owned()));
            self.fills.insert(at, Fill { expr: Code::new(format!("params.{name}")), slot });
        }
        if !defaults.is_empty() {
            table.imports.own("internal/codec");
        }
        self.params = Some(name.clone());
        self.node = Some(StructNode {
            doc: docs::own(&format!("{name} are the arguments of {}.", crate::operations::route(op))),
            name,
            fields: table.finish(),
            writes: !defaults.is_empty(),
            write: Code::new("codec.Encode(plain(v))"),
            defaults,
            extra: None,
            renames: Vec::new(),
            reads: false,
        });
    }

    fn part(&mut self, part: &MultipartPart, table: &mut Table<'_, '_>) {
        let presence = if part.required { Presence::Required } else { Presence::Optional };
        let slot = match &part.content {
            PartContent::File if part.repeated => Slot::plain("[]File"),
            PartContent::File if part.required => Slot::plain("File"),
            PartContent::File => Slot { ty: Code::new("*File"), omit: true, access: Access::Pointer },
            PartContent::Text(ty) | PartContent::Json(ty) if part.repeated => {
                Slot::plain(format!("[]{}", table.plan.types.element(ty, table.imports)))
            }
            PartContent::Text(ty) | PartContent::Json(ty) => {
                table.plan.types.slot(ty, presence, false, table.imports)
            }
        };
        let pascal = names::exported(&part.name);
        let name = Ident::claim(&mut table.scope, [pascal.clone(), format!("{pascal}Part")]);
        table.row(&part.docs, &name, &slot.ty, None);
        self.members.push(Fill { expr: Code::new(format!("params.{name}")), slot });
    }
}

fn place_word(place: ParamPlace) -> &'static str {
    match place {
        ParamPlace::Path => "Path",
        ParamPlace::Query | ParamPlace::QueryString => "Query",
        ParamPlace::Header => "Header",
        ParamPlace::Cookie => "Cookie",
    }
}

/// A good name and the type of a body that is given as a whole.
fn whole_body(plan: &Plan<'_>, op: &Operation, imports: &mut Imports) -> Option<(&'static str, Slot)> {
    match &op.body {
        Body::None | Body::Multipart { .. } => None,
        Body::Json { ty, required, .. } | Body::Form { ty, required, .. } => {
            let presence = if *required { Presence::Required } else { Presence::Optional };
            Some(("body", plan.types.slot(ty, presence, false, imports)))
        }
        Body::Bytes { .. } => {
            imports.std("io");
            Some(("content", Slot::plain("io.Reader")))
        }
        Body::Text { required: true, .. } => Some(("text", Slot::plain("string"))),
        Body::Text { required: false, .. } => {
            Some(("text", Slot { ty: Code::new("*string"), omit: true, access: Access::Pointer }))
        }
    }
}

/// The struct while it grows.
struct Table<'p, 'a> {
    plan: &'p Plan<'a>,
    imports: &'p mut Imports,
    scope: Scope,
    rows: Vec<Row>,
    docs: Vec<clade_emit::encode::GoComment>,
}

impl Table<'_, '_> {
    fn row(&mut self, docs: &clade_ir::Docs, name: &Ident, ty: &Code, tag: Option<String>) {
        self.push(docs::member(docs), name, ty, tag);
    }

    fn row_own(&mut self, text: &str, name: &Ident, ty: &Code) {
        self.push(docs::own_member(text), name, ty, None);
    }

    fn push(&mut self, doc: clade_emit::encode::GoComment, name: &Ident, ty: &Code, tag: Option<String>) {
        let cells = [name.to_string(), ty.to_string()].into_iter().chain(tag).collect();
        self.rows.push(Row { commented: !doc.is_empty(), cells });
        self.docs.push(doc);
    }

    fn finish(&mut self) -> Vec<FieldNode> {
        let lines = aligned(&self.rows);
        std::mem::take(&mut self.docs)
            .into_iter()
            .zip(lines)
            .map(|(doc, line)| FieldNode { doc, line })
            .collect()
    }
}
