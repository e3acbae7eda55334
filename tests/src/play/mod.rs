//! Plays one scenario through one driver against one server.

mod call;
mod outcome;
mod steps;
mod trouble;

use std::fmt;

use serde_json::{Map, Value, json};

use crate::expect::{Bindings, Scrubber};
use crate::live::{BOOTSTRAP_KEY, Driver, ForeignOrigin, Plain, Server};
use crate::scenario::{Scenario, Step};

use trouble::Trouble;

/// A scenario under way.
pub struct Play<'a> {
    driver: &'a mut Driver,
    plain: Plain,
    foreign: ForeignOrigin,
    bindings: Bindings,
    scrubber: Scrubber,
    trace: Vec<Value>,
}

/// What happened in a scenario that went as expected, step by step, made comparable between languages.
pub type Trace = Vec<Value>;

/// The step at which a scenario did not go as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepFailure {
    /// Counts from 1; 0 for what comes before the steps.
    pub step: usize,
    /// What the step is.
    pub label: String,
    /// What is wrong, a line each.
    pub lines: Vec<String>,
}

impl fmt::Display for StepFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "step {} ({})", self.step, self.label)?;
        self.lines.iter().try_for_each(|line| write!(f, "\n    {line}"))
    }
}

impl StepFailure {
    /// A failure before the first step.
    pub fn before(error: &dyn fmt::Display) -> Self {
        let text = format!("{error:#}");
        Self { step: 0, label: "start".into(), lines: text.lines().map(str::to_owned).collect() }
    }
}

/// What can be named in every scenario: `${base}`, `${key}`, `${foreign}` and `${nowhere}`.
pub fn first_bindings(server: &Server, foreign: &ForeignOrigin) -> Bindings {
    let mut bindings = Bindings::default();
    bindings.set("base", server.base_url());
    bindings.set("key", BOOTSTRAP_KEY);
    bindings.set("foreign", foreign.base_url());
    // Port 1 of the loopback interface is reserved and refuses connections.
    bindings.set("nowhere", "http://127.0.0.1:1");
    bindings
}

impl<'a> Play<'a> {
    /// Gets ready to play.
    pub fn new(server: &Server, driver: &'a mut Driver, foreign: ForeignOrigin) -> anyhow::Result<Self> {
        Ok(Self {
            driver,
            plain: Plain::new(server.base_url()),
            bindings: first_bindings(server, &foreign),
            foreign,
            scrubber: Scrubber::new()?,
            trace: Vec::new(),
        })
    }

    /// Plays all steps.
    pub fn run(mut self, scenario: &Scenario) -> Result<Trace, StepFailure> {
        let failure =
            |step: usize, label: String, trouble: Trouble| StepFailure { step, label, lines: trouble.0 };
        for step in &scenario.preparation {
            self.step(step).map_err(|trouble| failure(0, format!("given: {}", step.label()), trouble))?;
        }
        self.build_client(&scenario.client, None).map_err(|trouble| failure(0, "$client".into(), trouble))?;
        for (index, step) in scenario.steps.iter().enumerate() {
            self.step(step).map_err(|trouble| failure(index + 1, step.label(), trouble))?;
        }
        Ok(self.trace)
    }

    fn step(&mut self, step: &Step) -> Result<(), Trouble> {
        match step {
            Step::Call(call) => self.call(call),
            Step::Http(http) => self.http(http),
            Step::Fault(fault) => self.fault(fault),
            Step::Seen(seen) => self.seen(seen),
            Step::Client(step) => self.build_client(&step.client, step.expect.as_ref()),
            Step::Foreign(foreign) => self.foreign(foreign),
            Step::Log(log) => self.log(log),
            Step::Equal(equal) => self.equal(equal),
        }
    }

    fn keep(&mut self, label: String, value: &Value) {
        let scrubbed = self.scrubber.scrub(value);
        self.trace.push(json!({ label: scrubbed }));
    }
}

/// Arguments of `$client` unless a scenario says otherwise; a member that is `null` there is left out.
fn client_args(wanted: &Map<String, Value>) -> Map<String, Value> {
    let mut args = Map::new();
    args.insert("base_url".into(), "${base}".into());
    args.insert("credentials".into(), json!({"api_key": "${key}"}));
    args.insert("timeout_ms".into(), 10_000.into());
    args.insert("retry_base_ms".into(), 20.into());
    for (name, value) in wanted {
        if value.is_null() {
            args.shift_remove(name);
        } else {
            args.insert(name.clone(), value.clone());
        }
    }
    args
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_changes_and_removes_client_arguments() {
        let Value::Object(wanted) = json!({"credentials": null, "max_retries": 0}) else { panic!("object") };
        let args = client_args(&wanted);
        assert_eq!(args.get("credentials"), None);
        assert_eq!(args["max_retries"], 0);
        assert_eq!(args["base_url"], "${base}");
    }
}
