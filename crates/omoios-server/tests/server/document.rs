//! The printed document keeps its promises.

use std::collections::BTreeSet;

use omoios_api::*;
use serde_json::Value;

fn document() -> Value {
    omoios_server::openapi::routes_and_document().unwrap().1
}

fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, op)| (path.as_str(), method.as_str(), op))
        })
        .collect()
}

fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if let ("$ref", Value::String(target)) = (name.as_str(), member) {
                    found.push(target);
                }
                references(member, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[doc = "covers: OMOI-HTTP-openapi, OMOI-GEN-extract_offline"]
#[test]
fn no_reference_dangles_and_no_component_is_unused() {
    let document = document();
    assert_eq!(document["openapi"], "3.2.0");
    let mut found = Vec::new();
    references(&document, &mut found);
    for target in &found {
        let pointer = target.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{target} dangles");
    }
    let used: BTreeSet<&str> = found.into_iter().collect();
    for (kind, components) in document["components"].as_object().unwrap() {
        for name in components.as_object().unwrap().keys().filter(|_| kind != "securitySchemes") {
            assert!(
                used.contains(format!("#/components/{kind}/{name}").as_str()),
                "{kind}/{name} is not used"
            );
        }
    }
}

#[test]
fn every_operation_is_described() {
    let document = document();
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id), "{id} twice");
        let (resource, verb) = id.split_once('.').unwrap();
        assert!(verb.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{id}");
        assert_eq!(operation["tags"], serde_json::json!([resource]), "{id}");
        for member in ["summary", "description"] {
            assert!(operation[member].as_str().is_some_and(|text| text.len() > 5), "{id} has no {member}");
        }
        assert_eq!(method == "post", has_idempotency_key(operation), "{id}");
        for status in ["408", "413"] {
            let reads = method == "post" || method == "patch";
            assert_eq!(reads, operation["responses"][status].is_object(), "{id} reads a body: {status}");
        }
        for name in path.split('/').filter_map(|part| part.strip_prefix('{')) {
            let name = name.trim_end_matches('}');
            let parameters = operation["parameters"].as_array().unwrap();
            assert!(
                parameters.iter().any(|p| p["name"] == name && p["in"] == "path" && p["required"] == true),
                "{id} {name}"
            );
        }
    }
    assert_eq!(ids.len(), 41);
}

fn has_idempotency_key(operation: &Value) -> bool {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    parameters.into_iter().any(|parameter| parameter["$ref"] == "#/components/parameters/IdempotencyKey")
}

#[test]
fn every_error_has_a_typed_body_with_an_example() {
    let document = document();
    for (_, _, operation) in operations(&document) {
        let id = &operation["operationId"];
        let open = operation["security"] == serde_json::json!([]);
        let responses = operation["responses"].as_object().unwrap();
        for status in if open { vec!["400"] } else { vec!["400", "401", "403", "429"] } {
            assert!(responses.contains_key(status), "{id} {status}");
        }
        for (status, response) in responses.iter().filter(|(status, _)| status.starts_with(['4', '5'])) {
            let response =
                document.pointer(response["$ref"].as_str().unwrap().strip_prefix('#').unwrap()).unwrap();
            let content = &response["content"]["application/problem+json"];
            assert!(content["schema"]["$ref"].is_string(), "{id} {status}");
            let example: Problem = serde_json::from_value(content["example"].clone()).unwrap();
            assert_eq!(example.status.to_string(), *status);
            assert!(response["headers"]["x-request-id"].is_object());
        }
    }
}

/// Reads an example as the type its schema names and writes it back.
fn round_trip(schema: &str, example: &Value) -> Value {
    macro_rules! by_name {
        ($($name:ident)*) => {
            match schema {
                $(stringify!($name) => {
                    let value: $name = serde_json::from_value(example.clone()).unwrap_or_else(|e| panic!("{schema}: {e}"));
                    serde_json::to_value(value).unwrap()
                })*
                _ => panic!("no type for {schema}"),
            }
        };
    }
    by_name! {
        Health Org OrgList Member MemberList ApiKeyCreate ApiKeyCreated ApiKeyList
        Spec SpecCreate SpecUpdate SpecAdvance SpecCancel SpecList Ticket TicketCreate TicketList
        Task TaskCreate TaskUpdate TaskStart TaskComplete TaskFail TaskCancel TaskList TaskResult
        Artifact ArtifactList Dag Memory MemoryAdd MemorySearch MemorySearchResults
        Discovery DiscoveryCreate DiscoveryPromote DiscoveryDismiss DiscoveryList EventList
    }
}

