//! Calls of the API that the README shows and the examples run.

use clade_ir::{
    Body, Framing, HttpMethod, OpId, Operation, PagingKind, ParamPlace, PartContent, Presence, Reply, Stream,
    StreamKind, Type,
};

use crate::code::Code;
use crate::models::field_slots;
use crate::operations::{paging, union_of};
use crate::plan::Plan;
use crate::samples::{self, Sampler};
use crate::types::Access;

/// One call of the API as a snippet.
#[derive(Debug)]
pub(crate) struct Snippet {
    /// `SpecService_Create`
    pub(crate) example: String,
    /// The call with `client` and `ctx`.
    pub(crate) call: String,
    /// The expression to print, of a variable `answer`, `item`, `event`; and what it prints for the sample.
    pub(crate) shown: Option<(String, String)>,
    /// Whether the call gives nothing but an error.
    pub(crate) silent: bool,
    /// The reply of the sample.
    pub(crate) reply: String,
    /// What kind of text that is.
    pub(crate) media: &'static str,
    /// Packages of the standard library that the arguments need.
    pub(crate) std: Vec<String>,
    /// How the variants of a stream's events are told apart.
    pub(crate) variants: Option<VariantsNode>,
}

/// A type switch over the first variant of a union and the unknown one.
#[derive(Debug, Clone)]
pub(crate) struct VariantsNode {
    /// The type of the first variant.
    pub(crate) first: Code,
    /// The statement that prints it.
    pub(crate) print: Code,
    /// The type of the unknown one.
    pub(crate) unknown: Code,
    /// What is printed of that.
    pub(crate) newer: Code,
}

/// The calls that the README shows.
#[derive(Debug, Default)]
pub(crate) struct Snippets {
    pub(crate) first: Option<Snippet>,
    pub(crate) get: Option<Snippet>,
    pub(crate) pages: Option<Snippet>,
    pub(crate) stream: Option<Snippet>,
    pub(crate) upload: Option<Snippet>,
    pub(crate) download: Option<Snippet>,
}

impl Snippets {
    pub(crate) fn of(plan: &Plan<'_>) -> Self {
        let pick = Pick::of(plan);
        let file = |op: &Operation| match &op.body {
            Body::Multipart { parts, .. } => {
                parts.iter().any(|part| matches!(part.content, PartContent::File))
            }
            _ => false,
        };
        let ends = |op: &Operation| match &op.reply {
            Reply::Page { paging, .. } => {
                !matches!(paging.kind, PagingKind::Offset { .. } | PagingKind::PageNumber { .. })
            }
            _ => false,
        };
        let get =
            pick.first(|_, op| pick.telling(op) && op.method == HttpMethod::Get && !op.params.is_empty());
        Self {
            first: pick.start().map(|id| one_value(plan, id)),
            get: get.map(|id| one_value(plan, id)),
            pages: pick
                .first(|id, op| ends(op) && paging::expressible(plan, id))
                .and_then(|id| pages(plan, id)),
            stream: pick.stream().map(|id| stream(plan, id)),
            upload: pick.first(|_, op| file(op) && pick.telling(op)).map(|id| one_value(plan, id)),
            download: pick.first(|_, op| matches!(op.reply, Reply::Bytes)).map(|id| snippet(plan, id, None)),
        }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Snippet> {
        [&self.first, &self.get, &self.pages, &self.stream, &self.upload, &self.download]
            .into_iter()
            .flatten()
    }
}

/// Chooses operations, those of the resource with the most first: it is what the API is about.
struct Pick<'p, 'a> {
    plan: &'p Plan<'a>,
    order: Vec<OpId>,
}

impl<'p, 'a> Pick<'p, 'a> {
    fn of(plan: &'p Plan<'a>) -> Self {
        let mut resources: Vec<_> = plan.types.api.resources.iter().collect();
        resources.sort_by_key(|resource| std::cmp::Reverse(resource.operations.len()));
        let ids = resources.iter().flat_map(|resource| resource.operations.iter().copied());
        let order = ids.filter(|id| addressable(plan, plan.types.api.op(*id))).collect();
        Self { plan, order }
    }

    fn first(&self, fits: impl Fn(OpId, &Operation) -> bool) -> Option<OpId> {
        self.order.iter().copied().find(|id| fits(*id, self.plan.types.api.op(*id)))
    }

    /// Whether a reply has a text to show.
    fn telling(&self, op: &Operation) -> bool {
        match &op.reply {
            Reply::One { ty, optional: false } => {
                self.plan.types.by_pointer(ty) && shown(self.plan, ty, "answer").is_some()
            }
            _ => false,
        }
    }

    /// The first call to show: one that can be streamed or not is the heart of an API; else one that makes something; else
    /// what there is.
    fn start(&self) -> Option<OpId> {
        let whole = |op: &Operation| !matches!(op.body, Body::Multipart { .. });
        let telling = |op: &Operation| self.telling(op) && whole(op);
        let makes = |id, op: &Operation| {
            telling(op) && op.method == HttpMethod::Post && self.plan.methods[&id].params.is_some()
        };
        let gives = |op: &Operation| matches!(op.reply, Reply::One { optional: false, .. } | Reply::Text);
        self.first(|_, op| telling(op) && !op.pinned.is_empty())
            .or_else(|| self.first(makes))
            .or_else(|| self.first(|_, op| telling(op)))
            .or_else(|| self.first(|_, op| gives(op) && whole(op)))
            .or_else(|| self.first(|_, op| op.reply == Reply::Empty && whole(op)))
    }

