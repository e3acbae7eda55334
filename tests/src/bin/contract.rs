//! Runs the contract: every scenario through every driver, against a live server.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Parser;
use conformance::language::{Language, target_dir};
use conformance::report::Report;
use conformance::repository::root;
use conformance::scenario::{Scenario, load_dir};
use conformance::suite::Suite;

/// Runs the scenarios of tests/contract through the drivers of all SDKs and compares the outcomes.
#[derive(Debug, Parser)]
#[command(name = "contract")]
struct Options {
    /// Languages to run; all of them by default.
    #[arg(long = "driver", value_name = "LANG", value_parser = languages)]
    drivers: Vec<Vec<Language>>,
    /// Only scenarios whose name contains this text. May be given several times.
    #[arg(long, value_name = "TEXT")]
    filter: Vec<String>,
    /// The server's binary.
    #[arg(long, env = "CONTRACT_SERVER", value_name = "FILE")]
    server: Option<PathBuf>,
    /// Folder of the scenarios.
    #[arg(long, value_name = "DIR")]
    scenarios: Option<PathBuf>,
    /// The built Rust driver.
    #[arg(long, env = "CONTRACT_RUST_DRIVER", value_name = "FILE")]
    rust_driver: Option<PathBuf>,
    /// The compiled TypeScript driver.
    #[arg(long, env = "CONTRACT_TS_DRIVER", value_name = "FILE")]
    ts_driver: Option<PathBuf>,
    /// The built Go driver.
    #[arg(long, env = "CONTRACT_GO_DRIVER", value_name = "FILE")]
    go_driver: Option<PathBuf>,
    /// Prints the names of the scenarios and what they show, and runs nothing.
    #[arg(long)]
    list: bool,
}

fn languages(text: &str) -> Result<Vec<Language>, String> {
    if text == "all" {
        return Ok(Language::ALL.to_vec());
    }
    <Language as clap::ValueEnum>::from_str(text, false)
        .map(|language| vec![language])
        .map_err(|_| "use rust, ts, go or all".to_owned())
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(options: &Options) -> Result<bool> {
    let root = root();
    let scenarios = chosen(options, root)?;
    if options.list {
        list(&scenarios);
        return Ok(true);
    }
    let suite = Suite { scenarios, server: server(options, root)?, drivers: drivers(options, root)? };
    let width = suite.scenarios.iter().map(|scenario| scenario.name.len()).max().unwrap_or_default();
    let mut report = Report::new(io::stdout(), suite.drivers.keys().copied().collect(), width);
    report.head()?;
    let mut printed = Ok(());
    suite.run(|scenario, row| {
        if printed.is_ok() {
            printed = report.row(scenario, row);
        }
    });
    printed?;
    Ok(report.end()?)
}

fn chosen(options: &Options, root: &Path) -> Result<Vec<Scenario>> {
    let folder = options.scenarios.clone().unwrap_or_else(|| root.join("tests/contract"));
    let mut scenarios = load_dir(&folder)?;
    if !options.filter.is_empty() {
        scenarios.retain(|scenario| options.filter.iter().any(|text| scenario.name.contains(text)));
    }
    ensure!(!scenarios.is_empty(), "no scenario has a name with {:?}; `--list` shows all", options.filter);
    Ok(scenarios)
}

fn list(scenarios: &[Scenario]) {
    for scenario in scenarios {
        println!("{}  {}", scenario.name, scenario.about.as_deref().unwrap_or_default());
        for (language, why) in &scenario.not_in {
            println!("    not in {language}: {why}");
        }
    }
    println!("{} scenarios", scenarios.len());
}

fn server(options: &Options, root: &Path) -> Result<PathBuf> {
    let file = options.server.clone().unwrap_or_else(|| target_dir(root).join("debug/omoios-server"));
    ensure!(file.is_file(), "{}: no server here; `cargo build -p omoios-server` builds it", file.display());
    Ok(file)
}

fn drivers(options: &Options, root: &Path) -> Result<BTreeMap<Language, conformance::live::Command>> {
    let mut wanted: Vec<Language> = options.drivers.iter().flatten().copied().collect();
    if wanted.is_empty() {
        wanted = Language::ALL.to_vec();
    }
    let mut commands = BTreeMap::new();
    for language in wanted {
        let given = match language {
            Language::Rust => &options.rust_driver,
            Language::Ts => &options.ts_driver,
            Language::Go => &options.go_driver,
        };
        let command = language.command(root, given.clone());
        let path = command.needs.display();
        ensure!(
            command.needs.is_file(),
            "{path}: no {language} driver here; `cargo xtask contract` builds it"
        );
        commands.insert(language, command);
    }
    Ok(commands)
}
