//! The wire layer: progenitor's client for an *operation shell*, a description of operations alone.
//!
//! Every type in the shell is opaque (`T0`, `T1`, …) and stands for one of ours, so that the generator's own type layer has
//! nothing to do. What the shell cannot say goes beside it, through the runtime's `Exchange`.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use clade_emit::Scope;
use clade_ir::{
    Api, Body, HttpMethod, Operation, Param, ParamEncoding, ParamPlace, ParamStyle, PathPart, Reply, Type,
    TypeKind,
};
use heck::ToSnakeCase;
use indexmap::IndexMap;
use openapiv3::{
    AnySchema, Components, Info, MediaType, OpenAPI, Parameter, ParameterData, ParameterSchemaOrContent,
    PathItem, PathStyle, Paths, QueryStyle, ReferenceOr, RequestBody, Response, Responses, Schema,
    SchemaData, SchemaKind, StatusCode, StringType,
};
use progenitor_impl::{GenerationSettings, Generator, HooksMode, TypeImpl};
use quote::quote;

use crate::models::fields;
use crate::names::{self, Ident};
use crate::text;
use crate::types::{Imports, Site, Types};

/// How the body travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyRoute {
    /// As an argument of the wire layer.
    Typed,
    /// Beside it, or there is none.
    Beside,
}

/// What the wire layer makes of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReplyRoute {
    /// The decoded value.
    Typed,
    /// Nothing.
    Empty,
    /// The bytes.
    Raw,
}

/// How one operation passes the wire layer.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    /// The wire layer's method.
    pub(crate) method: Ident,
    /// Whether the whole path is one argument.
    pub(crate) whole_path: bool,
    /// Query parameters that are arguments, by their name on the wire.
    query: BTreeSet<String>,
    /// How the body travels.
    pub(crate) body: BodyRoute,
    /// What becomes of the answer.
    pub(crate) reply: ReplyRoute,
    /// The HTTP method that the wire layer cannot say.
    pub(crate) overriding: Option<String>,
    path: String,
}

impl Route {
    /// Whether a parameter is an argument of the wire layer.
    pub(crate) fn takes(&self, param: &Param) -> bool {
        param.place == ParamPlace::Query && self.query.contains(param.wire.expose())
    }
}

/// Words that the wire layer's methods use for themselves.
const WIRE_WORDS: [&str; 12] = [
    "body",
    "header_map",
    "info",
    "self",
    "value",
    "client",
    "baseurl",
    "inner",
    "request",
    "response",
    "result",
    "url",
];

/// Routes of all operations, in order.
pub(crate) fn routes(api: &Api, types: &Types<'_>) -> Vec<Route> {
    let mut methods: Scope = names::method_scope([
        "new_with_client",
        "baseurl",
        "client",
        "inner",
        "api_version",
        "pre",
        "post",
        "exec",
        "info",
    ]);
    let mut taken = BTreeSet::new();
    api.operations.iter().map(|operation| route(types, operation, &mut methods, &mut taken)).collect()
}