    /// A stream, rather of events with a type.
    fn stream(&self) -> Option<OpId> {
        let events = |op: &Operation, typed: bool| match &op.reply {
            Reply::Stream(stream) => !typed || self.plan.types.by_pointer(&stream.item),
            _ => false,
        };
        self.first(|_, op| events(op, true)).or_else(|| self.first(|_, op| events(op, false)))
    }
}

/// Whether a sample of every argument in the path is sure not to be empty.
fn addressable(plan: &Plan<'_>, op: &Operation) -> bool {
    op.params.iter().filter(|param| param.place == ParamPlace::Path).all(|param| {
        let core = plan.types.flat(&param.ty).core;
        !matches!(core, Type::Any | Type::Null | Type::Bytes | Type::List(_) | Type::Map(_))
            && plan.types.struct_of(&param.ty).is_none()
    })
}

/// The call of an operation; `method` in place of its own.
fn snippet(plan: &Plan<'_>, id: OpId, method: Option<&str>) -> Snippet {
    let op = plan.types.api.op(id);
    let name = method.unwrap_or_else(|| plan.methods[&id].name.as_str());
    let service = plan.services.iter().find(|service| service.id == op.resource);
    let (member, ty) = service.map_or(("", ""), |service| (service.member.as_str(), service.ty.as_str()));
    let mut sampler = Sampler::new(plan);
    let arguments = sampler.arguments(id);
    let list: Vec<String> = ["ctx".to_owned()].into_iter().chain(arguments).collect();
    Snippet {
        example: format!("{ty}_{name}"),
        call: format!("client.{member}.{name}({})", list.join(", ")),
        shown: None,
        silent: op.reply == Reply::Empty,
        reply: String::new(),
        media: "application/json",
        std: sampler.imports.std_paths(),
        variants: None,
    }
}

fn one_value(plan: &Plan<'_>, id: OpId) -> Snippet {
    let mut made = snippet(plan, id, None);
    match &plan.types.api.op(id).reply {
        Reply::One { ty, .. } => {
            made.reply = samples::json(plan.types.api, ty);
            made.shown = shown(plan, ty, "answer");
        }
        Reply::Text => {
            made.reply.push_str("text");
            made.media = "text/plain";
            made.shown = Some(("answer".to_owned(), "text".to_owned()));
        }
        _ => {}
    }
    made
}

fn pages(plan: &Plan<'_>, id: OpId) -> Option<Snippet> {
    let all = plan.methods[&id].all.as_ref()?;
    let mut made = snippet(plan, id, Some(all.as_str()));
    if let Reply::Page { ty, paging } = &plan.types.api.op(id).reply {
        made.reply = samples::json_page(plan.types.api, ty, paging);
        made.shown = shown(plan, &paging.item, "item");
    }
    Some(made)
}

fn stream(plan: &Plan<'_>, id: OpId) -> Snippet {
    let mut made = snippet(plan, id, None);
    if let Reply::Stream(stream) = &plan.types.api.op(id).reply {
        let named = stream
            .cases
            .first()
            .map(|case| format!("event: {}\n", case.event.expose().replace(['\r', '\n'], " ")));
        let data = samples::json(plan.types.api, stream.cases.first().map_or(&stream.item, |case| &case.ty));
        made.reply = match stream.framing {
            Framing::JsonLines => format!("{data}\n"),
            Framing::Sse => format!("retry: 1\nid: 1\n{}data: {data}\n\n", named.unwrap_or_default()),
        };
        if let StreamKind::Finite { terminator: Some(end) } = &stream.kind {
            made.reply.extend(["data: ", &end.expose().replace(['\r', '\n'], " "), "\n\n"]);
        }
        made.shown = shown(plan, &stream.item, "event");
        if let Some((variants, output)) = variants(plan, stream) {
            made.shown = Some(("event".to_owned(), output));
            made.variants = Some(variants);
        }
    }
    made
}

/// The switch over a stream's events, and what it prints for the sample, which is of the first variant.
fn variants(plan: &Plan<'_>, stream: &Stream) -> Option<(VariantsNode, String)> {
    let (names, union) = union_of(plan, &stream.item)?;
    let first = match stream.cases.first() {
        Some(case) => union.variants.iter().position(|variant| variant.ty == case.ty)?,
        None => 0,
    };
    let (variant, name) = (union.variants.get(first)?, names.variants.get(first)?);
    plan.types.struct_of(&variant.ty)?;
    let package = crate::names::qualifier(&plan.config.go.package);
    let ty = format!("*{package}.{name}");
    let (print, output) = match shown(plan, &variant.ty, "data") {
        Some((expr, output)) => (format!("fmt.Println({expr})"), output),
        None => ("fmt.Printf(\"%T\\n\", data)".to_owned(), ty.clone()),
    };
    let newer = if names.typed { "data.Type" } else { "string(data.Raw)" };
    let node = VariantsNode {
        first: Code::new(ty),
        print: Code::new(print),
        unknown: Code::new(format!("*{package}.{}", names.unknown)),
        newer: Code::new(newer),
    };
    Some((node, output))
}

/// The first text of a struct that is always there.
fn shown(plan: &Plan<'_>, ty: &Type, variable: &str) -> Option<(String, String)> {
    let (id, shape) = plan.types.struct_of(ty)?;
    field_slots(plan, id).into_iter().find_map(|(wire, name, slot)| {
        let field = shape.fields.iter().find(|field| field.wire == wire)?;
        let text = *plan.types.flat(&field.ty).core == Type::Text;
        let there = field.presence == Presence::Required && !slot.omit && slot.access == Access::Plain;
        (text && there).then(|| (format!("{variable}.{name}"), crate::names::snake(&field.name)))
    })
}
