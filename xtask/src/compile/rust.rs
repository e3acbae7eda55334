//! Rust packages: members of one throw-away workspace, so that their dependencies are built once.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::{Compiled, timed};
use crate::{process, repository};

pub(super) fn compile(folder: &Path, names: &[String]) -> Result<Vec<Compiled>> {
    let members = names.iter().map(|name| format!("    \"{name}\",\n")).collect::<String>();
    fs::write(
        folder.join("Cargo.toml"),
        format!("[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n"),
    )?;
    // The repository's own lock file, so that both use the same versions.
    fs::copy(repository::at("Cargo.lock"), folder.join("Cargo.lock"))?;
    let target = repository::target().join("compile/target");
    Ok(names.iter().map(|name| timed(|| check(folder, &target, name))).collect())
}

fn check(folder: &Path, target: &Path, name: &str) -> Result<()> {
    let package = folder.join(name).join("Cargo.toml");
    let arguments = ["check", "--quiet", "--all-features", "--manifest-path"];
    let mut command = process::cargo(folder, arguments);
    command.arg(package).env("CARGO_TARGET_DIR", target).env("RUSTFLAGS", "-Dwarnings");
    process::run(command)
}
