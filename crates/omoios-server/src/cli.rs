//! The command line.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use omoios_engine::{Bootstrap, Engine, Settings};
use serde_json::json;
use tokio::net::TcpListener;

use crate::limits::Rate;
use crate::log;
use crate::openapi;
use crate::serve::{Options, serve};

/// The omoios reference server.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the OpenAPI document. Opens no port and no database.
    Openapi,
    /// Run the server.
    Serve(Box<Serve>),
}

#[derive(Args)]
struct Serve {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, env = "OMOIOS_ADDR", default_value = "127.0.0.1:18000")]
    addr: SocketAddr,
    /// Folder of the database and of the artifacts; created if it does not exist.
    #[arg(long, env = "OMOIOS_DATA", default_value = ".data")]
    data: PathBuf,
    /// Slugs of organisations that have to exist.
    #[arg(
        long = "org",
        env = "OMOIOS_ORGS",
        value_delimiter = ',',
        default_value = "abc",
        value_name = "SLUG"
    )]
    orgs: Vec<String>,
    /// The first API key (`omoi_sk_…`). Without it, one is made up and printed at the first start.
    #[arg(long, env = "OMOIOS_BOOTSTRAP_KEY", hide_env_values = true)]
    bootstrap_key: Option<String>,
    /// Calls a minute that each API key may make; 0 for any number.
    #[arg(long, env = "OMOIOS_RATE_LIMIT", default_value_t = 60_000)]
    rate_limit: u32,
    /// Most bytes of an uploaded file.
    #[arg(long, env = "OMOIOS_MAX_UPLOAD", default_value_t = 256 * 1024 * 1024)]
    max_upload: u64,
    /// Seconds between heartbeats of event streams.
    #[arg(long, env = "OMOIOS_HEARTBEAT", default_value_t = 15.0, value_parser = seconds)]
    heartbeat: f64,
    /// Number of events that a stream may fall behind before it is closed.
    #[arg(long, env = "OMOIOS_EVENT_BUFFER", default_value_t = 4096)]
    event_buffer: usize,
    /// Seconds to wait for running requests when going down.
    #[arg(long, env = "OMOIOS_DRAIN", default_value_t = 10.0, value_parser = seconds)]
    drain: f64,
    /// Let tests order faults. Never for real use.
    #[arg(long, env = "OMOIOS_FAULTS")]
    faults: bool,
    /// Write JSON to standard output and into the log.
    #[arg(long, env = "OMOIOS_JSON")]
    json: bool,
}

// By hand: the derived form would show the key.
impl std::fmt::Debug for Serve {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Serve").field("addr", &self.addr).field("data", &self.data).finish_non_exhaustive()
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "has to be a number of seconds".to_owned())?;
    if (0.001..=86_400.0).contains(&seconds) {
        Ok(seconds)
    } else {
        Err("has to be from 0.001 to 86400".to_owned())
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Openapi => print_document(),
        Command::Serve(serve) => run(*serve),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut stderr = std::io::stderr();
            // Nothing is left to be done if even this cannot be written.
            let _unwritable = writeln!(stderr, "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn print_document() -> anyhow::Result<()> {
    let (_, document) = openapi::routes_and_document()?;
    let text = openapi::text(&document)?;
    std::io::stdout().write_all(text.as_bytes()).context("the document could not be printed")
}

fn run(args: Serve) -> anyhow::Result<()> {
    let _last_lines = log::start(args.json)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run_server(args))
}

async fn run_server(args: Serve) -> anyhow::Result<()> {
    let settings = Settings { event_buffer: args.event_buffer, ..Settings::new(&args.data) };
    let engine = Engine::open(settings)
        .await
        .with_context(|| format!("the data folder {} could not be opened", args.data.display()))?;
    let listener =
        TcpListener::bind(args.addr).await.with_context(|| format!("{} is not free", args.addr))?;
    let bootstrap = Bootstrap { orgs: args.orgs.clone(), key: args.bootstrap_key.clone() };
    if let Some(secret) = engine.bootstrap(bootstrap).await? {
        announce(args.json, "bootstrap_key", &secret, &format!("bootstrap key, shown only now: {secret}"))?;
    }
    let url = format!("http://{}", listener.local_addr()?);
    announce(args.json, "listening", &url, &format!("listening on {url}"))?;
    let options = options(&args);
    serve(listener, Arc::new(engine), options, stop_signal()).await
}

fn options(args: &Serve) -> Options {
    let mut options = Options {
        rate: Rate { per_minute: args.rate_limit },
        drain_time: Duration::from_secs_f64(args.drain),
        faults: args.faults,
        ..Options::default()
    };
    options.limits.upload_bytes = args.max_upload;
    options.limits.heartbeat = Duration::from_secs_f64(args.heartbeat);
    options
}

/// One line on standard output, for people or for programs.
fn announce(json: bool, name: &str, value: &str, text: &str) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout();
    let line = if json { json!({ name: value }).to_string() } else { text.to_owned() };
    writeln!(stdout, "{line}")?;
    stdout.flush()?;
    Ok(())
}

/// Done on SIGTERM or Ctrl-C.
async fn stop_signal() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "Ctrl-C cannot be heard");
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminate() => {}
    }
}

#[cfg(unix)]
async fn terminate() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(error) => {
            tracing::error!(%error, "SIGTERM cannot be heard");
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(not(unix))]
async fn terminate() {
    std::future::pending::<()>().await;
}
