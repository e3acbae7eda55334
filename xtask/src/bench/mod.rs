//! `cargo xtask bench`: the figures that the README and release notes quote, each with the command that gives it.

mod generation;
mod lines;
mod machine;
mod packages;
mod server;
mod table;
mod timing;

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};

use crate::{process, repository};
use table::Row;

/// Measure.
#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// Runs of each timed command; the median is printed, and the shortest and longest.
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=1000))]
    runs: u32,
    /// Only these figures.
    #[arg(long, value_delimiter = ',', value_enum)]
    only: Vec<Section>,
}

/// A group of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Section {
    /// `clade generate`, whole process, three languages.
    Generation,
    /// Lines of source an operation becomes.
    Lines,
    /// Size of a TypeScript program of one list call.
    Bundle,
    /// `cargo check` of the Rust SDK.
    Check,
    /// Requests a second and latencies of the server.
    Server,
}

impl Bench {
    pub(crate) fn run(self) -> Result<()> {
        // Before the build, which would be counted as load.
        let machine = machine::describe();
        let wanted = |section: &&Section| self.only.is_empty() || self.only.contains(section);
        let sections: Vec<Section> = Section::value_variants().iter().filter(wanted).copied().collect();
        if sections.iter().any(|section| section.needs_programs()) {
            process::step("release build", build)?;
        }
        let rows: Vec<Row> = sections.into_iter().flat_map(|section| self.measure(section)).collect();
        println!("{machine}");
        table::print(&rows);
        println!("\nStage by stage, in memory: cargo bench -p clade --bench pipeline");
        let failed = rows.iter().filter(|row| row.has_failed()).count();
        ensure!(failed == 0, "{failed} figures could not be taken");
        Ok(())
    }

    /// What goes wrong in one section does not keep the others from being measured.
    fn measure(&self, section: Section) -> Vec<Row> {
        let name = section.name();
        let measured = process::step(&format!("measure: {name}"), || match section {
            Section::Generation => generation::measure(self.runs),
            Section::Lines => lines::measure(),
            Section::Bundle => packages::bundle(),
            Section::Check => packages::check(self.runs),
            Section::Server => server::measure(),
        });
        measured.unwrap_or_else(|error| vec![Row::failed(name, &error, &section.command())])
    }
}

impl Section {
    fn name(self) -> &'static str {
        match self {
            Self::Generation => "generation",
            Self::Lines => "lines",
            Self::Bundle => "bundle",
            Self::Check => "check",
            Self::Server => "server",
        }
    }

    /// Whether release builds of this repository's programs are measured.
    fn needs_programs(self) -> bool {
        matches!(self, Self::Generation | Self::Server)
    }

    /// The command that takes these figures alone.
    fn command(self) -> String {
        format!("cargo xtask bench --only {}", self.name())
    }
}

fn build() -> Result<()> {
    let arguments = [
        "build",
        "--quiet",
        "--release",
        "--package",
        "clade",
        "--package",
        "omoios-server",
        "--package",
        "conformance",
        "--bin",
        "clade",
        "--bin",
        "omoios-server",
        "--bin",
        "load",
    ];
    process::run(process::cargo(&repository::root(), arguments))
}
