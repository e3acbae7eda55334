//! The `clade` command line.

mod commands;

use std::process::ExitCode;

use clap::Parser;

use commands::Command;

/// Generates idiomatic Rust, TypeScript and Go SDKs from an OpenAPI description.
#[derive(Debug, Parser)]
#[command(name = "clade", version, about, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    Cli::parse().command.run()
}
