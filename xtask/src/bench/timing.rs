//! Times of commands run again and again.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::repository;

/// Times of one command, sorted.
pub(super) struct Times(Vec<Duration>);

impl Times {
    /// Runs a command as often as asked, each time after `before`, which is not timed.
    pub(super) fn take(
        runs: u32,
        before: impl Fn() -> Result<()>,
        command: impl Fn() -> Command,
    ) -> Result<Self> {
        let mut times = Vec::new();
        for _ in 0..runs {
            before()?;
            times.push(once(command())?);
        }
        times.sort();
        Ok(Self(times))
    }

    /// Median, and the shortest and longest.
    pub(super) fn shown(&self) -> String {
        let at = |index: usize| self.0.get(index).map_or_else(|| "-".to_owned(), |time| millis(*time));
        let last = self.0.len().saturating_sub(1);
        format!("{} ms ({}–{}, {} runs)", at(self.0.len() / 2), at(0), at(last), self.0.len())
    }
}

fn millis(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1000.0;
    if millis < 100.0 { format!("{millis:.1}") } else { format!("{millis:.0}") }
}

/// Runs a command, its output kept back and shown if it fails.
pub(super) fn once(mut command: Command) -> Result<Duration> {
    let shown = line(&command);
    let started = Instant::now();
    let output = command.output().with_context(|| format!("cannot start `{shown}`"))?;
    let took = started.elapsed();
    if output.status.success() {
        return Ok(took);
    }
    bail!("`{shown}` failed ({})\n{}", output.status, String::from_utf8_lossy(&output.stderr))
}

/// A command as it would be typed at the repository's root.
pub(super) fn line(command: &Command) -> String {
    let root = format!("{}/", repository::root().display());
    let variables = command
        .get_envs()
        .filter_map(|(name, value)| Some(format!("{}={}", name.to_string_lossy(), value?.to_string_lossy())));
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words = words.map(|word| word.to_string_lossy().into_owned());
    variables.chain(words).map(|word| word.replace(&root, "")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_stands_before_the_extremes() {
        let times = Times([5, 7, 250].map(Duration::from_millis).to_vec());
        assert_eq!(times.shown(), "7.0 ms (5.0–250, 3 runs)");
    }

    #[test]
    fn commands_are_shown_from_the_root() {
        let mut command = Command::new(repository::at("target/release/clade"));
        command.arg("check").env("CI", "1");
        assert_eq!(line(&command), "CI=1 target/release/clade check");
    }
}
