//! `cargo xtask serve`

use anyhow::Result;
use clap::Args;

use crate::{process, repository};

/// Start the reference server.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Options of `omoios-server serve`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    options: Vec<String>,
}

impl Serve {
    pub(crate) fn run(self) -> Result<()> {
        let fixed = ["run", "--quiet", "--package", "omoios-server", "--", "serve"].map(str::to_owned);
        let mut command = process::cargo(&repository::root(), fixed.into_iter().chain(self.options));
        let status = command.status()?;
        anyhow::ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }
}
