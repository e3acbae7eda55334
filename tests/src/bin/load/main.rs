//! Measures the server over loopback: requests a second and latencies of one reading and one writing operation.
//!
//! It starts a server of its own on a fresh data folder, sends a fixed number of requests and ends. It speaks to nothing
//! but 127.0.0.1.

mod client;
mod measure;
mod report;
mod samples;
mod server;
mod usage;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::Parser;
use conformance::language::target_dir;
use conformance::repository::root;
use measure::{Measured, Plan, Target};
use server::Server;

/// Measures `GET /api/specs/{id}` and `POST /api/tasks` of a server that it starts itself, over 127.0.0.1.
#[derive(Debug, Parser)]
#[command(name = "load")]
struct Options {
    /// The server's binary; by default the release build.
    #[arg(long, env = "LOAD_SERVER", value_name = "FILE")]
    server: Option<PathBuf>,
    /// Numbers of connections, one measurement each.
    #[arg(long, value_delimiter = ',', default_value = "1,8,64", value_parser = clap::value_parser!(u32).range(1..=256))]
    connections: Vec<u32>,
    /// Requests of each reading measurement.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    reads: u32,
    /// Requests of each writing measurement.
    #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    writes: u32,
    /// Tasks that are put into one spec. Many show what a spec costs that grows (column `drift`).
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    tasks_per_spec: u32,
    /// Seconds that one measurement may take.
    #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=3600))]
    limit: u64,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    let binary = options.server.clone().unwrap_or_else(|| target_dir(root()).join("release/omoios-server"));
    ensure!(
        binary.is_file(),
        "{}: no server here; `cargo build --release -p omoios-server` builds it",
        binary.display()
    );
    let server = Server::start(&binary)?;
    // One thread: what the generator needs for itself is taken from one core only, and is told.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let rows = runtime.block_on(measure_all(options, &server));
    let rows =
        rows.map_err(|error| error.context(format!("the server's log ends:\n{}", server.log_end())))?;
    if options.json {
        report::json(&rows)?;
    } else {
        report::table(&rows);
    }
    let errors: u32 = rows.iter().map(|row| row.errors).sum();
    let first = rows.iter().find_map(|row| row.first_error.as_deref()).unwrap_or_default();
    ensure!(errors == 0, "{errors} requests failed; the first: {first}");
    Ok(())
}

async fn measure_all(options: &Options, server: &Server) -> Result<Vec<Measured>> {
    let mut rows = Vec::new();
    for (target, requests) in [(Target::GetSpec, options.reads), (Target::CreateTask, options.writes)] {
        for connections in &options.connections {
            let plan = Plan {
                target,
                requests,
                connections: *connections,
                tasks_per_spec: options.tasks_per_spec,
                limit: Duration::from_secs(options.limit),
            };
            rows.push(measure::measure(server, plan).await?);
        }
    }
    Ok(rows)
}
