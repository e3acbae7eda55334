//! A driver process: JSON lines in, JSON lines out (`docs/decisions/002-drivers.md`).

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::process::{Tail, line_channel};
use super::server::end;

/// How a driver is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The program.
    pub program: OsString,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// The file that has to be there: the program itself, or the script it runs.
    pub needs: PathBuf,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum DriverError {
    /// It cannot be started.
    #[error("cannot start {program:?}: {cause}")]
    Start {
        /// The program.
        program: OsString,
        /// What the system says.
        cause: std::io::Error,
    },
    /// It ended.
    #[error("the driver ended without an answer{}", stderr_text(.0))]
    Died(Vec<String>),
    /// It has not answered in time.
    #[error("the driver gave no answer within {limit_ms} ms and was ended{}", stderr_text(.stderr))]
    Hangs {
        /// How long it was waited for.
        limit_ms: u128,
        /// The last lines of its standard error.
        stderr: Vec<String>,
    },
    /// It wrote something that is no answer to the request.
    #[error("the driver answered {line:?}, which is not what the protocol asks for: {reason}")]
    Protocol {
        /// The line.
        line: String,
        /// What is wrong with it.
        reason: String,
    },
}

fn stderr_text(lines: &[String]) -> String {
    match lines {
        [] => "; its standard error is empty".into(),
        lines => format!("; its standard error ends:\n    {}", lines.join("\n    ")),
    }
}

/// A running driver. Dropping it ends the process.
#[derive(Debug)]
pub struct Driver {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    errors: Tail,
    next_id: u64,
    usable: bool,
}

/// A line of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// One item; more lines follow.
    Item(Map<String, Value>),
    /// The last line.
    End(Map<String, Value>),
}

impl Driver {
    /// Starts a driver.
    pub fn start(command: &Command, env: &BTreeMap<String, String>) -> Result<Self, DriverError> {
        let mut child = std::process::Command::new(&command.program)
            .args(&command.args)
            .env_remove("OMOIOS_API_KEY")
            .env_remove("OMOIOS_BASE_URL")
            .env_remove("OMOIOS_LOG")
            .envs(env)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|cause| DriverError::Start { program: command.program.clone(), cause })?;
        let errors = child.stderr.take().map(Tail::follow).unwrap_or_default();
        let output = child.stdout.take().map(line_channel);
        let input = child.stdin.take();
        let lines = output.unwrap_or_else(|| std::sync::mpsc::channel().1);
        Ok(Self { child, input, lines, errors, next_id: 1, usable: true })
    }

    /// Sends a request; the answer is read by [`Driver::next_line`].
    pub fn send(
        &mut self,
        op: &str,
        args: &Map<String, Value>,
        options: &Map<String, Value>,
    ) -> Result<u64, DriverError> {
        let id = self.next_id;
        self.next_id += 1;
        let request = json!({"id": id, "op": op, "args": args, "options": options});
        let input = self.input.as_mut();
        let sent = input.map(|input| writeln!(input, "{request}").and_then(|()| input.flush()));
        match sent {
            Some(Ok(())) => Ok(id),
            _ => Err(self.died()),
        }
    }

    /// The next line of the answer to `id`, or `None` when there is none until `until`.
    pub fn next_line(&mut self, id: u64, until: Instant) -> Result<Option<Line>, DriverError> {
        match self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(line) => self.read(id, line).map(Some),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(self.died()),
        }
    }

    fn read(&mut self, id: u64, line: String) -> Result<Line, DriverError> {
        let parsed = parse_line(id, &line);
        parsed.map_err(|reason| {
            self.usable = false;
            DriverError::Protocol { line, reason }
        })
    }

    /// Ends a driver that does not answer.
    pub fn hangs(&mut self, limit_ms: u128) -> DriverError {
        self.usable = false;
        end(&mut self.child);
        DriverError::Hangs { limit_ms, stderr: self.errors.last(15) }
    }

    fn died(&mut self) -> DriverError {
        self.usable = false;
        end(&mut self.child);
        self.errors.settle(Duration::from_secs(2));
        DriverError::Died(self.errors.last(15))
    }

    /// Whether the driver can take another request.
    pub fn usable(&self) -> bool {
        self.usable
    }

    /// What the driver has written to standard error.
    pub fn errors(&self) -> &Tail {
        &self.errors
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.input.take());
        end(&mut self.child);
    }
}

fn parse_line(id: u64, line: &str) -> Result<Line, String> {
    let Ok(Value::Object(mut members)) = serde_json::from_str(line) else {
        return Err("it is no JSON object".into());
    };
    match members.shift_remove("id") {
        Some(answered) if answered == id => {}
        other => return Err(format!("it answers {other:?}, the request was {id}")),
    }
    let has = |name: &str| members.contains_key(name);
    if has("item") {
        return Ok(Line::Item(members));
    }
    let ends = ["value", "done", "error"].into_iter().filter(|name| has(name)).count();
    if ends == 1 {
        Ok(Line::End(members))
    } else {
        Err("it needs one of `item`, `value`, `done`, `error`".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_an_item_or_an_end() {
        assert!(matches!(parse_line(3, r#"{"id": 3, "item": 1}"#), Ok(Line::Item(_))));
        assert!(matches!(parse_line(3, r#"{"id": 3, "value": null}"#), Ok(Line::End(_))));
        for wrong in [
            "",
            "[]",
            "{}",
            r#"{"id": 4, "value": 1}"#,
            r#"{"id": 3}"#,
            r#"{"id": 3, "value": 1, "error": {}}"#,
        ] {
            assert!(parse_line(3, wrong).is_err(), "{wrong}");
        }
    }
}
