//! Gates of `generated/rust`.

use std::path::PathBuf;

use anyhow::Result;

use super::Gate;
use crate::{process, repository};

pub(crate) const GATES: &[Gate] = &[
    ("Rust SDK: rustfmt", format),
    ("Rust SDK: clippy pedantic, every feature", clippy),
    ("Rust SDK: without default features", features),
    ("Rust SDK: rustdoc", docs),
    ("Rust SDK: tests and documentation", tests),
    ("Rust SDK: cargo package", package),
];

fn manifest() -> PathBuf {
    repository::at("generated/rust/Cargo.toml")
}

fn cargo(arguments: &[&str]) -> std::process::Command {
    let mut command = process::cargo(&repository::root(), arguments);
    command.arg("--manifest-path").arg(manifest());
    command
}

fn format() -> Result<()> {
    process::run({
        let mut command = process::cargo(&repository::root(), ["fmt", "--check", "--manifest-path"]);
        command.arg(manifest());
        command
    })
}

fn clippy() -> Result<()> {
    let mut command = cargo(&["clippy", "--quiet", "--all-features", "--all-targets"]);
    command.args(["--", "-D", "warnings", "-D", "clippy::pedantic"]);
    process::run(command)
}

fn features() -> Result<()> {
    for features in ["", "rustls", "native-tls", "rustls,blocking", "rustls,dag,tracing"] {
        let mut command = cargo(&["check", "--quiet", "--no-default-features"]);
        command.args(["--features", features]);
        process::run(command)?;
    }
    Ok(())
}

fn docs() -> Result<()> {
    let mut command = cargo(&["doc", "--quiet", "--no-deps", "--all-features"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    process::run(command)
}

fn tests() -> Result<()> {
    process::run(cargo(&["test", "--quiet", "--all-features"]))
}

fn package() -> Result<()> {
    process::run(cargo(&["package", "--quiet", "--no-verify", "--allow-dirty"]))
}
