//! The `omoios-server` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    omoios_server::cli::main()
}
