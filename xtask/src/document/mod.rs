//! `openapi/`: the document that the server prints, and what is derived from it.

mod downgrade;

use std::fs;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::{process, repository};

const PRINTED: &str = "openapi/openapi.json";
const DERIVED: &str = "openapi/openapi-3.1.json";

/// Writes both documents, or fails if `check` and one of them is stale.
pub(crate) fn refresh(check: bool) -> Result<()> {
    let printed = printed()?;
    let document: Value =
        serde_json::from_slice(&printed).context("the server printed something other than JSON")?;
    let derived = format!("{:#}\n", downgrade::to_3_1(document));
    put(PRINTED, &printed, check)?;
    put(DERIVED, derived.as_bytes(), check)
}

fn printed() -> Result<Vec<u8>> {
    let arguments = ["run", "--quiet", "--package", "omoios-server", "--", "openapi"];
    process::output(process::cargo(&repository::root(), arguments))
}

fn put(path: &str, bytes: &[u8], check: bool) -> Result<()> {
    let file = repository::at(path);
    if fs::read(&file).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if check {
        bail!("{path} is stale: run `cargo xtask generate`");
    }
    fs::write(&file, bytes).with_context(|| format!("cannot write {path}"))
}
