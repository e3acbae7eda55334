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
        let Some(row) = Code::find(&code) else {
            eprintln!("error: there is no code {code:?}; `clade explain` lists them all");
            return ExitCode::from(2);
        };
        println!(
            "{row} ({})\n\n{}\n\n{}\n\nHelp: {}",
            row.severity(),
            row.title(),
            row.explain(),
            row.help()
        );
        ExitCode::SUCCESS
    }
}
