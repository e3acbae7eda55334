//! Iterators over pages.

use clade_ir::{OpId, Paging, PagingKind, Reply, SpecText, Type};

use crate::code::{Code, Imports};
use crate::docs;
use crate::models::field_names;
use crate::nodes::PagesNode;
use crate::operations::arguments::{Arguments, Fill};
use crate::operations::chain;
use crate::plan::{Plan, Service};
use crate::types::{Access, Slot};

/// The iterator of a paged operation and the method that builds the request of a page.
pub(crate) fn declarations(
    plan: &Plan<'_>,
    service: &Service,
    id: OpId,
    arguments: &Arguments,
    imports: &mut Imports,
) -> Vec<Code> {
    let op = plan.types.api.op(id);
    let method = &plan.methods[&id];
    let (Reply::Page { ty, paging }, Some(all), Some(page)) = (&op.reply, &method.all, &method.page) else {
        return Vec::new();
    };
    // What the walk imports counts only if it leads anywhere.
    let mut needed = Imports::default();
    let Some(walk) = Walk::of(plan, ty, paging, arguments, &mut needed) else { return Vec::new() };
    imports.extend(&needed);
    imports.std("iter");
    imports.own("internal/pages");
    let node = PagesNode {
        doc: docs::own(&format!(
            "{all} iterates over all items of {}, page by page. An error ends the iteration.",
            method.name
        )),
        service: service.ty.clone(),
        all: all.clone(),
        page: page.clone(),
        args: arguments.signature(),
        passed: Code::new(arguments.passed_for_page()),
        before: chain::preparation(plan, id, arguments, imports),
        request: chain::request(plan, id, arguments, imports),
        ty: plan.types.element(ty, imports),
        item: walk.item,
        adapter: Code::new(walk.adapter),
        list: walk.list,
        start: walk.start,
        moves: walk.moves,
        by_address: matches!(paging.kind, PagingKind::LinkHeader | PagingKind::NextUrl { .. }),
        look: walk.look,
        none: walk.none,
        items: walk.items,
    };
    vec![plan.print(&node)]
}

/// Whether an iterator can be written for a page.
pub(crate) fn expressible(plan: &Plan<'_>, id: OpId) -> bool {
    reading(plan, id, &mut Imports::default()).is_some()
}

/// How the items of a page are read; `None` if no iterator can be written for it.
pub(crate) fn reading(plan: &Plan<'_>, id: OpId, imports: &mut Imports) -> Option<Reading> {
    let Reply::Page { ty, paging } = &plan.types.api.op(id).reply else { return None };
    let arguments = Arguments::of(plan, id, &mut Imports::default());
    let mut needed = Imports::default();
    let walk = Walk::of(plan, ty, paging, &arguments, &mut needed)?;
    imports.extend(&needed);
    Some(Reading { list: walk.list, none: walk.none, items: walk.items })
}

/// How the items of a page are read.
pub(crate) struct Reading {
    /// Type of the list.
    pub(crate) list: Code,
    /// Test that there are no items, if there can be none at all.
    pub(crate) none: Option<Code>,
    /// The list.
    pub(crate) items: Code,
}

/// The parts of an iteration.
struct Walk {
    item: Code,
    adapter: &'static str,
    list: Code,
    start: Code,
    moves: Vec<Code>,
    look: Vec<Code>,
    none: Option<Code>,
    items: Code,
}

impl Walk {
    fn of(
        plan: &Plan<'_>,
        ty: &Type,
        paging: &Paging,
        arguments: &Arguments,
        imports: &mut Imports,
    ) -> Option<Self> {
        let items = Reach::of(plan, ty, &paging.items)?;
        let item = plan.types.element(&paging.item, imports);
        let by_pointer = plan.types.by_pointer(&paging.item) && !item.as_str().starts_with('*');
        let (start, moves) = position(paging, arguments)?;
        Some(Self {
            list: Code::new(format!("[]{item}")),
            item: if by_pointer { Code::new(format!("*{item}")) } else { item },
            adapter: if by_pointer { "core.Items" } else { "core.Values" },
            start: Code::new(start),
            moves: moves.into_iter().map(Code::new).collect(),
            look: look(plan, ty, paging, &items)?,
            none: (!items.guards.is_empty()).then(|| Code::new(items.absent())),
            items: Code::new(items.list()),
        })
    }
}

