//! The platform's own description, as the server prints it: its operations, at a glance.
#![cfg(test)]

use std::fmt::Write as _;

use conformance::repository::root;
use serde_json::{Map, Value};

fn document() -> Value {
    let path = root().join("openapi/openapi.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

/// Every operation: method, path, id and the statuses it describes.
fn table(document: &Value) -> String {
    let mut lines = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if let Some(id) = operation["operationId"].as_str() {
                lines.push((id.to_owned(), method.to_uppercase(), path.clone(), statuses(operation)));
            }
        }
    }
    lines.sort();
    let mut table = String::new();
    for (id, method, path, statuses) in lines {
        let _ = writeln!(table, "{id:<22} {method:<6} {path:<46} {statuses}");
    }
    table
}

fn statuses(operation: &Value) -> String {
    let responses = operation["responses"].as_object().map(Map::keys);
    responses.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_operations_are_the_ones_agreed_on() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("operations", table(&document())));
}

#[test]
fn every_operation_says_what_it_does_and_how_it_fails() {
    let document = document();
    let mut faults = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in
            item.as_object().into_iter().flatten().filter(|(_, o)| o["responses"].is_object())
        {
            let place = format!("{method} {path}");
            let id = operation["operationId"].as_str().unwrap_or_default();
            if !id.contains('.') {
                faults.push(format!("{place}: the operation id `{id}` is not `resource.verb`"));
            }
            for member in ["summary", "description"] {
                if operation[member].as_str().is_none_or(str::is_empty) {
                    faults.push(format!("{place}: no {member}"));
                }
            }
            if !statuses(operation).contains('4') {
                faults.push(format!("{place}: no failure is described"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut dangling = Vec::new();
    references(&document, &mut |reference| {
        let found = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
        if found.is_none() {
            dangling.push(reference.to_owned());
        }
    });
    assert!(dangling.is_empty(), "{dangling:?}");
}

fn references(value: &Value, each: &mut impl FnMut(&str)) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                each(reference);
            }
            members.values().for_each(|member| references(member, each));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, each)),
        _ => {}
    }
}