/// Times are equal however many digits they are written with.
fn same(left: &Value, right: &Value) -> bool {
    let time =
        |value: &Value| value.as_str().and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
    match (left, right) {
        (Value::Object(l), Value::Object(r)) => {
            l.len() == r.len() && l.iter().all(|(k, v)| r.get(k).is_some_and(|w| same(v, w)))
        }
        (Value::Array(l), Value::Array(r)) => l.len() == r.len() && l.iter().zip(r).all(|(v, w)| same(v, w)),
        _ => left == right || (time(left).is_some() && time(left) == time(right)),
    }
}

#[test]
fn every_operation_has_an_example_of_its_own_types() {
    let document = document();
    for (_, _, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        let mut contents: Vec<&Value> =
            operation["requestBody"]["content"].as_object().into_iter().flat_map(|c| c.values()).collect();
        for (_, response) in
            operation["responses"].as_object().unwrap().iter().filter(|(status, _)| status.starts_with('2'))
        {
            contents.extend(response["content"].as_object().into_iter().flat_map(|c| c.values()));
        }
        for content in contents {
            let Some(schema) = content["schema"]["$ref"].as_str() else { continue };
            let schema = schema.rsplit('/').next().unwrap();
            let example = &content["example"];
            assert!(!example.is_null(), "{id} has no example of {schema}");
            if schema != "ArtifactUpload" {
                let back = round_trip(schema, example);
                assert!(same(example, &back), "{id} {schema}: {example} became {back}");
            }
        }
        let parameters = operation["parameters"].as_array();
        let has_any = operation.to_string().contains("\"example\"") || parameters.is_none();
        assert!(has_any, "{id}");
    }
}

#[doc = "covers: OMOI-SDK-events.stream"]
#[test]
fn the_stream_is_described_item_by_item() {
    let document = document();
    let content =
        &document["paths"]["/api/events/stream"]["get"]["responses"]["200"]["content"]["text/event-stream"];
    let data = &content["itemSchema"]["properties"]["data"];
    assert_eq!(data["contentMediaType"], "application/json");
    assert_eq!(data["contentSchema"]["$ref"], "#/components/schemas/Event");
    assert!(content.get("schema").is_none());
    for item in content["example"].as_array().unwrap() {
        let event: Event = serde_json::from_str(item["data"].as_str().unwrap()).unwrap();
        assert_eq!(item["event"], event.kind());
        assert_eq!(item["id"], event.seq().to_string());
    }
    let event = &document["components"]["schemas"]["Event"];
    assert_eq!(event["discriminator"]["propertyName"], "type");
    assert_eq!(event["oneOf"].as_array().unwrap().len(), Event::KINDS.len());
}

#[doc = "covers: OMOI-EVT-agent.started, OMOI-EVT-agent.heartbeat, OMOI-EVT-agent.completed, OMOI-EVT-thoughts"]
#[test]
fn the_union_has_every_type_of_the_design() {
    let kinds: BTreeSet<&str> = Event::KINDS.iter().map(|(kind, _)| *kind).collect();
    for kind in [
        "agent.started",
        "agent.heartbeat",
        "agent.completed",
        "agent.thought",
        "agent.tool_call",
        "task.assigned",
        "task.completed",
        "task.failed",
        "phase.advanced",
        "phase.failed",
        "discovery.created",
        "steering.intervention",
        "merge.started",
        "merge.completed",
    ] {
        assert!(kinds.contains(kind), "{kind}");
    }
}

#[test]
fn patches_tell_absent_from_null() {
    let document = document();
    let deadline = &document["components"]["schemas"]["SpecUpdate"]["properties"]["deadline"];
    assert_eq!(deadline["type"], serde_json::json!(["string", "null"]));
    assert!(document["components"]["schemas"]["SpecUpdate"].get("required").is_none());
}

#[test]
fn the_committed_document_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap();
    let printed = omoios_server::openapi::text(&document()).unwrap();
    assert!(
        committed == printed,
        "openapi/openapi.json is stale: run `cargo run -p omoios-server -- openapi > openapi/openapi.json`"
    );
}

#[test]
fn it_says_nothing_null_and_has_no_extensions() {
    fn walk(value: &Value, path: &str) {
        match value {
            Value::Null => panic!("null at {path}"),
            Value::Object(members) => {
                for (name, member) in members.iter().filter(|(name, _)| *name != "example") {
                    assert!(!name.starts_with("x-") || path.ends_with("/headers"), "{name} at {path}");
                    walk(member, &format!("{path}/{name}"));
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, path)),
            _ => {}
        }
    }
    walk(&document(), "");
}
