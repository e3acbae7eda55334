//! The tiny descriptions of `tests/specs`, one feature each: every one must generate and compile in all languages.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use clade::languages;
use clap::Args;

use super::Set;
use crate::{process, repository};

/// Generate from the tiny descriptions in tests/specs, and compile the output.
#[derive(Debug, Args)]
pub(crate) struct Compile {
    /// Descriptions by name; all by default.
    names: Vec<String>,
    /// Languages: rust, ts, go.
    #[arg(long, value_delimiter = ',', default_value = "rust,ts,go")]
    lang: Vec<String>,
}

impl Compile {
    pub(crate) fn run(self) -> Result<()> {
        let failed = check(&self.names, &self.lang)?;
        ensure!(failed == 0, "{failed} packages do not compile");
        Ok(())
    }
}

/// Generates and compiles; returns the number of packages with a fault, each of which was printed.
pub(crate) fn check(names: &[String], wanted: &[String]) -> Result<usize> {
    let descriptions = descriptions(names)?;
    let set = Set::new("tiny")?;
    let mut failed = 0;
    let mut made = Vec::new();
    for (name, path) in &descriptions {
        match set.generate(name, path) {
            Ok(_) => made.push(name.clone()),
            Err(error) => {
                failed += 1;
                eprintln!("{name}: {error:#}");
            }
        }
    }
    for language in
        languages::names().into_iter().filter(|language| wanted.iter().any(|name| name == language))
    {
        failed += process::step(&format!("tiny descriptions, {language}"), || report(&set, language, &made))?;
    }
    println!("{} descriptions, {failed} faults", descriptions.len());
    Ok(failed)
}

fn report(set: &Set, language: &str, names: &[String]) -> Result<usize> {
    let mut failed = 0;
    for (name, compiled) in names.iter().zip(set.compile(language, names)?) {
        if let Some(fault) = compiled.fault {
            failed += 1;
            eprintln!("{name} ({language}): {fault}");
        }
    }
    Ok(failed)
}

fn descriptions(names: &[String]) -> Result<Vec<(String, PathBuf)>> {
    let folder = repository::at("tests/specs");
    let mut list: Vec<(String, PathBuf)> = fs::read_dir(&folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            path.is_file() && path.extension().is_some_and(|kind| kind == "yaml" || kind == "json")
        })
        .filter_map(|path| Some((path.file_stem()?.to_str()?.to_owned(), path.clone())))
        .filter(|(name, _)| names.is_empty() || names.contains(name))
        .collect();
    list.sort();
    ensure!(!list.is_empty(), "no description of that name in {}", folder.display());
    Ok(list)
}
