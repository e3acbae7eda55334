//! Running commands: with their own progress on a terminal, quietly elsewhere, their output shown when they fail.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{IsTerminal as _, Read as _, Seek as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

/// Whether a person is watching.
pub(crate) fn is_interactive() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("CI").is_none()
}

/// A command to run in a folder.
pub(crate) fn command<I, S>(folder: &Path, program: &str, arguments: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

/// `cargo` of the toolchain that runs this program.
pub(crate) fn cargo<I, S>(folder: &Path, arguments: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    command(folder, &program, arguments)
}

/// Runs a command to its end; an error names it, and its output comes before the error.
pub(crate) fn run(mut command: Command) -> Result<()> {
    let shown = shown(&command);
    if is_interactive() {
        let status = command.status().with_context(|| format!("cannot start `{shown}`"))?;
        return if status.success() { Ok(()) } else { bail!("`{shown}` failed ({status})") };
    }
    let mut log = temporary()?;
    command.stdout(log.try_clone()?).stderr(log.try_clone()?);
    let status = command.status().with_context(|| format!("cannot start `{shown}`"))?;
    if status.success() {
        return Ok(());
    }
    eprintln!("{}", tail(&mut log)?);
    bail!("`{shown}` failed ({status})")
}

/// Runs a command and returns what it printed on standard output.
pub(crate) fn output(mut command: Command) -> Result<Vec<u8>> {
    let shown = shown(&command);
    if is_interactive() {
        command.stderr(Stdio::inherit());
    }
    let output = command.output().with_context(|| format!("cannot start `{shown}`"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    bail!("`{shown}` failed ({})\n{}", output.status, String::from_utf8_lossy(&output.stderr))
}

/// Runs a step under a title and says how long it took.
pub(crate) fn step<T>(title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let started = Instant::now();
    if is_interactive() {
        eprintln!("▶ {title}");
    }
    let result = work();
    let seconds = started.elapsed().as_secs_f64();
    let mark = if result.is_ok() { "ok" } else { "FAILED" };
    eprintln!("{mark:>6}  {title} ({seconds:.1} s)");
    result
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// A file without a name, so that two pipes cannot fill up and block each other.
fn temporary() -> Result<File> {
    tempfile::tempfile().context("cannot make a temporary file")
}

/// The last part of a log: enough to see what failed.
fn tail(log: &mut File) -> Result<String> {
    const KEPT: usize = 20_000;
    let mut text = Vec::new();
    log.rewind()?;
    log.read_to_end(&mut text)?;
    let text = String::from_utf8_lossy(&text).into_owned();
    let from = text.floor_char_boundary(text.len().saturating_sub(KEPT));
    Ok(text[from..].to_owned())
}
