//! The subcommands, a file each.

mod check;
mod explain;
mod generate;
mod inspect;
mod shown;

use std::process::ExitCode;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate SDK packages.
    Generate(generate::Generate),
    /// Read a description and say everything that is wrong with it.
    Check(check::Check),
    /// Show what a description becomes: resources, operations, and what cannot be fully typed.
    Inspect(inspect::Inspect),
    /// Explain a diagnostic code.
    Explain(explain::Explain),
}

impl Command {
    pub(crate) fn run(self) -> ExitCode {
        match self {
            Self::Generate(command) => command.run(),
            Self::Check(command) => command.run(),
            Self::Inspect(command) => command.run(),
            Self::Explain(command) => command.run(),
        }
    }
}
