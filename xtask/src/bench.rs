//! `cargo xtask bench`: the figures that the README and release notes quote.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use clap::Args;

use crate::gates::typescript;
use crate::{corpus, process, repository};

/// Measure.
#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// Runs of each command; the median is printed.
    #[arg(long, default_value_t = 7)]
    runs: usize,
}

impl Bench {
    pub(crate) fn run(self) -> Result<()> {
        let root = repository::root();
        process::run(process::cargo(
            &root,
            ["build", "--quiet", "--release", "-p", "clade", "-p", "omoios-server"],
        ))?;
        let clade = repository::target().join("release/clade");
        let out = repository::target().join("bench");
        self.generation("this repository's document", &clade, &repository::at("openapi/openapi.json"), &out)?;
        if let Some(document) = corpus::document("docker-engine")? {
            self.generation("docker-engine", &clade, &document, &out)?;
        }
        println!("one-list-call TypeScript bundle: {} bytes gzip", typescript::bundle_size()?);
        Ok(())
    }

    fn generation(&self, title: &str, clade: &Path, document: &Path, out: &Path) -> Result<()> {
        let cold = || drop(std::fs::remove_dir_all(out));
        let run = || {
            let mut command = process::command(
                &repository::root(),
                &clade.to_string_lossy(),
                ["generate", "--quiet", "--out"],
            );
            command.arg(out).arg(document);
            timed(command)
        };
        let times = |before: &dyn Fn()| -> Result<Duration> {
            let mut list = Vec::new();
            for _ in 0..self.runs {
                before();
                list.push(run()?);
            }
            list.sort();
            list.get(list.len() / 2).copied().context("--runs must be at least 1")
        };
        let (cold, warm) = (times(&cold)?, times(&|| ())?);
        println!(
            "clade generate, {title}, three languages: {cold:.1?} into an empty folder, {warm:.1?} with nothing to change"
        );
        Ok(())
    }
}

fn timed(command: std::process::Command) -> Result<Duration> {
    let started = Instant::now();
    process::run(command)?;
    Ok(started.elapsed())
}