fn route(
    types: &Types<'_>,
    operation: &Operation,
    methods: &mut Scope,
    taken: &mut BTreeSet<(String, &'static str)>,
) -> Route {
    let key = operation.key.replace(['.', '-'], "_");
    // The wire layer cases the name anew; what that would change is claimed changed.
    let method = Ident::fixed(methods.claim([key.to_snake_case()]));
    let (verb, overriding) = verb(&operation.method);
    let mut path = shell_path(operation);
    // Two keys that differ in their parameters' names alone are one to a server, but the shell can hold both.
    let shape = path.clone().map(|path| (path.replace(|c: char| c.is_ascii_digit(), ""), verb));
    let whole_path = shape.is_none_or(|shape| !taken.insert(shape));
    if whole_path {
        path = None;
    }
    Route {
        path: path.unwrap_or_else(|| format!("/{{whole_path_of_{method}}}")),
        whole_path,
        query: typed_query(types, operation),
        body: body_route(types, operation),
        reply: reply_route(types, &operation.reply),
        overriding,
        method,
    }
}

/// The wire layer's method for an HTTP method, and the true one if that is another.
fn verb(method: &HttpMethod) -> (&'static str, Option<String>) {
    match method {
        HttpMethod::Get => ("get", None),
        HttpMethod::Put => ("put", None),
        HttpMethod::Post => ("post", None),
        HttpMethod::Delete => ("delete", None),
        HttpMethod::Head => ("head", None),
        HttpMethod::Patch => ("patch", None),
        other => ("post", Some(text::method(other).to_owned())),
    }
}

/// The path with numbered parameters, if the wire layer leaves its literal text alone.
fn shell_path(operation: &Operation) -> Option<String> {
    let mut path = String::new();
    let mut number = 0;
    for part in &operation.path {
        match part {
            PathPart::Literal(literal) => {
                path.push_str(&text::path_literal(literal.expose()).replace('%', "%25"));
            }
            PathPart::Param(_) => {
                path.push_str(&format!("{{p{number}}}"));
                number += 1;
            }
        }
    }
    // Two parameters without text between them are one thing less to rely on.
    let is_plain = path.starts_with('/') && !path.contains("//") && !path.contains("}{");
    is_plain.then_some(path)
}

/// Query parameters of the common style whose values the wire layer writes as the contract wants.
fn typed_query(types: &Types<'_>, operation: &Operation) -> BTreeSet<String> {
    let common = ParamEncoding::Style { style: ParamStyle::Form, explode: true, allow_reserved: false };
    let query = operation.params.iter().filter(|param| param.place == ParamPlace::Query && !param.managed);
    let fitting = query.filter(|param| param.encoding == common && is_typed(types, &param.ty));
    let mut by_word: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for param in fitting {
        by_word.entry(param.wire.expose().to_snake_case()).or_default().push(param.wire.expose());
    }
    let plain = |wire: &str| {
        let mut characters = wire.chars();
        characters.next().is_some_and(|c| c.is_ascii_alphabetic())
            && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
    };
    by_word
        .into_iter()
        .filter(|(word, wires)| wires.len() == 1 && !WIRE_WORDS.contains(&word.as_str()) && !word.is_empty())
        .filter_map(|(_, wires)| wires.first().filter(|wire| plain(wire)).map(|wire| (*wire).to_owned()))
        .collect()
}

fn is_typed(types: &Types<'_>, ty: &Type) -> bool {
    match types.resolve(fields::bare(ty)) {
        Type::List(item) => is_scalar(types, item),
        _ => is_scalar(types, fields::bare(ty)),
    }
}

fn is_scalar(types: &Types<'_>, ty: &Type) -> bool {
    match types.resolve(ty) {
        Type::Bool | Type::Int(_) | Type::Text | Type::Decimal | Type::DateTime | Type::Date | Type::Uuid => {
            true
        }
        Type::Named(id) => matches!(types.decl(*id).kind, TypeKind::Enum(_)),
        _ => false,
    }
}

fn body_route(types: &Types<'_>, operation: &Operation) -> BodyRoute {
    match &operation.body {
        Body::Json { media, required: true, ty }
            if media.expose() == "application/json" && operation.pinned.is_empty() && has_path(types, ty) =>
        {
            BodyRoute::Typed
        }
        _ => BodyRoute::Beside,
    }
}

/// Whether the type can be named by a path, which is all that the wire layer takes: the unit of a lone `null` cannot.
fn has_path(types: &Types<'_>, ty: &Type) -> bool {
    !matches!(types.resolve(ty), Type::Null)
}

fn reply_route(types: &Types<'_>, reply: &Reply) -> ReplyRoute {
    match reply {
        Reply::Empty => ReplyRoute::Empty,
        Reply::One { optional: false, ty } if has_path(types, ty) => ReplyRoute::Typed,
        Reply::Page { .. } => ReplyRoute::Typed,
        Reply::One { .. } | Reply::Stream(_) | Reply::Text | Reply::Bytes => ReplyRoute::Raw,
    }
}

/// The source of the wire layer, or why there is none.
pub(crate) fn generate(api: &Api, types: &Types<'_>, routes: &[Route]) -> Result<String, String> {
    let mut shell = Shell { types, opaque: BTreeMap::new() };
    let document = shell.document(api, routes);
    let mut settings = GenerationSettings::default();
    settings
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote! { ::std::sync::Arc<crate::runtime::Exchange> });
    for (target, name) in &shell.opaque {
        settings.with_replacement(name, target, std::iter::empty::<TypeImpl>());
    }
    // The generator panics where it should report; a panic is a fault of the shell, and must not end the program.
    let generated = catch_unwind(AssertUnwindSafe(|| Generator::new(&settings).generate_tokens(&document)));
    let tokens = match generated {
        Ok(Ok(tokens)) => tokens,
        Ok(Err(error)) => return Err(error.to_string()),
        Err(_) => return Err("the wire generator panicked".to_owned()),
    };
    let file = syn::parse2(tokens).map_err(|error| error.to_string())?;
    Ok(prettyplease::unparse(&file))
}

struct Shell<'s> {
    types: &'s Types<'s>,
    /// Names of opaque types by what they stand for.
    opaque: BTreeMap<String, String>,
}

