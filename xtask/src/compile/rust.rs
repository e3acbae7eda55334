//! Rust packages: members of one throw-away workspace that shares this repository's versions and build products.

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
    fs::copy(repository::at("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(names.iter().map(|name| timed(|| check(folder, name))).collect())
}

/// clippy compiles and judges in one go; a package's own manifest asks for its pedantic lints.
fn check(folder: &Path, name: &str) -> Result<()> {
    let manifest = folder.join(name).join("Cargo.toml");
    let mut command =
        process::cargo(folder, ["clippy", "--quiet", "--features", "blocking,tracing", "--manifest-path"]);
    command.arg(manifest).args(["--", "-D", "warnings"]).env("CARGO_TARGET_DIR", repository::target());
    process::run(command)
}
