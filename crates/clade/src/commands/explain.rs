//! `clade explain CODE`

use std::process::ExitCode;

use clade_diag::{Code, codes};
use clap::Args;

/// Explain a diagnostic code.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The code as printed, e.g. CL0201; all codes are listed without one.
    code: Option<String>,
}

impl Explain {
    pub(crate) fn run(self) -> ExitCode {
        let Some(code) = self.code else {
            codes::ALL.iter().for_each(|row| println!("{row}  {:8}  {}", row.severity().word(), row.title()));
            return ExitCode::SUCCESS;
        };
        match Code::find(&code) {
            Some(row) => {
                println!(
                    "{row} ({})\n\n{}\n\n{}\n\nHelp: {}",
                    row.severity(),
                    row.title(),
                    row.explain(),
                    row.help()
                );
                ExitCode::SUCCESS
            }
            None => {
                eprintln!("error: there is no code {code:?}; `clade explain` lists them all");
                ExitCode::from(2)
            }
        }
    }
}
