//! Which promises of the product's inventory the scenarios prove.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::scenario::Scenario;

/// The promises the contract answers for: `tests/inventory.json`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inventory {
    /// What the lists are.
    pub about: String,
    /// Ids that at least one scenario has to name.
    pub proven: BTreeSet<String>,
    /// Ids whose time has not come, and why.
    pub not_yet: BTreeMap<String, String>,
}

impl Inventory {
    /// Reads the list.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        serde_json::from_str(&text).with_context(|| path.display().to_string())
    }

    /// Everything that does not add up between the list and what the scenarios name.
    pub fn faults(&self, scenarios: &[Scenario]) -> Vec<String> {
        let named: BTreeMap<&str, &str> = scenarios
            .iter()
            .flat_map(|scenario| scenario.covers.iter().map(|id| (id.as_str(), scenario.name.as_str())))
            .collect();
        let unproven = self.proven.iter().filter(|id| !named.contains_key(id.as_str()));
        let mut faults: Vec<String> = unproven.map(|id| format!("{id}: no scenario names it")).collect();
        for (id, scenario) in &named {
            if self.not_yet.contains_key(*id) {
                faults.push(format!("{id}: listed as not yet there, but `{scenario}` names it"));
            } else if !self.proven.contains(*id) {
                faults.push(format!("{id}: `{scenario}` names it, the inventory does not know it"));
            }
        }
        faults.extend(
            self.proven
                .iter()
                .filter(|id| self.not_yet.contains_key(*id))
                .map(|id| format!("{id}: in both lists")),
        );
        faults
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn gaps_and_strangers_are_found() {
        let inventory: Inventory = serde_json::from_value(json!({
            "about": "x", "proven": ["A-1", "A-2"], "not_yet": {"A-3": "no agents"},
        }))
        .unwrap();
        let scenario: Scenario =
            serde_json::from_value(json!({"name": "s", "covers": ["A-1", "A-3", "A-9"], "steps": []}))
                .unwrap();
        assert_eq!(
            inventory.faults(&[scenario]),
            [
                "A-2: no scenario names it",
                "A-3: listed as not yet there, but `s` names it",
                "A-9: `s` names it, the inventory does not know it",
            ]
        );
    }
}
