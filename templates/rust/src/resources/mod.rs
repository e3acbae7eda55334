//! Resources: one file each, with a type for every call.

pub(crate) mod args;
mod paging;
mod request;
mod streaming;

use askama::Template;
use clade_diag::Diags;
use clade_emit::Scope;
use clade_emit::encode::{RsDoc, RsInnerDoc, RsStr};
use clade_ir::{Api, AuthRule, Operation, Reply, Resource, RetryClass};

use args::{Arg, ArgKind, Setter};
use paging::PagedNode;
use streaming::StreamNode;

use crate::docs;
use crate::layout::{self, pad};
use crate::names::{self, Ident};
use crate::shell::{ReplyRoute, Route};
use crate::text;
use crate::types::{Imports, Site, Types};

/// A file of one resource.
#[derive(Debug, Template)]
#[template(path = "resource.rs.j2", escape = "none")]
pub(crate) struct ResourceFile {
    header: String,
    doc: RsInnerDoc,
    imports: String,
    name: Ident,
    name_doc: RsDoc,
    calls: Vec<CallNode>,
}

impl ResourceFile {
    /// The resource's type.
    pub(crate) fn name(&self) -> &Ident {
        &self.name
    }
}

/// One call.
#[derive(Debug, Template)]
#[template(path = "call.rs.j2", escape = "none")]
pub(crate) struct CallNode {
    doc: RsDoc,
    call_doc: RsDoc,
    method_head: String,
    method_body: String,
    is_deprecated: bool,
    name: Ident,
    fields: Vec<String>,
    setters: Vec<Setter>,
    kind: &'static str,
    output: String,
    exchange_head: String,
    meta: String,
    statements: Vec<String>,
    wire_call: String,
    reply: Vec<String>,
    paged: Option<PagedNode>,
    stream: Option<StreamNode>,
}

/// What the emitter knows of a call after lowering, for clients, drivers and documents.
#[derive(Debug, Clone)]
pub(crate) struct CallSummary {
    /// `resource.method`.
    pub(crate) key: String,
    /// Accessor of the resource on the client.
    pub(crate) resource: Ident,
    /// Method of the resource.
    pub(crate) method: Ident,
    /// The call's type.
    pub(crate) ty: Ident,
    /// Arguments that must be given, then those with setters; with their setters' names.
    pub(crate) args: Vec<SummaryArg>,
    /// `one`, `pages` or `events`.
    pub(crate) kind: &'static str,
}

/// One argument of a call.
#[derive(Debug, Clone)]
pub(crate) struct SummaryArg {
    /// Name in the driver's arguments.
    pub(crate) key: String,
    /// Whether it is positional.
    pub(crate) required: bool,
    /// The setter's name, if it has one.
    pub(crate) setter: Option<Ident>,
    /// The name of the setter to `null`, if it has one.
    pub(crate) null_setter: Option<Ident>,
    /// Whether it holds several uploads.
    pub(crate) repeated: bool,
    /// What decodes it.
    pub(crate) kind: ArgKind,
}

/// Everything a resource's lowering needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'c> {
    /// The API.
    pub(crate) api: &'c Api,
    /// Its types.
    pub(crate) types: &'c Types<'c>,
    /// How operations pass the wire layer, by their ids.
    pub(crate) routes: &'c [Route],
    /// The header of generated files.
    pub(crate) header: &'c str,
}

/// Lowers one resource; `accessor` is its name on the client.
pub(crate) fn lower(
    context: Context<'_>,
    resource: &Resource,
    accessor: &Ident,
    diags: &mut Diags,
) -> (ResourceFile, Vec<CallSummary>) {
    let mut imports = Imports::default();
    let mut type_scope = names::type_scope(["Exchange", "wire"]);
    let name = names::pascal(&mut type_scope, &resource.name, "Api");
    let mut methods = names::method_scope(["new"]);
    let mut calls = Vec::new();
    let mut summaries = Vec::new();
    for id in &resource.operations {
        let operation = context.api.op(*id);
        let Some(route) = context.routes.get(id.0 as usize) else { continue };
        let (call, summary) = lower_call(
            context,
            accessor,
            operation,
            route,
            (&mut type_scope, &mut methods),
            &mut imports,
            diags,
        );
        calls.push(call);
        summaries.push(summary);
    }
    common_imports(&mut imports, !calls.is_empty());
    let fallback = format!("The resource `{accessor}`.");
    let file = ResourceFile {
        header: context.header.to_owned(),
        doc: docs::module(&resource.docs, &fallback),
        imports: imports.render(),
        name_doc: docs::item(&resource.docs, &fallback, &[], 0),
        name,
        calls,
    };
    (file, summaries)
}

fn common_imports(imports: &mut Imports, has_calls: bool) {
    imports.runtime("Transport");
    if !has_calls {
        return;
    }
    imports.add("std::sync", "Arc");
    imports.add("crate::hooks", "wire");
    for name in ["CallOptions", "Error", "Exchange", "OpMeta", "Operation", "Response"] {
        imports.runtime(name);
    }
}

