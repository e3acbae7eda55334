//! A server of its own for each scenario, on a fresh data folder.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;

use super::process::{Tail, line_channel};
use crate::scenario::ServerNeeds;

/// The API key every server of a run starts with. Chosen to be found again in any output it must not be in.
pub const BOOTSTRAP_KEY: &str = "omoi_sk_c0ffee00canary00c0ffee00canary00";

const START_LIMIT: Duration = Duration::from_secs(15);

/// A running server. Dropping it ends the process and takes its data away.
#[derive(Debug)]
pub struct Server {
    child: Child,
    base_url: String,
    errors: Tail,
    _data: TempDir,
}

impl Server {
    /// Starts `omoios-server serve` on a free port and waits until it says where it listens.
    pub fn start(binary: &Path, needs: &ServerNeeds) -> Result<Self> {
        let data = tempfile::tempdir().context("no folder for the server's data")?;
        let mut child = Command::new(binary)
            .args(["serve", "--addr", "127.0.0.1:0", "--faults", "--data"])
            .arg(data.path())
            .args(&needs.args)
            .env("OMOIOS_BOOTSTRAP_KEY", BOOTSTRAP_KEY)
            .envs(&needs.env)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", binary.display()))?;
        let errors = child.stderr.take().map(Tail::follow).unwrap_or_default();
        let base_url = child.stdout.take().context("no output").and_then(|output| listening(output, &errors));
        match base_url {
            Ok(base_url) => Ok(Self { child, base_url, errors, _data: data }),
            Err(error) => {
                end(&mut child);
                Err(error)
            }
        }
    }

    /// Where the server listens, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The last lines of the server's own log.
    pub fn last_lines(&self) -> Vec<String> {
        self.errors.last(15)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Ends a child at once. It may have ended by itself, which is as good.
pub(super) fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

fn listening(output: std::process::ChildStdout, errors: &Tail) -> Result<String> {
    let lines = line_channel(output);
    let deadline = Instant::now() + START_LIMIT;
    loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                if let Some(url) = line.trim().strip_prefix("listening on ") {
                    return Ok(url.trim_end_matches('/').to_owned());
                }
            }
            Err(RecvTimeoutError::Timeout) => bail!("the server did not say where it listens within 15 s"),
            Err(RecvTimeoutError::Disconnected) => {
                bail!("the server ended before it listened:\n{}", errors.last(15).join("\n"))
            }
        }
    }
}
