//! Figures of the packages in `generated/`.

use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context as _, Result};

use super::Section;
use super::table::Row;
use super::timing::{Times, line, once};
use crate::gates::typescript;
use crate::{process, repository};

const BUNDLE: &str = "TypeScript bundle of one list call, gzip -9";
const CHECK: &str = "cargo check of generated/rust, that crate alone";

/// The package is packed and installed by its gates first, so that what is weighed is what would be published.
pub(super) fn bundle() -> Result<Vec<Row>> {
    let command = Section::Bundle.command();
    if !repository::at("generated/ts/package.json").is_file() {
        return Ok(vec![Row::missing(BUNDLE, ungenerated("generated/ts"), &command)]);
    }
    for (title, gate) in typescript::GATES {
        process::step(title, gate)?;
    }
    Ok(vec![Row::new(BUNDLE, format!("{} bytes", typescript::bundle_size()?), &command)])
}

/// Times `cargo check` when the crate has changed and its dependencies have not.
pub(super) fn check(runs: u32) -> Result<Vec<Row>> {
    let source = repository::at("generated/rust/src/lib.rs");
    if !source.is_file() {
        let why = ungenerated("generated/rust");
        return Ok(vec![Row::missing(CHECK, why, &Section::Check.command())]);
    }
    once(check_command())?;
    let times = Times::take(runs, || touch(&source), check_command)?;
    let typed = format!("touch generated/rust/src/lib.rs && {}", line(&check_command()));
    Ok(vec![Row::new(CHECK, times.shown(), &typed)])
}

/// Without incremental compilation: a file that is touched and not changed would hardly be looked at.
fn check_command() -> Command {
    let arguments = ["check", "--quiet", "--manifest-path", "generated/rust/Cargo.toml"];
    let mut command = process::cargo(&repository::root(), arguments);
    command.env("CARGO_INCREMENTAL", "0");
    command
}

fn touch(file: &Path) -> Result<()> {
    let open = File::options().append(true).open(file);
    open.and_then(|open| open.set_modified(SystemTime::now()))
        .with_context(|| format!("cannot touch {}", file.display()))
}

fn ungenerated(folder: &str) -> String {
    format!("{folder} is not there: run `cargo xtask generate`")
}
