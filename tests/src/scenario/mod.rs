//! Scenarios as data: what is asked of an SDK, and what has to come of it.
//!
//! The format is described in `tests/contract/README.md`. Everything is read strictly: a member that the reader does
//! not know is an error, so that no expectation can be misspelt and thereby skipped.

mod load;
mod step;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::language::Language;

pub use load::{LoadError, load_dir};
pub use step::{After, Call, ClientStep, During, Equal, Fault, Foreign, HttpCall, Log, Seen, Step};

/// One file of scenarios.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// What the scenarios of this file have in common.
    pub about: String,
    /// The scenarios, in the order they are run.
    pub scenarios: Vec<Scenario>,
}

/// Preparations that scenarios have in common, by name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenFile {
    /// What the preparations are for.
    pub about: String,
    /// The steps of each.
    pub given: BTreeMap<String, Vec<Step>>,
}

/// One scenario: a fresh server, a client, and steps.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Unique over all files, `group.what_is_shown`.
    pub name: String,
    /// What is shown, where the name does not say it.
    #[serde(default)]
    pub about: Option<String>,
    /// Ids of the inventory that the scenario proves.
    #[serde(default)]
    pub covers: Vec<String>,
    /// Languages for which the scenario makes no sense by design, each with the reason.
    #[serde(default)]
    pub not_in: BTreeMap<Language, String>,
    /// Names of preparations, in `given.json`.
    #[serde(default)]
    pub given: Vec<String>,
    /// The steps of those preparations; filled in when all files are read.
    #[serde(skip)]
    pub preparation: Vec<Step>,
    /// What the server needs beyond the defaults.
    #[serde(default)]
    pub server: ServerNeeds,
    /// What the driver needs beyond the defaults.
    #[serde(default)]
    pub driver: DriverNeeds,
    /// Arguments of `$client`, laid over the defaults.
    #[serde(default)]
    pub client: Map<String, Value>,
    /// What happens.
    pub steps: Vec<Step>,
}

/// How the server of a scenario differs from the usual one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerNeeds {
    /// Further arguments of `omoios-server serve`.
    #[serde(default)]
    pub args: Vec<String>,
    /// Further environment variables.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

/// How the driver of a scenario differs from the usual one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DriverNeeds {
    /// A process of its own, started for this scenario and ended after it.
    #[serde(default)]
    pub fresh: bool,
    /// Environment variables; having any implies `fresh`.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

impl DriverNeeds {
    /// Whether the scenario cannot share the driver of its language.
    pub fn own_process(&self) -> bool {
        self.fresh || !self.env.is_empty()
    }
}
