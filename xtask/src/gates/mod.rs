//! The strict gates of each ecosystem, for the packages in `generated/`.

pub(crate) mod go;
pub(crate) mod readme;
pub(crate) mod rust;
pub(crate) mod typescript;

use anyhow::Result;
use clap::Args;

use crate::process;

/// Run the strict gates of the generated packages' ecosystems.
#[derive(Debug, Args)]
pub(crate) struct Gates {
    /// Languages: rust, ts, go.
    #[arg(long, value_delimiter = ',', default_value = "rust,ts,go")]
    lang: Vec<String>,
}

/// A gate: its title and what it does.
pub(crate) type Gate = (&'static str, fn() -> Result<()>);

impl Gates {
    pub(crate) fn run(self) -> Result<()> {
        let chosen = |language: &str| self.lang.iter().any(|wanted| wanted == language);
        let lists = [("rust", rust::GATES), ("ts", typescript::GATES), ("go", go::GATES)];
        for (_, gates) in lists.into_iter().filter(|(language, _)| chosen(language)) {
            for (title, gate) in gates {
                process::step(title, gate)?;
            }
        }
        Ok(())
    }
}
