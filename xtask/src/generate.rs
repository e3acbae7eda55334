//! `cargo xtask generate [--check]`

use anyhow::{Context as _, Result};
use clap::Args;

use crate::{document, process, repository};

/// Print the server's document and generate the SDKs from it.
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// Write nothing; fail if `openapi/`, `generated/` or the drivers are stale.
    #[arg(long)]
    check: bool,
}

impl Generate {
    pub(crate) fn run(self) -> Result<()> {
        refresh(self.check)
    }
}

/// Writes the document, the SDKs and their drivers, or checks them.
pub(crate) fn refresh(check: bool) -> Result<()> {
    process::step("document", || document::refresh(check))?;
    process::step("SDKs", || sdks(check))
}

fn sdks(check: bool) -> Result<()> {
    let arguments = ["run", "--quiet", "--package", "clade", "--", "generate", "--config", "clade.toml"];
    let flag = check.then_some("--check");
    let done = process::run(process::cargo(&repository::root(), arguments.into_iter().chain(flag)));
    if check { done.context("generated files are stale: run `cargo xtask generate`") } else { done }
}
