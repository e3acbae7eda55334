//! `clade check DOC`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::shown::{Settings, Shown};

/// Read a description and say everything that is wrong with it.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The OpenAPI description (JSON or YAML); by default the one that clade.toml names.
    document: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
}

impl Check {
    pub(crate) fn run(self) -> ExitCode {
        let mut shown = Shown::new(&self.settings);
        let Some((_, loaded)) = shown.load(self.document.as_deref()) else { return shown.finish() };
        shown.findings(&loaded.diags);
        let report = clade::report::coverage(&loaded.api, &shown.sources);
        println!(
            "{} operations typed, {} degraded",
            report["operations"]["typed"], report["operations"]["degraded"]
        );
        shown.finish()
    }
}