impl Shell<'_> {
    fn document(&mut self, api: &Api, routes: &[Route]) -> OpenAPI {
        let mut paths = Paths::default();
        for (operation, route) in api.operations.iter().zip(routes) {
            let lowered = self.operation(operation, route);
            let slot = paths.paths.entry(route.path.clone());
            if let ReferenceOr::Item(item) = slot.or_insert_with(|| ReferenceOr::Item(PathItem::default())) {
                let (verb, _) = verb(&operation.method);
                *method_slot(item, verb) = Some(lowered);
            }
        }
        let schemas =
            self.opaque.values().map(|name| (name.clone(), ReferenceOr::Item(any_schema()))).collect();
        OpenAPI {
            openapi: "3.0.3".to_owned(),
            info: Info { title: "the API".to_owned(), version: "0".to_owned(), ..Info::default() },
            paths,
            components: Some(Components { schemas, ..Components::default() }),
            ..OpenAPI::default()
        }
    }

    fn operation(&mut self, operation: &Operation, route: &Route) -> openapiv3::Operation {
        let mut parameters: Vec<ReferenceOr<Parameter>> = path_names(&route.path)
            .map(|name| {
                ReferenceOr::Item(Parameter::Path {
                    parameter_data: data(name, true, text_schema()),
                    style: PathStyle::Simple,
                })
            })
            .collect();
        for param in operation.params.iter().filter(|param| route.takes(param)) {
            let schema = self.reference(fields::bare(&param.ty));
            let parameter_data = data(param.wire.expose(), param.required, schema);
            parameters.push(ReferenceOr::Item(Parameter::Query {
                parameter_data,
                allow_reserved: false,
                style: QueryStyle::Form,
                allow_empty_value: None,
            }));
        }
        openapiv3::Operation {
            operation_id: Some(route.method.to_string()),
            parameters,
            request_body: self.body(operation, route),
            responses: self.responses(operation, route),
            ..openapiv3::Operation::default()
        }
    }

    fn body(&mut self, operation: &Operation, route: &Route) -> Option<ReferenceOr<RequestBody>> {
        let Body::Json { ty, .. } = &operation.body else { return None };
        if route.body != BodyRoute::Typed {
            return None;
        }
        let content = [("application/json".to_owned(), self.media(ty))].into_iter().collect();
        Some(ReferenceOr::Item(RequestBody { content, required: true, ..RequestBody::default() }))
    }

    fn responses(&mut self, operation: &Operation, route: &Route) -> Responses {
        let content = match (route.reply, &operation.reply) {
            (ReplyRoute::Typed, Reply::One { ty, .. } | Reply::Page { ty, .. }) => {
                Some(("application/json".to_owned(), self.media(ty)))
            }
            (ReplyRoute::Empty, _) => None,
            _ => Some(("application/octet-stream".to_owned(), MediaType::default())),
        };
        let response = Response { content: content.into_iter().collect(), ..Response::default() };
        let responses = [(StatusCode::Range(2), ReferenceOr::Item(response))].into_iter().collect();
        Responses { responses, ..Responses::default() }
    }

    fn media(&mut self, ty: &Type) -> MediaType {
        MediaType { schema: Some(self.reference(ty)), ..MediaType::default() }
    }

    /// A reference to the opaque type that stands for a type of ours.
    fn reference(&mut self, ty: &Type) -> ReferenceOr<Schema> {
        let target = self.types.expr(ty, Site::Path("crate"), &mut Imports::default());
        let number = self.opaque.len();
        let name = self.opaque.entry(target).or_insert_with(|| format!("T{number}"));
        ReferenceOr::Reference { reference: format!("#/components/schemas/{name}") }
    }
}

fn method_slot<'i>(item: &'i mut PathItem, verb: &str) -> &'i mut Option<openapiv3::Operation> {
    match verb {
        "get" => &mut item.get,
        "put" => &mut item.put,
        "delete" => &mut item.delete,
        "head" => &mut item.head,
        "patch" => &mut item.patch,
        _ => &mut item.post,
    }
}

fn path_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| part.split('}').next())
}

fn data(name: &str, required: bool, schema: ReferenceOr<Schema>) -> ParameterData {
    ParameterData {
        name: name.to_owned(),
        description: None,
        required,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(schema),
        example: None,
        examples: IndexMap::default(),
        explode: None,
        extensions: IndexMap::default(),
    }
}

fn text_schema() -> ReferenceOr<Schema> {
    let schema_kind = SchemaKind::Type(openapiv3::Type::String(StringType::default()));
    ReferenceOr::Item(Schema { schema_data: SchemaData::default(), schema_kind })
}

fn any_schema() -> Schema {
    Schema { schema_data: SchemaData::default(), schema_kind: SchemaKind::Any(AnySchema::default()) }
}
