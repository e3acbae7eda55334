//! Go packages: a module each.

use std::path::Path;

use anyhow::{Result, ensure};

use super::{Compiled, timed};
use crate::process;

pub(super) fn compile(folder: &Path, names: &[String]) -> Vec<Compiled> {
    names.iter().map(|name| timed(|| check(&folder.join(name)))).collect()
}

fn check(package: &Path) -> Result<()> {
    let mut vet = process::command(package, "go", ["vet", "./..."]);
    vet.env("GOWORK", "off").env("GOFLAGS", "-mod=readonly").env("GOPROXY", "off");
    process::run(vet)?;
    let unformatted = process::output(process::command(package, "gofmt", ["-s", "-l", "."]))?;
    ensure!(unformatted.is_empty(), "gofmt -s would change:\n{}", String::from_utf8_lossy(&unformatted));
    Ok(())
}