fn lower_call(
    context: Context<'_>,
    accessor: &Ident,
    operation: &Operation,
    route: &Route,
    (type_scope, methods): (&mut Scope, &mut Scope),
    imports: &mut Imports,
    diags: &mut Diags,
) -> (CallNode, CallSummary) {
    let types = context.types;
    let name = names::pascal(type_scope, &operation.name, "Call");
    let method = names::value(methods, &operation.name);
    let args = args::of(types, operation, imports);
    let request = request::lower(types, operation, &args, route, imports);
    let mut call_methods = names::method_scope(CALL_METHODS);
    let mut summary_args = Vec::new();
    let mut setters = Vec::new();
    for arg in &args {
        let setter = (!arg.required).then(|| arg.setter(&mut call_methods));
        let null = arg.null_setter(&mut call_methods);
        summary_args.push(summary_arg(arg, setter.as_ref(), null.as_ref()));
        setters.extend(setter.into_iter().chain(null));
    }
    let paged = match &operation.reply {
        Reply::Page { ty, paging } => paging::lower(types, operation, ty, paging, &args, imports),
        _ => None,
    };
    if matches!(operation.reply, Reply::Page { .. }) && paged.is_none() {
        crate::diagnostics::plain_page(diags, operation);
    }
    let stream = match &operation.reply {
        Reply::Stream(stream) => Some(streaming::lower(types, stream, imports)),
        _ => None,
    };
    let kind = match (&paged, &stream) {
        (Some(_), _) => "pages",
        (_, Some(_)) => "events",
        _ => "one",
    };
    let route_line = format!("`{}`", text::route(operation));
    let required: Vec<&Arg<'_>> = args.iter().filter(|arg| arg.required).collect();
    let heads: Vec<String> =
        std::iter::once("&self".to_owned()).chain(required.iter().map(|arg| arg.declared())).collect();
    let mut inits =
        vec!["transport: self.transport.clone()".to_owned(), "options: CallOptions::default()".to_owned()];
    inits.extend(args.iter().map(Arg::init));
    let output = output(types, &operation.reply, imports);
    let summary = CallSummary {
        key: operation.key.clone(),
        resource: accessor.clone(),
        method: method.clone(),
        ty: name.clone(),
        args: summary_args,
        kind,
    };
    let node = CallNode {
        doc: docs::item(
            &operation.docs,
            &format!("Calls `{}`.", operation.key),
            std::slice::from_ref(&route_line),
            1,
        ),
        call_doc: docs::own(&format!("The call {route_line}. Nothing is sent before it is asked to."), 0),
        method_head: layout::signature(1, &format!("pub fn {method}"), &heads, &format!(" -> {name} {{")),
        method_body: pad(2) + &layout::literal(2, name.as_str(), &inits, ""),
        is_deprecated: operation.docs.deprecated,
        fields: args.iter().map(|arg| field(arg)).collect(),
        setters,
        kind,
        meta: meta(context.api, operation, route, imports),
        statements: request.statements,
        wire_call: wire_call(route, &request.arguments),
        reply: reply(&operation.reply, route.reply),
        paged,
        stream,
        exchange_head: exchange_head(&output),
        output,
        name,
    };
    (node, summary)
}

fn exchange_head(output: &str) -> String {
    let arguments = ["&self".to_owned(), "exchange: &Arc<Exchange>".to_owned()];
    layout::signature(
        1,
        "async fn exchange",
        &arguments,
        &format!(" -> Result<Response<{output}>, Error> {{"),
    )
}

/// Methods that every call has.
const CALL_METHODS: [&str; 15] = [
    "blocking",
    "deadline",
    "header",
    "idempotency_key",
    "idle_timeout",
    "items",
    "last_event_id",
    "max_retries",
    "open",
    "open_blocking",
    "options",
    "pages",
    "send",
    "timeout",
    "wait",
];

fn field(arg: &Arg<'_>) -> String {
    layout::field(1, "", arg.name.as_str(), &arg.stored())
}

fn summary_arg(arg: &Arg<'_>, setter: Option<&Setter>, null_setter: Option<&Setter>) -> SummaryArg {
    let (key, repeated) = match arg.purpose {
        args::Purpose::Param(param) => (param.name.join("_"), false),
        args::Purpose::Part(part) => (part.name.join("_"), part.repeated),
        args::Purpose::Body => ("body".to_owned(), false),
    };
    let [setter, null_setter] = [setter, null_setter].map(|it| it.map(|setter| setter.method.clone()));
    SummaryArg { key, required: arg.required, setter, null_setter, repeated, kind: arg.kind.clone() }
}

