//! All scenarios through all languages, and the comparison between them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::expect::{Bindings, differences};
use crate::language::Language;
use crate::live::{Command, Driver, ForeignOrigin, Server};
use crate::play::{Play, StepFailure, Trace, first_bindings};
use crate::scenario::Scenario;

/// What is run.
#[derive(Debug)]
pub struct Suite {
    /// The scenarios.
    pub scenarios: Vec<Scenario>,
    /// The built server.
    pub server: PathBuf,
    /// The languages and how their drivers are started.
    pub drivers: BTreeMap<Language, Command>,
}

/// One scenario in one language.
#[derive(Debug, Clone)]
pub struct Cell {
    /// How long it took, the start of the server included.
    pub ms: u128,
    /// What came of it; `None` where the scenario is not for this language.
    pub result: Option<Result<Trace, StepFailure>>,
}

impl Cell {
    /// Whether it was run and went as expected.
    pub fn passed(&self) -> bool {
        matches!(self.result, Some(Ok(_)))
    }

    /// What went wrong, if something did.
    pub fn failure(&self) -> Option<&StepFailure> {
        self.result.as_ref()?.as_ref().err()
    }
}

/// One scenario in all languages.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// By language.
    pub cells: BTreeMap<Language, Cell>,
    /// Where the outcomes of the languages differ.
    pub differences: Vec<String>,
}

impl Row {
    /// Number of cells that are as expected.
    pub fn passed(&self) -> usize {
        self.cells.values().filter(|cell| cell.passed()).count()
    }

    /// Number of cells that are not, and one more if the languages differ.
    pub fn failed(&self) -> usize {
        let failures = self.cells.values().filter(|cell| cell.failure().is_some()).count();
        failures + usize::from(!self.differences.is_empty())
    }
}

impl Suite {
    /// Runs everything, each language in a thread of its own. `on_row` is called for each scenario, in their order, as
    /// soon as all languages are through with it.
    pub fn run(&self, mut on_row: impl FnMut(&Scenario, &Row)) {
        let (sender, receiver) = channel();
        thread::scope(|scope| {
            for (language, command) in &self.drivers {
                let sender = sender.clone();
                scope.spawn(move || self.go_through(*language, command, &sender));
            }
            drop(sender);
            let mut rows: BTreeMap<usize, Row> = BTreeMap::new();
            let mut next = 0;
            for (index, language, cell) in receiver {
                rows.entry(index).or_default().cells.insert(language, cell);
                while rows.get(&next).is_some_and(|row| row.cells.len() == self.drivers.len()) {
                    let mut row = rows.remove(&next).unwrap_or_default();
                    row.differences = compare(&row.cells);
                    on_row(&self.scenarios[next], &row);
                    next += 1;
                }
            }
        });
    }

    fn go_through(&self, language: Language, command: &Command, sender: &Sender<(usize, Language, Cell)>) {
        let mut shared = None;
        for (index, scenario) in self.scenarios.iter().enumerate() {
            let began = Instant::now();
            let wanted = !scenario.not_in.contains_key(&language);
            let result = wanted.then(|| self.play(scenario, command, &mut shared));
            let cell = Cell { ms: began.elapsed().as_millis(), result };
            if sender.send((index, language, cell)).is_err() {
                return;
            }
        }
    }

    fn play(
        &self,
        scenario: &Scenario,
        command: &Command,
        shared: &mut Option<Driver>,
    ) -> Result<Trace, StepFailure> {
        let server =
            Server::start(&self.server, &scenario.server).map_err(|error| StepFailure::before(&error))?;
        let foreign = ForeignOrigin::start().map_err(|error| StepFailure::before(&error))?;
        let bindings = first_bindings(&server, &foreign);
        let mut own = None;
        let slot = if scenario.driver.own_process() { &mut own } else { shared };
        let driver =
            driver(slot, command, scenario, &bindings).map_err(|error| StepFailure::before(&error))?;
        driver.errors().clear();
        let play = Play::new(&server, driver, foreign).map_err(|error| StepFailure::before(&error))?;
        play.run(scenario).map_err(|failure| with_server_log(failure, &server))
    }
}

/// The driver in the slot, started if there is none that works.
fn driver<'a>(
    slot: &'a mut Option<Driver>,
    command: &Command,
    scenario: &Scenario,
    bindings: &Bindings,
) -> Result<&'a mut Driver> {
    if !slot.as_ref().is_some_and(Driver::usable) {
        let fill = |(name, value): (&String, &String)| Ok((name.clone(), bindings.fill_text(value)?));
        let env = scenario.driver.env.iter().map(fill).collect::<Result<_>>()?;
        *slot = Some(Driver::start(command, &env)?);
    }
    slot.as_mut().context("no driver")
}

/// A failure with the last words of the server, where the server may be at fault.
fn with_server_log(mut failure: StepFailure, server: &Server) -> StepFailure {
    let suspicious =
        failure.lines.iter().any(|line| line.contains("\"status\":500") || line.contains("onnection"));
    if suspicious {
        failure.lines.extend(server.last_lines().into_iter().map(|line| format!("server: {line}")));
    }
    failure
}

/// Differences of each language's outcome to that of the first.
fn compare(cells: &BTreeMap<Language, Cell>) -> Vec<String> {
    let mut traces =
        cells.iter().filter_map(|(language, cell)| Some((language, cell.result.as_ref()?.as_ref().ok()?)));
    let Some((first, expected)) = traces.next() else { return Vec::new() };
    let expected = Value::Array(expected.clone());
    traces
        .flat_map(|(language, trace)| {
            differences(first.name(), &expected, language.name(), &Value::Array(trace.clone()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cell(trace: Value) -> Cell {
        let Value::Array(trace) = trace else { panic!("list") };
        Cell { ms: 1, result: Some(Ok(trace)) }
    }

    #[test]
    fn a_difference_between_languages_is_a_failure_of_its_own() {
        let cells = BTreeMap::from([
            (Language::Rust, cell(json!([{"a.b": {"value": 1}}]))),
            (Language::Ts, cell(json!([{"a.b": {"value": 1}}]))),
            (Language::Go, cell(json!([{"a.b": {"value": 2}}]))),
        ]);
        let differences = compare(&cells);
        assert_eq!(differences, ["/0/a.b/value: rust 1, go 2"]);
        let row = Row { cells, differences };
        assert_eq!((row.passed(), row.failed()), (3, 1));
    }

    #[test]
    fn failures_are_not_compared() {
        let failure = StepFailure { step: 1, label: "x".into(), lines: vec![] };
        let failed = Cell { ms: 1, result: Some(Err(failure)) };
        let cells = BTreeMap::from([(Language::Rust, failed), (Language::Go, cell(json!([1])))]);
        assert!(compare(&cells).is_empty());
    }
}
