//! What a call gives: the function of the runtime that carries it out, its type, and how pages and streams go on.

use clade_emit::encode::TsStr;
use clade_ir::{
    Api, Framing, Operation, Paging, PagingKind, Reply, SpecText, Stream, StreamKind, Type, TypeKind, Union,
    UnionTag,
};

use crate::code::{Code, code};
use crate::key::{member, optional_member};
use crate::names::OperationNames;
use crate::types::{self, Types};

/// How a reply is asked for.
pub(crate) struct ReplyCode {
    /// Function of the runtime.
    pub(crate) call: &'static str,
    /// What the method returns.
    pub(crate) returns: Code,
    /// Classes and types of the runtime in it.
    pub(crate) return_types: Vec<&'static str>,
    /// `page: …` or `stream: …`
    pub(crate) member: Option<Code>,
    /// Functions of the runtime in `member`.
    pub(crate) functions: Vec<&'static str>,
    /// Declaration of the type of a stream's events, if it has one of its own.
    pub(crate) event: Option<Code>,
}

pub(crate) fn reply(api: &Api, types: &Types<'_>, op: &Operation, names: &OperationNames) -> ReplyCode {
    match &op.reply {
        Reply::Empty => simple("callEmpty", "void".into()),
        Reply::Text => simple("callText", "string".into()),
        Reply::Bytes => {
            let mut code = simple("callBytes", "BinaryResponse".into());
            code.return_types.push("BinaryResponse");
            code
        }
        Reply::One { ty, optional: false } => simple("callJson", types.code(ty)),
        Reply::One { ty, optional: true } => {
            let mut members = types.members(ty);
            members.push("undefined".into());
            simple("callOptionalJson", Code::union(members))
        }
        Reply::Page { ty, paging } => page(api, types, op, ty, paging),
        Reply::Stream(stream) => Streams { api, types, names }.reply(stream),
    }
}

fn simple(call: &'static str, value: Code) -> ReplyCode {
    ReplyCode {
        call,
        returns: code!["APIPromise<", value, ">"],
        return_types: vec!["APIPromise"],
        member: None,
        functions: Vec::new(),
        event: None,
    }
}

fn page(api: &Api, types: &Types<'_>, op: &Operation, ty: &Type, paging: &Paging) -> ReplyCode {
    let mut pages = Pages { api, ty, functions: Vec::new() };
    let param = |at: usize| code!["param: ", &TsStr::of(&op.params[at].wire)];
    let items = pages.member("items", &paging.items);
    let mut members = match &paging.kind {
        PagingKind::Cursor { param: at, next } => {
            let next = match next.strip_prefix(paging.items.as_slice()) {
                Some(member) if !paging.items.is_empty() => pages.of_last_item(&paging.items, member),
                _ => pages.member("next", next),
            };
            let more = paging.more.as_ref().map(|more| pages.member("more", more));
            ["kind: 'cursor'".into(), param(*at), items, next].into_iter().chain(more).collect()
        }
        PagingKind::Offset { param: at } => vec!["kind: 'offset'".into(), param(*at), items],
        PagingKind::PageNumber { param: at, first } => {
            let first = (*first != 1).then(|| code!["first: ", i64::from(*first)]);
            ["kind: 'page'".into(), param(*at)].into_iter().chain(first).chain([items]).collect()
        }
        PagingKind::LinkHeader => vec!["kind: 'link'".into(), items, pages.next_by_header()],
        PagingKind::NextUrl { next } => vec!["kind: 'link'".into(), items, pages.next_by_url(next)],
    };
    let counts = matches!(paging.kind, PagingKind::Offset { .. } | PagingKind::PageNumber { .. });
    members.extend(paging.total.as_ref().filter(|_| counts).map(|total| pages.member("total", total)));
    ReplyCode {
        call: "callPage",
        returns: Code::type_arguments("PagePromise<", vec![types.code(&paging.item), types.code(ty)], ">"),
        return_types: vec!["PagePromise"],
        member: Some(code!["page: ", Code::object(members)]),
        functions: pages.functions,
        event: None,
    }
}

/// The members of a page, and the functions of the runtime that get them.
struct Pages<'a> {
    api: &'a Api,
    ty: &'a Type,
    functions: Vec<&'static str>,
}

impl Pages<'_> {
    /// `items: (page) => page.specs`
    fn member(&mut self, name: &'static str, wires: &[SpecText]) -> Code {
        code![name, ": (page) => ", self.value(wires)]
    }

    /// `next: (page) => page.data.at(-1)?.id`
    fn of_last_item(&mut self, items: &[SpecText], wires: &[SpecText]) -> Code {
        let list = page_member(self.api, self.ty, items);
        if list.function.is_some() {
            self.functions.push("memberAt");
            let item = code!["memberAt<readonly unknown[]>(page, ", path(items), ")?.at(-1)"];
            return code!["next: (page) => memberAt(", item, ", ", path(wires), ")"];
        }
        let item = code![list.value, if list.may_miss { "?.at(-1)" } else { ".at(-1)" }];
        let value = wires.iter().fold(item, |value, wire| code![value, optional_member(wire)]);
        code!["next: (page) => ", value]
    }

    fn next_by_header(&mut self) -> Code {
        self.functions.push("nextByHeader");
        "next: (_page, answer) => nextByHeader(answer)".into()
    }

    fn next_by_url(&mut self, wires: &[SpecText]) -> Code {
        self.functions.push("nextByUrl");
        code!["next: (page, answer) => nextByUrl(", self.value(wires), ", answer)"]
    }

    fn value(&mut self, wires: &[SpecText]) -> Code {
        let found = page_member(self.api, self.ty, wires);
        self.functions.extend(found.function);
        found.value
    }
}