/// The value of `META`.
fn meta(api: &Api, operation: &Operation, route: &Route, imports: &mut Imports) -> String {
    let mut fields = Vec::new();
    let accept = operation.accept.iter().map(clade_ir::SpecText::expose).collect::<Vec<_>>().join(", ");
    if accept != "application/json" {
        fields.push(format!("accept: {}", RsStr::own(&accept)));
    }
    match operation.retry {
        RetryClass::Safe => {}
        RetryClass::IdempotencyKey | RetryClass::Never => {
            imports.runtime("RetryClass");
            let class = if operation.retry == RetryClass::Never { "Never" } else { "IdempotencyKey" };
            fields.push(format!("retry: RetryClass::{class}"));
        }
    }
    if matches!(operation.reply, Reply::Stream(_) | Reply::Bytes) {
        imports.runtime("ReplyMode");
        fields.push("reply: ReplyMode::Streamed".to_owned());
    }
    if let Some(auth) = auth(api, &operation.auth) {
        fields.push(format!("auth: {auth}"));
    }
    if let Some(header) =
        key_header(operation).filter(|header| !header.eq_ignore_ascii_case("idempotency-key"))
    {
        fields.push(format!("idempotency_header: {}", RsStr::own(header)));
    }
    if let Some(server) = &operation.server {
        fields.push(format!("server: Some({})", RsStr::of(server)));
    }
    if let Some(method) = &route.overriding {
        fields.push(format!("method: Some({})", RsStr::own(method)));
    }
    let key = [RsStr::own(&operation.key).to_string()];
    if fields.is_empty() {
        return layout::call(1, "OpMeta::new", &key, ";").trim_start().to_owned();
    }
    let lines: String = fields.iter().map(|field| format!("        {field},\n")).collect();
    let base = layout::call(2, "..OpMeta::new", &key, "");
    format!("OpMeta {{\n{lines}{base}\n    }};")
}

fn key_header(operation: &Operation) -> Option<&str> {
    let managed = operation.params.iter().filter(|param| param.managed);
    let mut names = managed.map(|param| param.wire.expose());
    names.find(|name| !name.eq_ignore_ascii_case("last-event-id"))
}

/// Alternatives of credentials; `None` if the operation sends none.
fn auth(api: &Api, rule: &AuthRule) -> Option<String> {
    let AuthRule::AnyOf(alternatives) = rule else { return None };
    let alternatives: Vec<String> = alternatives
        .iter()
        .map(|schemes| {
            let names: Vec<String> = schemes
                .iter()
                .map(|it| RsStr::own(&api.scheme(it.scheme).name.join("_")).to_string())
                .collect();
            format!("&[{}]", names.join(", "))
        })
        .collect();
    (!alternatives.is_empty()).then(|| layout::array(2, "&", &alternatives, ""))
}

/// `let response = wire.specs_get(&id).await;`
fn wire_call(route: &Route, arguments: &[String]) -> String {
    let inner = arguments.join(", ");
    let chain = format!("wire.{}({inner}).await", route.method);
    let one = format!("{}let response = {chain};", pad(2));
    if one.chars().count() <= 100 && chain.chars().count() <= 60 {
        return one;
    }
    let call = layout::call(3, &format!(".{}", route.method), arguments, "");
    format!("{}let response = wire\n{call}\n{}.await;", pad(2), pad(3))
}

/// What a success gives.
fn output(types: &Types<'_>, reply: &Reply, imports: &mut Imports) -> String {
    match reply {
        Reply::Empty => "()".to_owned(),
        Reply::One { ty, optional } => {
            let expr = types.expr(ty, Site::Resource, imports);
            if *optional { format!("Option<{expr}>") } else { expr }
        }
        Reply::Page { ty, .. } => types.expr(ty, Site::Resource, imports),
        Reply::Stream(_) => {
            imports.runtime("ByteStream");
            "ByteStream".to_owned()
        }
        Reply::Text => "String".to_owned(),
        Reply::Bytes => {
            imports.runtime("Download");
            "Download".to_owned()
        }
    }
}

/// The statements after the wire call.
fn reply(reply: &Reply, route: ReplyRoute) -> Vec<String> {
    let raw = "let response = exchange.finish_raw(response)?;";
    let lines: &[&str] = match reply {
        Reply::One { .. } | Reply::Page { .. } if route == ReplyRoute::Typed => {
            &["exchange.finish(response)"]
        }
        Reply::One { optional: false, .. } | Reply::Page { .. } => {
            &[raw, "let response = exchange.collect(response).await?;", "exchange.decode(response)"]
        }
        Reply::Empty | Reply::Stream(_) => &["exchange.finish_raw(response)"],
        Reply::One { .. } => {
            &[raw, "let response = exchange.collect(response).await?;", "exchange.decode_optional(response)"]
        }
        Reply::Text => &[
            raw,
            "let response = exchange.collect(response).await?;",
            "Ok(response.map(|text| String::from_utf8_lossy(&text).into_owned()))",
        ],
        Reply::Bytes => &[raw, "Ok(Download::of(exchange, response))"],
    };
    lines.iter().map(|line| pad(2) + line).collect()
}
