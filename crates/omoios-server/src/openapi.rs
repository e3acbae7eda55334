//! The document: what the annotations say, and what is the same for all operations.

use std::collections::BTreeMap;

use omoios_api::{PhaseConflictDetails, Problem};
use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi as Document;
use utoipa::{Modify, OpenApi};

use crate::responses;
use crate::state::App;

/// Examples of requests and answers, by operation.
const EXAMPLES: &[&str] = &[
    include_str!("../examples/health.json"),
    include_str!("../examples/orgs.json"),
    include_str!("../examples/api_keys.json"),
    include_str!("../examples/specs.json"),
    include_str!("../examples/tickets.json"),
    include_str!("../examples/tasks.json"),
    include_str!("../examples/artifacts.json"),
    include_str!("../examples/dag.json"),
    include_str!("../examples/memory.json"),
    include_str!("../examples/discoveries.json"),
    include_str!("../examples/events.json"),
];

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Omoios",
        description = "Control plane for coding agents: specs are driven through phases, cut into tickets and tasks, and everything that happens is one stream of events.\n\nEvery answer carries `x-request-id`. Every error has one body, `Problem`, as `application/problem+json`. Every POST accepts an `Idempotency-Key`: a repeated call with the same key and the same request has one effect and gets the same answer for 24 hours. Lists are read page by page with `limit` and `cursor`. Clients have to accept members, values of enumerations and types of events that they do not know.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    version = "3.2.0",
    servers((url = "http://127.0.0.1:18000", description = "A server on this machine.")),
    security(("api_key" = [])),
    components(schemas(
        Problem,
        PhaseConflictDetails,
        omoios_api::PhaseConflict,
        omoios_api::TaskConflict,
        omoios_api::ValidationProblem,
        omoios_api::Event,
    )),
    modifiers(&Security),
    tags(
        (name = "health", description = "Whether the server works."),
        (name = "orgs", description = "Organisations and their members."),
        (name = "api_keys", description = "Keys that programs call with."),
        (name = "specs", description = "What is wanted, on its way through the phases."),
        (name = "tickets", description = "The parts a spec is cut into."),
        (name = "tasks", description = "The units of work."),
        (name = "artifacts", description = "Files that tasks leave behind."),
        (name = "dag", description = "The graph of the tasks of a spec."),
        (name = "memory", description = "What was learnt in earlier runs."),
        (name = "discoveries", description = "Work that was found while doing other work."),
        (name = "events", description = "Everything that happens, as history and as a stream."),
    )
)]
struct Api;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut Document) {
        use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
        let mut scheme = Http::new(HttpAuthScheme::Bearer);
        scheme.bearer_format = Some("omoi_sk_".to_owned());
        scheme.description = Some("An API key, `omoi_sk_…`, as bearer token.".to_owned());
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("api_key", SecurityScheme::Http(scheme));
    }
}

/// The routes and the document that describes them.
pub fn routes_and_document() -> Result<(axum::Router<App>, Value), serde_json::Error> {
    let base = utoipa_axum::router::OpenApiRouter::with_openapi(Api::openapi());
    let (router, document) = base.merge(crate::routes::router()).split_for_parts();
    let mut document = serde_json::to_value(document)?;
    finish(&mut document)?;
    Ok((router, document))
}

/// The document as it is printed: indented, with a line end.
pub fn text(document: &Value) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(document).map(|text| text + "\n")
}

/// Adds what the annotations cannot say or would have to repeat.
fn finish(document: &mut Value) -> Result<(), serde_json::Error> {
    add_components(document)?;
    let examples = examples()?;
    for (path, method, operation) in operations_mut(document) {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        let open = path == "/api/health";
        if open {
            operation["security"] = json!([]);
        }
        plain_optional_body(operation);
        add_common_responses(operation, &method, open);
        if method == "post" {
            add_parameter(operation, "IdempotencyKey");
        }
        add_response_headers(operation, method == "post");
        if let Some(example) = examples.get(&id) {
            add_examples(operation, example);
        }
        if id == "events.stream" {
            describe_stream(operation);
        }
    }
    join_lines(document);
    Ok(())
}

/// A body that may be left out is optional, which is not the same as being `null`.
fn plain_optional_body(operation: &mut Value) {
    for content in contents_mut(operation.get_mut("requestBody")) {
        let variants = content["schema"]["oneOf"].as_array();
        let body =
            variants.and_then(|variants| variants.iter().find(|variant| variant.get("$ref").is_some()));
        if let Some(body) = body.cloned() {
            content["schema"] = body;
        }
    }
    if let Some(Value::Object(body)) = operation.get_mut("requestBody") {
        body.entry("required").or_insert(Value::Bool(false));
    }
}

/// The contents of a body or of an answer, whatever their media types.
fn contents_mut(holder: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    let contents = holder.and_then(|holder| holder.get_mut("content")).and_then(Value::as_object_mut);
    contents.into_iter().flat_map(Map::values_mut)
}

/// Source lines are wrapped; paragraphs of the document are not.
fn join_lines(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "description" => *text = unwrapped(text),
                    Value::Object(_) | Value::Array(_) if name != "example" => join_lines(member),
                    _ => {}
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(join_lines),
        _ => {}
    }
}

fn unwrapped(text: &str) -> String {
    let paragraphs: Vec<String> = text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
    paragraphs.join("\n\n")
}

