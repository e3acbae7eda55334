//! Operations.

use std::fmt::Write as _;

use super::types::{docs, json, literal};
use super::{Dump, plain, quoted};
use crate::{
    AuthRule, Body, Framing, HttpMethod, MultipartPart, Operation, Outcome, Paging, PagingKind, Param,
    ParamEncoding, ParamPlace, ParamStyle, PartContent, PathPart, Payload, Reply, RetryClass, SpecText,
    StatusSet, Stream, StreamKind,
};

impl Dump<'_> {
    pub(super) fn operations(&mut self) {
        let operations = &self.api.operations;
        for operation in operations {
            self.line(0, "");
            self.operation(operation);
        }
    }

    fn operation(&mut self, op: &Operation) {
        let mut head = format!("op {} {} {}", op.key, method(&op.method), path(op));
        if let Some(id) = &op.wire_id {
            let _ = write!(head, " ({})", plain(id));
        }
        self.line(0, &(head + &docs(&op.docs)));
        for (name, value) in &op.fixed_query {
            self.line(1, &format!("always {}={}", plain(name), plain(value)));
        }
        for param in &op.params {
            let line = self.param(param);
            self.line(1, &line);
        }
        self.body(&op.body);
        for pinned in &op.pinned {
            self.line(1, &format!("pinned {} = {}", plain(&pinned.wire), literal(&pinned.value)));
        }
        if !op.accept.is_empty() {
            self.line(1, &format!("accept {}", op.accept.iter().map(plain).collect::<Vec<_>>().join(", ")));
        }
        let reply = self.reply(op);
        self.line(1, &format!("-> {reply}"));
        for outcome in op.successes.iter().chain(&op.errors) {
            let line = self.outcome(outcome);
            self.line(1, &line);
        }
        let line = self.rules(op);
        self.line(1, &line);
    }

    fn param(&self, param: &Param) -> String {
        let name = param.name.join("_");
        let mut line = format!("{} {name}", place(param.place));
        if param.wire != *name {
            let _ = write!(line, " {}", quoted(&param.wire));
        }
        if !param.required {
            line.push('?');
        }
        let _ = write!(line, ": {}{}", self.ty(&param.ty), encoding(param));
        if let Some(default) = &param.default {
            let _ = write!(line, " = {}", json(default));
        }
        if param.managed {
            line.push_str(" managed");
        }
        line + &docs(&param.docs)
    }

    fn body(&mut self, body: &Body) {
        let given = |required: bool| if required { "" } else { "?" };
        match body {
            Body::None => {}
            Body::Json { media, ty, required } => {
                let line = format!("body{}: {} as {}", given(*required), self.ty(ty), plain(media));
                self.line(1, &line);
            }
            Body::Form { ty, fields, required } => {
                let line = format!("body{}: {} as form", given(*required), self.ty(ty));
                self.line(1, &line);
                for field in fields.iter().filter(|field| !is_plain_form(&field.encoding)) {
                    self.line(2, &format!("{}{}", plain(&field.wire), written(&field.encoding)));
                }
            }
            Body::Multipart { media, parts, required } => {
                self.line(1, &format!("body{}: {}", given(*required), plain(media)));
                for part in parts {
                    let line = self.part(part);
                    self.line(2, &line);
                }
            }
            Body::Bytes { media, required } => {
                self.line(1, &format!("body{}: bytes as {}", given(*required), plain(media)));
            }
            Body::Text { media, required } => {
                self.line(1, &format!("body{}: text as {}", given(*required), plain(media)));
            }
        }
    }

    fn part(&self, part: &MultipartPart) -> String {
        let name = part.name.join("_");
        let mut line = format!("part {name}");
        if part.wire != *name {
            let _ = write!(line, " {}", quoted(&part.wire));
        }
        if !part.required {
            line.push('?');
        }
        let content = match &part.content {
            PartContent::File => "file".to_owned(),
            PartContent::Text(ty) => self.ty(ty),
            PartContent::Json(ty) => format!("{} as json", self.ty(ty)),
        };
        let _ = write!(line, ": {content}");
        if part.repeated {
            line.push_str(" repeated");
        }
        if let Some(media) = &part.media {
            let _ = write!(line, " ({})", plain(media));
        }
        line + &docs(&part.docs)
    }

    fn reply(&self, op: &Operation) -> String {
        match &op.reply {
            Reply::Empty => "nothing".to_owned(),
            Reply::One { ty, optional } => {
                format!("{}{}", self.ty(ty), if *optional { " or nothing" } else { "" })
            }
            Reply::Page { ty, paging } => format!("pages of {}: {}", self.ty(ty), self.paging(op, paging)),
            Reply::Stream(stream) => self.stream(stream),
            Reply::Text => "text".to_owned(),
            Reply::Bytes => "bytes".to_owned(),
        }
    }

    fn paging(&self, op: &Operation, paging: &Paging) -> String {
        let param = |at: usize| op.params.get(at).map(|param| param.name.join("_")).unwrap_or_default();
        let mut line = match &paging.kind {
            PagingKind::Cursor { param: at, next } => format!("cursor {} from {}", param(*at), dotted(next)),
            PagingKind::Offset { param: at } => format!("offset {}", param(*at)),
            PagingKind::PageNumber { param: at, first } => format!("page number {} from {first}", param(*at)),
            PagingKind::LinkHeader => "link header".to_owned(),
            PagingKind::NextUrl { next } => format!("next url {}", dotted(next)),
        };
        let _ = write!(line, ", items {}: {}", dotted(&paging.items), self.ty(&paging.item));
        if let Some(at) = paging.limit_param {
            let _ = write!(line, ", limit {}", param(at));
        }
        if let Some(total) = &paging.total {
            let _ = write!(line, ", total {}", dotted(total));
        }
        if let Some(more) = &paging.more {
            let _ = write!(line, ", while {}", dotted(more));
        }
        line
    }

    fn stream(&self, stream: &Stream) -> String {
        let framing = match stream.framing {
            Framing::Sse => "events",
            Framing::JsonLines => "lines",
        };
        let mut line = format!("stream of {framing}: {}", self.ty(&stream.item));
        match &stream.kind {
            StreamKind::Feed => line.push_str(", feed"),
            StreamKind::Finite { terminator: None } => line.push_str(", finite"),
            StreamKind::Finite { terminator: Some(text) } => {
                let _ = write!(line, ", finite until {}", quoted(text));
            }
        }
        if stream.resumable {
            line.push_str(", resumable");
        }
        if let Some(switch) = &stream.switch {
            let _ = write!(line, ", switched by {}", plain(&switch.wire));
        }
        for case in &stream.cases {
            let _ = write!(
                line,
                "\n    event {} -> {}: {}",
                quoted(&case.event),
                case.name.join("_"),
                self.ty(&case.ty)
            );
        }
        line
    }

    fn outcome(&self, outcome: &Outcome) -> String {
        let payload = match &outcome.payload {
            Payload::Empty => "nothing".to_owned(),
            Payload::Json(ty) => self.ty(ty),
            Payload::Text => "text".to_owned(),
            Payload::Bytes => "bytes".to_owned(),
            Payload::Stream(_) => "stream".to_owned(),
        };
        let mut line = format!("{} {payload}", status(outcome.status));
        for header in &outcome.headers {
            let mark = if header.required { "" } else { "?" };
            let _ = write!(line, " header {}{mark}: {}", plain(&header.wire), self.ty(&header.ty));
        }
        line
    }

    fn rules(&self, op: &Operation) -> String {
        let retry = match op.retry {
            RetryClass::Safe => "safe",
            RetryClass::IdempotencyKey => "by key",
            RetryClass::Never => "never",
        };
        let auth = match &op.auth {
            AuthRule::Anonymous => "anonymous".to_owned(),
            AuthRule::AnyOf(list) => {
                list.iter().map(|one| self.alternative(one)).collect::<Vec<_>>().join(" or ")
            }
        };
        let server = op.server.as_ref().map(|url| format!(", at {}", quoted(url))).unwrap_or_default();
        format!("retry {retry}, auth {auth}{server}")
    }
}

