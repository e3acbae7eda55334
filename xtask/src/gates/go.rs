//! Gates of `generated/go`, and the Go tools that other steps use.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::Gate;
use crate::{process, repository};

pub(crate) const GATES: &[Gate] = &[
    ("Go SDK: gofmt -s", || format(&package())),
    ("Go SDK: vet", || vet(&package())),
    ("Go SDK: staticcheck", || staticcheck(&package())),
    ("Go SDK: errcheck", || errcheck(&package())),
    ("Go SDK: tests under the race detector", || test(&package())),
];

const STATICCHECK: &str = "honnef.co/go/tools/cmd/staticcheck@v0.8.2";
const ERRCHECK: &str = "github.com/kisielk/errcheck@v1.30.0";

fn package() -> PathBuf {
    repository::at("generated/go")
}

pub(crate) fn format(module: &Path) -> Result<()> {
    let listed = process::output(process::command(module, "gofmt", ["-s", "-l", "."]))?;
    ensure!(listed.is_empty(), "gofmt -s would change:\n{}", String::from_utf8_lossy(&listed));
    Ok(())
}

pub(crate) fn vet(module: &Path) -> Result<()> {
    process::run(process::command(module, "go", ["vet", "./..."]))
}

pub(crate) fn staticcheck(module: &Path) -> Result<()> {
    process::run(process::command(module, "go", ["run", STATICCHECK, "-checks", "all", "./..."]))
}

pub(crate) fn errcheck(module: &Path) -> Result<()> {
    process::run(process::command(module, "go", ["run", ERRCHECK, "./..."]))
}

pub(crate) fn test(module: &Path) -> Result<()> {
    process::run(process::command(module, "go", ["test", "-race", "./..."]))
}