/// Every operation with its path and method.
fn operations_mut(document: &mut Value) -> impl Iterator<Item = (String, String, &mut Value)> {
    let paths = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.iter_mut());
    paths.flat_map(|(path, item)| {
        let methods = item.as_object_mut().into_iter().flat_map(|item| item.iter_mut());
        methods.map(|(method, operation)| (path.clone(), method.clone(), operation))
    })
}

fn add_components(document: &mut Value) -> Result<(), serde_json::Error> {
    let mut named = Map::new();
    for (name, response) in responses::all() {
        named.insert(name.to_owned(), serde_json::to_value(response)?);
    }
    for response in named.values_mut() {
        response["headers"] = json!({"x-request-id": {"$ref": "#/components/headers/RequestId"}});
    }
    let limits = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"];
    for name in limits.iter().chain(["Retry-After"].iter()) {
        let component = name.replace('-', "");
        named["RateLimited"]["headers"][*name] = json!({"$ref": format!("#/components/headers/{component}")});
    }
    named["Unavailable"]["headers"]["Retry-After"] = json!({"$ref": "#/components/headers/RetryAfter"});
    document["components"]["responses"] = Value::Object(named);
    document["components"]["headers"] = headers();
    document["components"]["parameters"] = json!({"IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A mark of the caller for this call, 1 to 255 printable characters, best a UUID. A repeated call with the same key and the same request has one effect and gets the stored answer, marked by `Idempotent-Replayed`, for 24 hours; another request with the same key is refused with 409.",
        "required": false,
        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        "example": "5f1d8a52-0c1e-4a8e-9a57-3f0f6a1f9d10",
    }});
    Ok(())
}

fn headers() -> Value {
    let number = |description: &str| json!({"description": description, "schema": {"type": "integer", "format": "int64"}});
    json!({
        "RequestId": {
            "description": "Identifier of the request: that of the caller if it sent one, else a new one.",
            "schema": {"type": "string"},
        },
        "IdempotentReplayed": {
            "description": "`true` when this is the stored answer of an earlier call with the same idempotency key.",
            "schema": {"type": "string"},
        },
        "XRateLimitLimit": number("Calls a minute that the API key may make."),
        "XRateLimitRemaining": number("Calls that are left now."),
        "XRateLimitReset": number("Unix time in seconds at which the next call is possible, or all are again."),
        "RetryAfter": number("Seconds after which to try again."),
    })
}

fn add_common_responses(operation: &mut Value, method: &str, open: bool) {
    let secured: &[(&str, &str)] = &[("401", "Unauthorized"), ("429", "RateLimited")];
    let any = [("400", "BadRequest"), ("403", "Forbidden"), ("500", "InternalError"), ("503", "Unavailable")];
    let with_body: &[(&str, &str)] = &[("408", "RequestTimeout"), ("413", "PayloadTooLarge")];
    // A command without a body reads what is sent all the same.
    let has_body = method == "post" || operation["requestBody"].is_object();
    let common =
        any.iter().chain(if open { &[] } else { secured }).chain(if has_body { with_body } else { &[] });
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    for (status, name) in common {
        let reference = json!({"$ref": format!("#/components/responses/{name}")});
        responses.entry(*status).or_insert(reference);
    }
    let mut sorted: Vec<(String, Value)> = std::mem::take(responses).into_iter().collect();
    sorted.sort_by(|left, right| left.0.cmp(&right.0));
    responses.extend(sorted);
}

fn add_parameter(operation: &mut Value, name: &str) {
    let reference = json!({"$ref": format!("#/components/parameters/{name}")});
    match operation["parameters"].as_array_mut() {
        Some(parameters) => parameters.push(reference),
        None => operation["parameters"] = json!([reference]),
    }
}

fn add_response_headers(operation: &mut Value, post: bool) {
    for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        if status.starts_with('2') {
            response["headers"]["x-request-id"] = json!({"$ref": "#/components/headers/RequestId"});
            if post {
                response["headers"]["Idempotent-Replayed"] =
                    json!({"$ref": "#/components/headers/IdempotentReplayed"});
            }
        }
    }
}

/// `{"specs.create": {"request": …, "response": …}}`
fn examples() -> Result<BTreeMap<String, Value>, serde_json::Error> {
    let mut all = BTreeMap::new();
    for text in EXAMPLES {
        all.extend(serde_json::from_str::<BTreeMap<String, Value>>(text)?);
    }
    Ok(all)
}

fn add_examples(operation: &mut Value, example: &Value) {
    if let Some(request) = example.get("request") {
        contents_mut(operation.get_mut("requestBody"))
            .for_each(|content| content["example"] = request.clone());
    }
    let Some(answer) = example.get("response") else { return };
    for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        if status.starts_with('2') {
            contents_mut(Some(response)).for_each(|content| content["example"] = answer.clone());
        }
    }
}

/// An item of the stream is a frame of named fields; `data` holds an event as JSON text.
fn describe_stream(operation: &mut Value) {
    let example = operation["responses"]["200"]["content"]["text/event-stream"]["example"].take();
    operation["responses"]["200"]["content"] = json!({"text/event-stream": {
        "itemSchema": {
            "type": "object",
            "description": "One server-sent event.",
            "required": ["id", "event", "data"],
            "properties": {
                "id": {"type": "string", "description": "The `seq` of the event; to be sent back as `Last-Event-ID`."},
                "event": {"type": "string", "description": "The `type` of the event."},
                "data": {
                    "type": "string",
                    "description": "The event.",
                    "contentMediaType": "application/json",
                    "contentSchema": {"$ref": "#/components/schemas/Event"},
                },
            },
        },
        "example": example,
    }});
}
