//! `cargo xtask test`: every check of the repository, in the order in which a fault is cheapest to find.

use anyhow::{Result, ensure};
use clap::Args;

use crate::gates::{self, Gate, go, typescript};
use crate::{compile, contract, corpus, generate, process, repository, tools};

/// Run every check of the repository.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Go on after a failure and report all of them.
    #[arg(long)]
    keep_going: bool,
    /// Only the steps whose title contains this.
    #[arg(long)]
    only: Option<String>,
}

const STEPS: &[Gate] = &[
    ("tools", tools::require_all),
    ("rustfmt", format),
    ("generated files are current", || generate::refresh(true)),
    ("clippy", clippy),
    ("Rust tests", rust_tests),
    ("TypeScript runtime", typescript_runtime),
    ("Go runtime", go_runtime),
    ("tiny descriptions compile", tiny),
    ("contract: build", contract::build),
    ("contract: scenarios", || contract::scenarios(&[])),
    ("public documents", public_documents),
];

impl Test {
    pub(crate) fn run(self) -> Result<()> {
        let gates =
            [gates::rust::GATES, typescript::GATES, go::GATES, gates::readme::GATES].into_iter().flatten();
        let chosen = |title: &str| {
            self.only.as_ref().is_none_or(|part| title.to_lowercase().contains(&part.to_lowercase()))
        };
        let (mut passed, mut failed) = (0, 0);
        for (title, work) in STEPS.iter().chain(gates).filter(|(title, _)| chosen(title)) {
            match process::step(title, work) {
                Ok(()) => passed += 1,
                Err(error) => {
                    failed += 1;
                    eprintln!("error: {error:#}");
                    if !self.keep_going {
                        break;
                    }
                }
            }
        }
        println!("steps: {passed} passed, {failed} failed");
        ensure!(failed == 0, "{failed} steps failed");
        Ok(())
    }
}

fn format() -> Result<()> {
    process::run(process::cargo(&repository::root(), ["fmt", "--all", "--check"]))
}

fn clippy() -> Result<()> {
    let arguments = ["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"];
    process::run(process::cargo(&repository::root(), arguments))
}

fn rust_tests() -> Result<()> {
    let mut command = process::cargo(&repository::root(), ["test", "--quiet", "--workspace"]);
    // A snapshot that is not committed is a failure, not a file to review later.
    command.env("INSTA_UPDATE", "no");
    process::run(command)
}

fn typescript_runtime() -> Result<()> {
    let folder = repository::at("overlays/ts");
    process::run(process::command(&folder, "npm", ["ci", "--silent", "--no-audit", "--no-fund"]))?;
    process::run(process::command(&folder, "npm", ["test", "--silent"]))
}

fn go_runtime() -> Result<()> {
    let module = repository::at("overlays/go");
    go::format(&module)?;
    go::vet(&module)?;
    go::staticcheck(&module)?;
    go::errcheck(&module)?;
    go::test(&module)
}

fn tiny() -> Result<()> {
    let all = ["rust", "ts", "go"].map(str::to_owned);
    let failed = compile::tiny::check(&[], &all)?;
    ensure!(failed == 0, "{failed} packages have faults");
    Ok(())
}

fn public_documents() -> Result<()> {
    corpus::smoke()
}
