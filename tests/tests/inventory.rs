//! Every promise of the inventory that this floor makes is proven by a scenario.
#![cfg(test)]

use std::collections::BTreeSet;

use conformance::inventory::Inventory;
use conformance::repository::root;
use conformance::scenario::{Scenario, Step, load_dir};
use serde_json::Value;

#[test]
fn every_promise_is_proven_by_a_scenario() {
    let inventory = Inventory::read(&root().join("tests/inventory.json")).unwrap();
    let scenarios = load_dir(&root().join("tests/contract")).unwrap();
    let faults = inventory.faults(&scenarios);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    println!("{} promises proven, {} not yet there", inventory.proven.len(), inventory.not_yet.len());
}

#[test]
fn there_are_enough_scenarios() {
    let scenarios = load_dir(&root().join("tests/contract")).unwrap();
    assert!(scenarios.len() >= 80, "{} scenarios", scenarios.len());
    for scenario in &scenarios {
        assert!(!scenario.steps.is_empty(), "`{}` has no steps", scenario.name);
    }
}

fn document() -> Value {
    let text = std::fs::read_to_string(root().join("openapi/openapi.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The operations that the scenarios call through the SDKs.
fn called(scenarios: &[Scenario]) -> BTreeSet<String> {
    let steps = scenarios.iter().flat_map(|scenario| &scenario.steps);
    steps
        .filter_map(|step| if let Step::Call(call) = step { Some(call.call.clone()) } else { None })
        .collect()
}

#[test]
fn every_operation_is_called_and_no_other() {
    let document = document();
    let paths = document["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(_, item)| item.as_object().into_iter().flatten());
    let ids: BTreeSet<String> = operations
        .filter_map(|(_, operation)| operation["operationId"].as_str().map(str::to_owned))
        .collect();
    let scenarios = load_dir(&root().join("tests/contract")).unwrap();
    assert_eq!(ids, called(&scenarios));
}

#[test]
fn every_kind_of_event_is_seen_typed() {
    let document = document();
    let mapping = document["components"]["schemas"]["Event"]["discriminator"]["mapping"].clone();
    let text: String = std::fs::read_to_string(root().join("tests/contract/events.json")).unwrap();
    let kinds = mapping.as_object().unwrap().keys();
    let unseen: Vec<&String> = kinds
        .filter(|kind| !text.contains(&format!("\"variant\": \"{}\"", kind.replace('.', "_"))))
        .collect();
    assert!(unseen.is_empty(), "{unseen:?}");
}