/// What an iteration begins with, and the statements that put a position into the parameters.
fn position(paging: &Paging, arguments: &Arguments) -> Option<(String, Vec<String>)> {
    let fill = |param: &usize| arguments.fills.get(param);
    let turn = "\t\tturn := params".to_owned();
    match &paging.kind {
        PagingKind::LinkHeader | PagingKind::NextUrl { .. } => {
            let moves = if arguments.passed_for_page().contains("turn") { vec![turn] } else { Vec::new() };
            Some(("Kind: pages.Link".to_owned(), moves))
        }
        PagingKind::Cursor { param, .. } => {
            let fill = fill(param)?;
            let start = if fill.slot.ty.as_str() == "*string" {
                format!(", Cursor: {}", fill.expr)
            } else {
                String::new()
            };
            Some((format!("Kind: pages.Cursor{start}"), vec![turn, cursor_move(fill)?]))
        }
        PagingKind::Offset { param } => number_moves("Offset", 0, fill(param)?, turn),
        PagingKind::PageNumber { param, first } => number_moves("Page", *first, fill(param)?, turn),
    }
}

fn turned(fill: &Fill) -> String {
    fill.expr.as_str().replacen("params.", "turn.", 1)
}

fn cursor_move(fill: &Fill) -> Option<String> {
    let target = turned(fill);
    let text = match fill.slot.ty.as_str() {
        "*string" => "at.Cursor".to_owned(),
        "string" => "*at.Cursor".to_owned(),
        "Field[string]" => "NewField(*at.Cursor)".to_owned(),
        other => return number_cursor(other, &target),
    };
    Some(format!("\t\tif at.Cursor != nil {{\n\t\t\t{target} = {text}\n\t\t}}"))
}

/// A cursor that is a number.
fn number_cursor(ty: &str, target: &str) -> Option<String> {
    let value = number_value(ty, "*number")?;
    Some(format!(
        "\t\tif number := pages.Cursor64(at.Cursor); number != nil {{\n\t\t\t{target} = {value}\n\t\t}}"
    ))
}

fn number_moves(kind: &str, first: u32, fill: &Fill, turn: String) -> Option<(String, Vec<String>)> {
    let value = number_value(fill.slot.ty.as_str(), "at.Number")?;
    let from = match fill.slot.access {
        Access::Pointer => format!("pages.From({}, {first})", fill.expr),
        Access::Plain => format!("int64({})", fill.expr),
        Access::Field => first.to_string(),
    };
    Some((
        format!("Kind: pages.{kind}, First: {from}"),
        vec![turn, format!("\t\t{} = {value}", turned(fill))],
    ))
}

/// A number of 64 bits as a value of a parameter's type.
fn number_value(ty: &str, number: &str) -> Option<String> {
    let int =
        |ty: &str| ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"].contains(&ty);
    let cast = |ty: &str| if ty == "int64" { number.to_owned() } else { format!("{ty}({number})") };
    if let Some(inner) = ty.strip_prefix('*').filter(|inner| int(inner)) {
        return Some(format!("new({})", cast(inner)));
    }
    if let Some(inner) =
        ty.strip_prefix("Field[").and_then(|rest| rest.strip_suffix(']')).filter(|inner| int(inner))
    {
        return Some(format!("NewField({})", cast(inner)));
    }
    int(ty).then(|| cast(ty))
}

/// The statements that look at a page.
fn look(plan: &Plan<'_>, ty: &Type, paging: &Paging, items: &Reach) -> Option<Vec<Code>> {
    let mut parts = vec![(items.guards.clone(), "Items", format!("len({})", items.list()))];
    if let PagingKind::Cursor { next, .. } | PagingKind::NextUrl { next } = &paging.kind {
        let next = Reach::of(plan, ty, next)?;
        let more = paging.more.as_ref().filter(|_| matches!(paging.kind, PagingKind::Cursor { .. }));
        let more = more.and_then(|more| Reach::of(plan, ty, more)).and_then(|more| more.flag());
        let guards = more.into_iter().chain(next.guards.clone()).collect();
        parts.push((guards, "Next", next.text()?));
    }
    if let Some(total) = paging.total.as_ref().and_then(|total| Reach::of(plan, ty, total))
        && let Some(count) = total.count()
    {
        parts.push((total.guards.clone(), "Total", count));
    }
    if parts.iter().all(|(guards, ..)| guards.is_empty()) {
        let members: Vec<String> = parts.iter().map(|(_, name, value)| format!("{name}: {value}")).collect();
        return Some(vec![Code::new(format!("\t\treturn pages.Reply{{{}}}", members.join(", ")))]);
    }
    let mut lines = vec![Code::new("\t\tvar reply pages.Reply")];
    for (guards, name, value) in parts {
        lines.push(Code::new(if guards.is_empty() {
            format!("\t\treply.{name} = {value}")
        } else {
            format!("\t\tif {} {{\n\t\t\treply.{name} = {value}\n\t\t}}", all(&guards))
        }));
    }
    lines.push(Code::new("\t\treturn reply"));
    Some(lines)
}

