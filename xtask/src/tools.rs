//! Tools of other ecosystems: are they there, in a version that will do?

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::process;

/// Checks for everything the tests need and names all that is missing at once.
pub(crate) fn require_all() -> Result<()> {
    let root = crate::repository::root();
    let checks = [
        (
            "cargo clippy",
            version(&root, "cargo", &["clippy", "--version"], (0, 1)),
            "rustup component add clippy",
        ),
        ("cargo fmt", version(&root, "cargo", &["fmt", "--version"], (1, 0)), "rustup component add rustfmt"),
        (
            "Go 1.26 or later",
            version(&root, "go", &["version"], (1, 26)),
            "install Go from go.dev or your distribution",
        ),
        ("Node 20.19 or later", version(&root, "node", &["--version"], (20, 19)), "install Node.js"),
        ("npm 10 or later", version(&root, "npm", &["--version"], (10, 0)), "it comes with Node.js"),
    ];
    let missing: Vec<String> = checks
        .into_iter()
        .filter_map(|(name, result, advice)| {
            result.err().map(|error| format!("  {name}: {error:#} — {advice}"))
        })
        .collect();
    if missing.is_empty() { Ok(()) } else { bail!("some tools are missing:\n{}", missing.join("\n")) }
}

fn version(folder: &Path, program: &str, arguments: &[&str], least: (u32, u32)) -> Result<()> {
    let printed = process::output(process::command(folder, program, arguments)).context("not found")?;
    let text = String::from_utf8_lossy(&printed);
    let found = first_version(&text).with_context(|| format!("no version in {:?}", text.trim()))?;
    if found >= least { Ok(()) } else { bail!("found {}.{} only", found.0, found.1) }
}

/// The first `major.minor` in a text such as `go version go1.26.8 linux/amd64`.
fn first_version(text: &str) -> Option<(u32, u32)> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(|word| {
        let mut numbers = word.split('.');
        Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_versions_in_what_tools_print() {
        assert_eq!(first_version("go version go1.26.8 linux/amd64"), Some((1, 26)));
        assert_eq!(first_version("v20.20.2"), Some((20, 20)));
        assert_eq!(first_version("clippy 0.1.95 (59807616e1 2026-04-14)"), Some((0, 1)));
        assert_eq!(first_version("nothing"), None);
    }
}
