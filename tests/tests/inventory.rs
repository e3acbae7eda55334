//! Every promise of the inventory that this floor makes is proven by a scenario.

use conformance::inventory::Inventory;
use conformance::repository::root;
use conformance::scenario::load_dir;

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