/// Several conditions as one.
fn all(guards: &[String]) -> String {
    let several = guards.len() > 1;
    let within = |guard: &String| {
        if several && guard.contains(" || ") { format!("({guard})") } else { guard.clone() }
    };
    guards.iter().map(within).collect::<Vec<_>>().join(" && ")
}

/// A value inside a page.
struct Reach {
    /// Conditions under which it is there.
    guards: Vec<String>,
    expr: String,
    slot: Slot,
}

impl Reach {
    /// Follows member names from a page's root.
    fn of(plan: &Plan<'_>, root: &Type, path: &[SpecText]) -> Option<Self> {
        let mut reach = Self { guards: Vec::new(), expr: "page".to_owned(), slot: Slot::plain("") };
        if path.is_empty() {
            reach.expr.replace_range(.., "*page");
            return Some(reach);
        }
        let mut ty = root;
        for (step, wire) in path.iter().enumerate() {
            if step > 0 {
                reach.enter(plan, ty);
            }
            if let Type::List(item) = plan.types.flat(ty).core {
                reach.enter_last();
                ty = item;
            }
            let Type::Named(id) = plan.types.flat(ty).core else { return None };
            let clade_ir::TypeKind::Struct(shape) = &plan.types.api.ty(*id).kind else { return None };
            let at = shape.fields.iter().position(|field| field.wire == *wire)?;
            let field = shape.fields.get(at)?;
            let name =
                field_names(plan, *id).into_iter().find_map(|(of, name)| (of == *wire).then_some(name))?;
            reach.expr = format!("{}.{name}", reach.expr);
            reach.slot = plan.types.slot(&field.ty, field.presence, field.recursive, &mut Imports::default());
            ty = &field.ty;
        }
        Some(reach)
    }

    /// Steps into the value, which may be missing.
    fn enter(&mut self, plan: &Plan<'_>, ty: &Type) {
        match self.slot.access {
            Access::Plain => {}
            Access::Pointer => self.guards.push(format!("{} != nil", self.expr)),
            Access::Field => {
                let value = plan.types.plain(ty, &mut Imports::default());
                self.expr = format!("{}.Or({value}{{}})", self.expr);
            }
        }
    }

    /// Steps into the last element of the list.
    fn enter_last(&mut self) {
        self.guards.push(format!("len({}) > 0", self.expr));
        self.expr = format!("{0}[len({0})-1]", self.expr);
    }

    fn absent(&self) -> String {
        self.guards.iter().map(|guard| guard.replace("!=", "==")).collect::<Vec<_>>().join(" || ")
    }

    /// The value as a list.
    fn list(&self) -> String {
        if self.slot.access == Access::Field { format!("{}.Or(nil)", self.expr) } else { self.expr.clone() }
    }

    /// The value as a cursor.
    fn text(&self) -> Option<String> {
        let expr = &self.expr;
        match self.slot.ty.as_str() {
            "string" => Some(expr.clone()),
            "*string" => Some(format!("pages.Text({expr})")),
            "Field[string]" => Some(format!("{expr}.Or(\"\")")),
            "json.RawMessage" => Some(format!("pages.Raw({expr})")),
            ty if ty.starts_with("*int") || ty.starts_with("*uint") => Some(format!("pages.Number({expr})")),
            ty if ty.starts_with("int") || ty.starts_with("uint") => Some(format!("pages.Number(&{expr})")),
            _ => None,
        }
    }

    /// The value as a condition that only `false` does not meet; `None` where something on the way to it may be missing.
    fn flag(&self) -> Option<String> {
        let expr = &self.expr;
        if !self.guards.is_empty() {
            return None;
        }
        match self.slot.ty.as_str() {
            "bool" => Some(expr.clone()),
            "*bool" => Some(format!("{expr} == nil || *{expr}")),
            "Field[bool]" => Some(format!("{expr}.Or(true)")),
            _ => None,
        }
    }

    /// The value as a total.
    fn count(&self) -> Option<String> {
        let expr = &self.expr;
        match self.slot.ty.as_str() {
            "int64" => Some(format!("&{expr}")),
            "*int64" => Some(expr.clone()),
            ty if ty.starts_with("*int") || ty.starts_with("*uint") => Some(format!("pages.Count({expr})")),
            ty if ty.starts_with("int") || ty.starts_with("uint") => Some(format!("pages.Count(&{expr})")),
            _ => None,
        }
    }
}