fn dotted(path: &[SpecText]) -> String {
    if path.is_empty() { "(root)".to_owned() } else { path.iter().map(plain).collect::<Vec<_>>().join(".") }
}

fn path(op: &Operation) -> String {
    let part = |part: &PathPart| match part {
        PathPart::Literal(text) => plain(text),
        PathPart::Param(at) => {
            format!("{{{}}}", op.params.get(*at).map(|p| p.name.join("_")).unwrap_or_default())
        }
    };
    op.path.iter().map(part).collect()
}

fn method(method: &HttpMethod) -> String {
    match method {
        HttpMethod::Other(token) => token.to_string(),
        known => format!("{known:?}").to_ascii_uppercase(),
    }
}

fn place(place: ParamPlace) -> &'static str {
    match place {
        ParamPlace::Path => "path",
        ParamPlace::Query => "query",
        ParamPlace::QueryString => "querystring",
        ParamPlace::Header => "header",
        ParamPlace::Cookie => "cookie",
    }
}

fn status(status: StatusSet) -> String {
    match status {
        StatusSet::Code(code) => code.to_string(),
        StatusSet::Class(digit) => format!("{digit}xx"),
        StatusSet::Default => "default".to_owned(),
    }
}

/// How a parameter is written, if not as its place has it by default.
fn encoding(param: &Param) -> String {
    let by_default = match param.place {
        ParamPlace::Path | ParamPlace::Header => {
            ParamEncoding::Style { style: ParamStyle::Simple, explode: false, allow_reserved: false }
        }
        _ => ParamEncoding::Style { style: ParamStyle::Form, explode: true, allow_reserved: false },
    };
    if param.encoding == by_default { String::new() } else { written(&param.encoding) }
}

fn is_plain_form(encoding: &ParamEncoding) -> bool {
    matches!(encoding, ParamEncoding::Style { style: ParamStyle::Form, explode: true, allow_reserved: false })
}

fn written(encoding: &ParamEncoding) -> String {
    match encoding {
        ParamEncoding::Json => " as json".to_owned(),
        ParamEncoding::Form => " as form".to_owned(),
        ParamEncoding::Style { style, explode, allow_reserved } => {
            let style = match style {
                ParamStyle::Form => "form",
                ParamStyle::Simple => "simple",
                ParamStyle::Label => "label",
                ParamStyle::Matrix => "matrix",
                ParamStyle::SpaceDelimited => "spaces",
                ParamStyle::PipeDelimited => "pipes",
                ParamStyle::DeepObject => "deep object",
            };
            let explode = if *explode { " exploded" } else { "" };
            let reserved = if *allow_reserved { " reserved" } else { "" };
            format!(" as {style}{explode}{reserved}")
        }
    }
}
