//! Prints the model of a description: `cargo run -p clade-ir --example dump -- openapi.yaml`.

use std::path::Path;
use std::process::ExitCode;

use clade_ir::{Hints, build, dump};
use clade_spec::{ReadOptions, read};

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: dump DESCRIPTION");
        return ExitCode::FAILURE;
    };
    let read = read(Path::new(&path), &ReadOptions::default());
    let (api, diags) = build(&read.document, &Hints::default());
    print!("{}", dump(&api));
    for diag in read.diags.iter().chain(diags.iter()) {
        let place = diag.place.clone().unwrap_or_default();
        eprintln!("{} {} {}:{} {}", diag.severity, diag.code, place.line, place.column, diag.message);
    }
    ExitCode::SUCCESS
}
