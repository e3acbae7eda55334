//! The server under measurement: as a user would start it, on a fresh folder, with any number of calls allowed.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use conformance::live::BOOTSTRAP_KEY;
use tempfile::TempDir;

const START_LIMIT: Duration = Duration::from_secs(15);
/// Its log goes into a file: a pipe would have to be read, which would be work of the generator.
const LOG: &str = "server.log";

/// A running server. Dropping it ends the process and takes its data away.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl Server {
    /// Starts the server on a free port of 127.0.0.1 and waits until it listens.
    pub(crate) fn start(binary: &Path) -> Result<Self> {
        let folder = tempfile::tempdir().context("no folder for the server's data")?;
        let log = File::create(folder.path().join(LOG)).context("no file for the server's log")?;
        let mut child = Command::new(binary)
            .args(["serve", "--addr", "127.0.0.1:0", "--rate-limit", "0", "--data"])
            .arg(folder.path().join("data"))
            .env("OMOIOS_BOOTSTRAP_KEY", BOOTSTRAP_KEY)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", binary.display()))?;
        let output = child.stdout.take();
        let mut server = Self { child, address: (Ipv4Addr::UNSPECIFIED, 0).into(), folder };
        let announced = output.context("no output").and_then(announced).and_then(|url| loopback(&url));
        server.address =
            announced.with_context(|| format!("the server's log ends:\n{}", server.log_end()))?;
        Ok(server)
    }

    /// Where it listens; always 127.0.0.1.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The last lines of its log.
    pub(crate) fn log_end(&self) -> String {
        let text = fs::read_to_string(self.folder.path().join(LOG)).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(10)..].join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// The URL that the server says it listens on.
fn announced(output: ChildStdout) -> Result<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let lines = BufReader::new(output).lines().map_while(Result::ok);
        // Reads on to the end, so that the server's output never fills up.
        for line in lines {
            if let Some(url) = line.trim().strip_prefix("listening on ") {
                let _unheard = sender.send(url.to_owned());
            }
        }
    });
    receiver.recv_timeout(START_LIMIT).context("the server did not say within 15 s where it listens")
}

/// Refuses every address but 127.0.0.1: load belongs on no other machine.
fn loopback(url: &str) -> Result<SocketAddr> {
    let rest = url.strip_prefix("http://").with_context(|| format!("`{url}` is no http URL"))?;
    let address: SocketAddr = rest
        .trim_end_matches('/')
        .parse()
        .with_context(|| format!("`{rest}` is no numeric address with a port"))?;
    ensure!(address.ip() == Ipv4Addr::LOCALHOST, "{address} is not on 127.0.0.1: nothing is sent there");
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_127_0_0_1_is_spoken_to() {
        assert_eq!(loopback("http://127.0.0.1:18000/").unwrap().port(), 18_000);
        for url in ["http://192.0.2.1:80", "http://0.0.0.0:80", "http://localhost:80", "http://127.0.0.2:80"]
        {
            assert!(loopback(url).is_err(), "{url}");
        }
        assert!(loopback("https://127.0.0.1:80").is_err());
    }
}