/// A member of a page.
struct PageMember {
    value: Code,
    /// Whether the value may be `null` or `undefined`.
    may_miss: bool,
    /// The function of the runtime that looks it up.
    function: Option<&'static str>,
}

/// A member of a page by its path. Where the types do not lead there, a function of the runtime looks it up.
fn page_member(api: &Api, ty: &Type, wires: &[SpecText]) -> PageMember {
    let mut current = types::resolved(api, ty);
    let mut value: Code = "page".into();
    let mut may_miss = false;
    for wire in wires {
        if let Type::Nullable(inner) = current {
            may_miss = true;
            current = types::resolved(api, inner);
        }
        let Type::Named(id) = current else { return looked_up(wires) };
        let TypeKind::Struct(body) = &api.ty(*id).kind else { return looked_up(wires) };
        let Some(field) = body.fields.iter().find(|field| field.wire == *wire) else {
            return looked_up(wires);
        };
        value.push(if may_miss { optional_member(wire) } else { member(wire) });
        may_miss = may_miss || field.presence == clade_ir::Presence::Optional;
        current = types::resolved(api, &field.ty);
    }
    PageMember { value, may_miss: may_miss || matches!(current, Type::Nullable(_)), function: None }
}

fn looked_up(wires: &[SpecText]) -> PageMember {
    PageMember {
        value: code!["memberAt(page, ", path(wires), ")"],
        may_miss: true,
        function: Some("memberAt"),
    }
}

fn path(wires: &[SpecText]) -> Code {
    Code::array(wires.iter().map(|wire| Code::from(&TsStr::of(wire))).collect(), false)
}

struct Streams<'a> {
    api: &'a Api,
    types: &'a Types<'a>,
    names: &'a OperationNames,
}

/// The type of an event, how it is decoded, and the type's declaration if it is one of its own.
struct EventCode {
    ty: Code,
    decode: Code,
    function: &'static str,
    declaration: Option<Code>,
}

impl Streams<'_> {
    fn reply(&self, stream: &Stream) -> ReplyCode {
        let event = self.event(stream);
        let framing = match stream.framing {
            Framing::Sse => "sse",
            Framing::JsonLines => "jsonLines",
        };
        let mut members = vec![code!["framing: ", framing]];
        match &stream.kind {
            StreamKind::Feed => members.push("feed: true".into()),
            StreamKind::Finite { terminator } => {
                members.extend(terminator.as_ref().map(|text| code!["terminator: ", &TsStr::of(text)]));
                members.extend(stream.resumable.then(|| Code::from("resumable: true")));
            }
        }
        members.push(code!["decode: ", event.decode]);
        ReplyCode {
            call: "callStream",
            returns: code!["StreamPromise<", event.ty, ">"],
            return_types: vec!["StreamPromise"],
            member: Some(code!["stream: ", Code::object(members)]),
            functions: vec![framing, event.function],
            event: event.declaration,
        }
    }

    fn event(&self, stream: &Stream) -> EventCode {
        let resolved = types::resolved(self.api, &stream.item);
        if !stream.cases.is_empty() {
            return self.named(stream);
        }
        if let Type::Named(id) = resolved
            && let TypeKind::Union(union) = &self.api.ty(*id).kind
            && let UnionTag::Member { wire } = &union.tag
        {
            return self.tagged(&stream.item, union, wire);
        }
        let ty = self.types.code(&stream.item);
        let is_text = matches!(resolved, Type::Text) && stream.framing == Framing::Sse;
        let (decode, function) =
            if is_text { ("textEvent", "textEvent") } else { ("jsonEvent()", "jsonEvent") };
        EventCode { ty, decode: decode.into(), function, declaration: None }
    }

    /// A union told apart by a member of the data.
    fn tagged(&self, item: &Type, union: &Union, wire: &SpecText) -> EventCode {
        let tags: Vec<&SpecText> = union.variants.iter().flat_map(|variant| &variant.tags).collect();
        let known = Code::array(tags.into_iter().map(|tag| Code::from(&TsStr::of(tag))).collect(), false);
        let holds_name = wire.expose() == "event";
        let name: Code = if holds_name { ", 'name'".into() } else { Code::default() };
        let mut members = self.types.members(item);
        members.push(self.unknown(wire, holds_name));
        EventCode {
            ty: Code::from(&self.names.event),
            decode: code!["taggedEvent(", &TsStr::of(wire), ", ", known, name, ")"],
            function: "taggedEvent",
            declaration: Some(code![
                "export type ",
                &self.names.event,
                " =",
                Code::union_behind(members),
                ";"
            ]),
        }
    }

    fn unknown(&self, wire: &SpecText, holds_name: bool) -> Code {
        let base = self.types.runtime("UnknownEvent");
        match (wire.expose(), holds_name) {
            ("type", _) => base,
            (_, true) => code![base, "<'event', 'name'>"],
            (_, false) => code![base, "<", &TsStr::of(wire), ">"],
        }
    }

    /// A union told apart by the name of the event.
    fn named(&self, stream: &Stream) -> EventCode {
        let known = stream.cases.iter().map(|case| Code::from(&TsStr::of(&case.event))).collect();
        let mut members: Vec<Code> = stream
            .cases
            .iter()
            .map(|case| {
                code!["{ event: ", &TsStr::of(&case.event), "; data: ", self.types.code(&case.ty), " }"]
            })
            .collect();
        members.push(code![self.types.runtime("UnknownEvent"), "<'event', 'name'>"]);
        EventCode {
            ty: Code::from(&self.names.event),
            decode: code!["namedEvent(", Code::array(known, false), ")"],
            function: "namedEvent",
            declaration: Some(code![
                "export type ",
                &self.names.event,
                " =",
                Code::union_behind(members),
                ";"
            ]),
        }
    }
}
