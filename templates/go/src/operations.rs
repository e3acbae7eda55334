//! Operations: the methods of the services.

mod arguments;
mod chain;
mod fixed;
pub(crate) mod paging;

use clade_emit::encode::GoStr;
use clade_ir::{
    Framing, HttpMethod, OpId, Operation, PathPart, Reply, Stream, StreamKind, Type, TypeKind, Union,
};

use crate::code::{Code, Imports};
use crate::docs;
use crate::models::unions;
use crate::names::Ident;
use crate::nodes::{EventCaseNode, EventNode, Give, MethodNode};
use crate::plan::{Method, Plan, Service, UnionNames};

pub(crate) use arguments::Arguments;
pub(crate) use fixed::imports as imports_of;

/// The declarations of one operation: its parameters, what is fixed about it, and its methods.
pub(crate) fn declarations(plan: &Plan<'_>, service: &Service, id: OpId, imports: &mut Imports) -> Vec<Code> {
    let op = plan.types.api.op(id);
    let method = &plan.methods[&id];
    let arguments = Arguments::of(plan, id, imports);
    let mut items = Vec::new();
    let paged = paging::expressible(plan, id);
    items.extend(arguments.node.as_ref().map(|node| plan.print(node)));
    items.push(plan.print(&fixed::node(plan, id)));
    let node = method_node(plan, service, id, &arguments, paged, imports);
    items.push(plan.print(&node));
    items.extend(paging::declarations(plan, service, id, &arguments, imports));
    if let (Some(name), Reply::Stream(stream)) = (&method.event, &op.reply) {
        items.push(plan.print(&event_node(plan, name, stream, imports)));
    }
    imports.std("context");
    for import in ["internal/core", "internal/request", "option"] {
        imports.own(import);
    }
    items
}

fn method_node(
    plan: &Plan<'_>,
    service: &Service,
    id: OpId,
    arguments: &Arguments,
    paged: bool,
    imports: &mut Imports,
) -> MethodNode {
    let op = plan.types.api.op(id);
    let method = &plan.methods[&id];
    let route = route(op);
    let page = method.page.as_ref().filter(|_| paged);
    let give = give(plan, op, method, imports);
    MethodNode {
        doc: docs::declaration(
            &method.name,
            &op.docs,
            &format!("calls {route}."),
            &paragraphs(op, &route, method.all.as_ref().filter(|_| paged)),
        ),
        service: service.ty.clone(),
        name: method.name.clone(),
        args: arguments.signature(),
        result: result(&give),
        before: if page.is_some() { Vec::new() } else { chain::preparation(plan, id, arguments, imports) },
        request: match page {
            Some(page) => Code::new(format!("s.{page}({})", arguments.passed())),
            None => chain::request(plan, id, arguments, imports),
        },
        give,
    }
}

fn paragraphs(op: &Operation, route: &str, all: Option<&Ident>) -> Vec<String> {
    // Without a description the first sentence names the route already.
    let described = op.docs.summary.is_some() || op.docs.description.is_some();
    let mut paragraphs = if described { vec![route.to_owned()] } else { Vec::new() };
    if let Some(all) = all {
        paragraphs.push(format!("It gives one page; {all} iterates over the items of all pages."));
    }
    let open = match op.reply {
        Reply::Stream(_) => Some("It gives a stream: range over its All, or close it."),
        Reply::Bytes => Some("It gives the bytes as a stream, which the caller closes."),
        _ => None,
    };
    paragraphs.extend(open.map(str::to_owned));
    paragraphs
}

/// `POST /api/specs/{spec_id}`
pub(crate) fn route(op: &Operation) -> String {
    let mut path = String::new();
    for part in &op.path {
        match part {
            PathPart::Literal(text) => path.push_str(text.expose()),
            PathPart::Param(at) => {
                path.push('{');
                path.push_str(op.params.get(*at).map_or("", |param| param.wire.expose()));
                path.push('}');
            }
        }
    }
    format!("{} {path}", http_method(&op.method))
}

/// The method as it is sent.
pub(crate) fn http_method(method: &HttpMethod) -> &str {
    match method {
        HttpMethod::Get => "GET",
        HttpMethod::Put => "PUT",
        HttpMethod::Post => "POST",
        HttpMethod::Delete => "DELETE",
        HttpMethod::Options => "OPTIONS",
        HttpMethod::Head => "HEAD",
        HttpMethod::Patch => "PATCH",
        HttpMethod::Trace => "TRACE",
        HttpMethod::Query => "QUERY",
        HttpMethod::Other(token) => token,
    }
}

