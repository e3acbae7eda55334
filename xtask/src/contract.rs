//! `cargo xtask contract`: builds the server and the drivers, then runs the scenarios.

use anyhow::Result;
use clap::Args;

use crate::gates::typescript;
use crate::{process, repository};

/// Run the contract scenarios through every SDK against a live server.
#[derive(Debug, Args)]
pub(crate) struct Contract {
    /// Options of the scenario runner (see tests/contract/README.md).
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    options: Vec<String>,
}

impl Contract {
    pub(crate) fn run(self) -> Result<()> {
        build()?;
        scenarios(&self.options)
    }
}

/// Builds everything that the scenarios start.
pub(crate) fn build() -> Result<()> {
    let root = repository::root();
    process::step("build server", || {
        process::run(process::cargo(&root, ["build", "--quiet", "-p", "omoios-server"]))
    })?;
    process::step("build Rust driver", || {
        process::run(process::cargo(&root, ["build", "--quiet", "-p", "driver"]))
    })?;
    process::step("build TypeScript SDK", typescript::build)?;
    process::step("build TypeScript driver", || {
        let compiler = typescript::tool("tsc")?;
        process::run(process::command(&repository::at("tests/drivers/ts"), "node", [compiler]))
    })?;
    process::step("build Go driver", || {
        process::run(process::command(
            &repository::at("tests/drivers/go"),
            "go",
            ["build", "-o", "driver", "."],
        ))
    })
}

/// Runs the scenarios; what the runner prints is shown as it comes.
pub(crate) fn scenarios(options: &[String]) -> Result<()> {
    let fixed = ["run", "--quiet", "-p", "conformance", "--bin", "contract", "--"].map(str::to_owned);
    let mut command = process::cargo(&repository::root(), fixed.iter().chain(options));
    let status = command.status()?;
    anyhow::ensure!(status.success(), "contract scenarios failed ({status})");
    Ok(())
}
