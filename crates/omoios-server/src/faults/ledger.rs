//! What was ordered and what was seen, by test.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use axum::extract::Request;
use http::header::AUTHORIZATION;
use serde::Serialize;

use super::instruction::Instruction;

/// All tests.
#[derive(Debug, Clone, Default)]
pub struct Ledger(Arc<Mutex<HashMap<String, Test>>>);

#[derive(Debug)]
struct Test {
    since: Instant,
    scripts: Vec<Script>,
    seen: Vec<Seen>,
    in_progress: u64,
    open_streams: u64,
    cancelled: u64,
}

#[derive(Debug)]
struct Script {
    /// `None` for every operation.
    operation: Option<String>,
    instructions: VecDeque<Instruction>,
}

/// A call as the server saw it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Seen {
    operation: String,
    method: String,
    path: String,
    query: Option<String>,
    headers: BTreeMap<String, String>,
    at_ms: u64,
    /// What was done to it; `null` if it was answered as usual.
    instruction: Option<Instruction>,
}

/// What the server saw of a test.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Report {
    requests: Vec<Seen>,
    /// Instructions that no call has taken yet.
    left: usize,
    /// Calls that have not come to their end.
    in_progress: u64,
    /// Event streams that are open.
    open_streams: u64,
    /// Calls whose client went away before the end.
    cancelled: u64,
}

impl Seen {
    pub(super) fn of(request: &Request, operation: &str) -> Self {
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in request.headers() {
            let text = String::from_utf8_lossy(value.as_bytes());
            let text = if name == AUTHORIZATION { text.split(' ').next().unwrap_or_default() } else { &text };
            let joined = headers.entry(name.as_str().to_owned()).or_default();
            if !joined.is_empty() {
                joined.push_str(", ");
            }
            joined.push_str(text);
        }
        Self {
            operation: operation.to_owned(),
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().map(str::to_owned),
            headers,
            at_ms: 0,
            instruction: None,
        }
    }
}

impl Ledger {
    fn tests(&self) -> MutexGuard<'_, HashMap<String, Test>> {
        // A panic elsewhere leaves counts at worst a little off; tests can still read them.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Adds instructions to a test; a test that does not exist is begun.
    pub(super) fn order(&self, id: &str, operation: Option<String>, instructions: Vec<Instruction>) {
        let mut tests = self.tests();
        let test = tests.entry(id.to_owned()).or_insert_with(|| Test {
            since: Instant::now(),
            scripts: Vec::new(),
            seen: Vec::new(),
            in_progress: 0,
            open_streams: 0,
            cancelled: 0,
        });
        match test.scripts.iter_mut().find(|script| script.operation == operation) {
            Some(script) => script.instructions.extend(instructions),
            None => test.scripts.push(Script { operation, instructions: instructions.into() }),
        }
    }

    /// Notes a call and takes its instruction; `None` if there is no such test.
    pub(super) fn enter(&self, id: &str, operation: &str, mut seen: Seen) -> Option<(Instruction, Guard)> {
        let mut tests = self.tests();
        let test = tests.get_mut(id)?;
        let matches =
            |script: &&mut Script| script.operation.as_deref().is_none_or(|wanted| wanted == operation);
        let instruction =
            test.scripts.iter_mut().filter(matches).find_map(|script| script.instructions.pop_front());
        seen.at_ms = u64::try_from(test.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        seen.instruction.clone_from(&instruction);
        test.seen.push(seen);
        test.in_progress += 1;
        let guard = Guard { ledger: self.clone(), id: id.to_owned(), stream: false, finished: false };
        Some((instruction.unwrap_or(Instruction::Pass), guard))
    }

    pub(super) fn report(&self, id: &str) -> Option<Report> {
        let tests = self.tests();
        let test = tests.get(id)?;
        Some(Report {
            requests: test.seen.clone(),
            left: test.scripts.iter().map(|script| script.instructions.len()).sum(),
            in_progress: test.in_progress,
            open_streams: test.open_streams,
            cancelled: test.cancelled,
        })
    }

    pub(super) fn forget(&self, id: &str) -> bool {
        self.tests().remove(id).is_some()
    }
}

/// Follows one call to its end. Dropped before [`Guard::finish`], it counts as cancelled by the client.
#[derive(Debug)]
pub(super) struct Guard {
    ledger: Ledger,
    id: String,
    stream: bool,
    finished: bool,
}

impl Guard {
    /// The head of the answer is on its way.
    pub(super) fn sending(mut self, stream: bool) -> Self {
        self.stream = stream;
        if stream && let Some(test) = self.ledger.tests().get_mut(&self.id) {
            test.open_streams += 1;
        }
        self
    }

    /// The call came to the end that the server meant it to have.
    pub(super) fn finish(mut self) {
        self.finished = true;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut tests = self.ledger.tests();
        let Some(test) = tests.get_mut(&self.id) else { return };
        test.in_progress = test.in_progress.saturating_sub(1);
        test.open_streams = test.open_streams.saturating_sub(u64::from(self.stream));
        test.cancelled += u64::from(!self.finished);
    }
}