/// What a method gives.
fn give(plan: &Plan<'_>, op: &Operation, method: &Method, imports: &mut Imports) -> Give {
    match &op.reply {
        Reply::Empty => Give::Nothing,
        Reply::Text => Give::Text,
        Reply::Bytes => Give::Bytes,
        Reply::Page { ty, .. } => one(plan, ty, false, imports),
        Reply::One { ty, optional } => one(plan, ty, *optional, imports),
        Reply::Stream(stream) => {
            let item = plan.types.element(&stream.item, imports);
            let decode = match (&method.event, plan.types.flat(&stream.item).core) {
                (Some(event), _) => Code::from(event),
                (None, Type::Text) if stream.framing == Framing::Sse => Code::new("core.Text"),
                (None, _) => Code::new(format!("core.Decode[{item}]")),
            };
            Give::Stream { item, kind: stream_kind(stream), decode }
        }
    }
}

fn one(plan: &Plan<'_>, ty: &Type, optional: bool, imports: &mut Imports) -> Give {
    let value = plan.types.plain(ty, imports);
    match (plan.types.by_pointer(ty), optional) {
        (true, false) => Give::Pointer { ty: value },
        (true, true) => Give::OptionalPointer { ty: value },
        (false, false) => Give::Value { ty: plan.types.element(ty, imports) },
        (false, true) => Give::OptionalValue { ty: plan.types.element(ty, imports) },
    }
}

fn stream_kind(stream: &Stream) -> Code {
    let mut members = Vec::new();
    match &stream.kind {
        StreamKind::Feed => members.push("Feed: true".to_owned()),
        StreamKind::Finite { terminator: Some(text) } => {
            members.push(format!("Terminator: {}", GoStr::of(text)));
        }
        StreamKind::Finite { terminator: None } => {}
    }
    if stream.framing == Framing::JsonLines {
        members.push("Lines: true".to_owned());
    }
    if stream.resumable {
        members.push("Resumable: true".to_owned());
    }
    Code::new(format!("core.StreamKind{{{}}}", members.join(", ")))
}

fn result(give: &Give) -> Code {
    Code::new(match give {
        Give::Nothing => "error".to_owned(),
        Give::Pointer { ty } | Give::OptionalPointer { ty } => format!("(*{ty}, error)"),
        Give::Value { ty } | Give::OptionalValue { ty } => format!("({ty}, error)"),
        Give::Text => "(string, error)".to_owned(),
        Give::Bytes => "(*Download, error)".to_owned(),
        Give::Stream { item, .. } => format!("(*Stream[{item}], error)"),
    })
}

/// The function that reads an event whose name tells its type.
fn event_node(plan: &Plan<'_>, name: &Ident, stream: &Stream, imports: &mut Imports) -> EventNode {
    let item = plan.types.element(&stream.item, imports);
    let union = union_of(plan, &stream.item);
    let unknown = union.map(|(names, _)| names.unknown.clone());
    EventNode {
        name: name.clone(),
        cases: union.map_or_else(Vec::new, |union| cases(plan, stream, union)),
        unknown,
        item,
    }
}

/// The union behind a type, with its names.
pub(crate) fn union_of<'p>(plan: &'p Plan<'_>, ty: &'p Type) -> Option<(&'p UnionNames, &'p Union)> {
    let Type::Named(id) = plan.types.flat(ty).core else { return None };
    match &plan.types.api.ty(*id).kind {
        TypeKind::Union(union) => Some((plan.unions.get(id)?, union)),
        _ => None,
    }
}

/// The variants by the names of their events.
fn cases(plan: &Plan<'_>, stream: &Stream, (names, union): (&UnionNames, &Union)) -> Vec<EventCaseNode> {
    let mut cases = Vec::new();
    for case in &stream.cases {
        let at = union.variants.iter().position(|variant| variant.name == case.name || variant.ty == case.ty);
        if let Some((variant, ty)) =
            at.and_then(|at| Some((union.variants.get(at)?, names.variants.get(at)?)))
        {
            let pointer = !unions::by_value(plan, variant);
            let text = !pointer && matches!(plan.types.flat(&case.ty).core, Type::Text);
            cases.push(EventCaseNode { event: GoStr::of(&case.event), ty: ty.clone(), pointer, text });
        }
    }
    cases
}
