//! `cargo xtask corpus`: documents that nobody here wrote.

mod archive;
mod table;

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clade::languages;
use clap::Args;

use crate::compile::{Compiled, Made, Set};
use crate::{process, repository};

/// Documents whose output must compile in every language.
pub(crate) const COMPILED: [&str; 15] = [
    "omoios",
    "opencode",
    "langchain-agent-protocol",
    "coder-agentapi",
    "e2b",
    "e2b-envd",
    "oxide-keeper",
    "oxide-propolis",
    "httpbin",
    "2ch",
    "firecracker",
    "wikimedia-eventstreams",
    "readme-parameters-style",
    "docker-engine",
    "k8s-apiextensions-v1",
];

/// Generate from public documents and compile the output.
#[derive(Debug, Args)]
pub(crate) struct Corpus {
    /// Documents by name; by default the fifteen that must compile.
    names: Vec<String>,
    /// All documents of the folder.
    #[arg(long, conflicts_with = "names")]
    all: bool,
    /// Languages to compile: rust, ts, go.
    #[arg(long, value_delimiter = ',', default_value = "rust,ts,go")]
    lang: Vec<String>,
    /// Generate only.
    #[arg(long)]
    no_compile: bool,
}

/// One row of the table.
pub(crate) struct Row {
    pub(crate) made: Result<Made, String>,
    pub(crate) name: String,
    /// By language, in the order of [`languages::ALL`]; `None` where it was not compiled.
    pub(crate) compiled: Vec<Option<Compiled>>,
}

impl Corpus {
    pub(crate) fn run(self) -> Result<()> {
        let Some(folder) = repository::corpus() else {
            eprintln!(
                "skipped: the folder of public documents is not beside this repository (set CLADE_CORPUS to name one)"
            );
            return Ok(());
        };
        let index = archive::index(&folder)?;
        let wanted = |name: &str| match (self.all, self.names.is_empty()) {
            (true, _) => true,
            (false, true) => COMPILED.contains(&name),
            (false, false) => self.names.iter().any(|wanted| wanted == name),
        };
        let entries: Vec<_> = index.into_iter().filter(|entry| wanted(&entry.name)).collect();
        ensure!(!entries.is_empty(), "no document of that name in {}", folder.display());
        let set = Set::new("corpus")?;
        let mut rows = Vec::new();
        for entry in entries {
            let made = archive::unpack(&folder, &entry).and_then(|path| set.generate(&entry.name, &path));
            rows.push(Row {
                made: made.map_err(|error| format!("{error:#}")),
                name: entry.name,
                compiled: vec![],
            });
        }
        if !self.no_compile {
            self.compile(&set, &mut rows)?;
        }
        table::print(&rows);
        let failed = rows.iter().filter(|row| row.is_faulty()).count();
        ensure!(failed == 0, "{failed} of {} documents failed", rows.len());
        Ok(())
    }

    fn compile(&self, set: &Set, rows: &mut [Row]) -> Result<()> {
        let names: Vec<String> =
            rows.iter().filter(|row| row.made.is_ok()).map(|row| row.name.clone()).collect();
        for language in languages::names() {
            let chosen = self.lang.iter().any(|wanted| wanted == language);
            let results = if chosen {
                process::step(&format!("compile, {language}"), || set.compile(language, &names))?
            } else {
                vec![]
            };
            let mut results = results.into_iter();
            rows.iter_mut()
                .for_each(|row| row.compiled.push(row.made.is_ok().then(|| results.next()).flatten()));
        }
        Ok(())
    }
}

/// Generates every document without compiling it: none may fail. For the tests, where compiling all would take too long.
pub(crate) fn smoke() -> Result<()> {
    Corpus { names: vec![], all: true, lang: vec![], no_compile: true }.run()
}

/// One document of the folder, unpacked; `None` where the folder is missing.
pub(crate) fn document(name: &str) -> Result<Option<PathBuf>> {
    let Some(folder) = repository::corpus() else { return Ok(None) };
    let entry = archive::index(&folder)?.into_iter().find(|entry| entry.name == name);
    entry.map(|entry| archive::unpack(&folder, &entry)).transpose()
}

impl Row {
    fn is_faulty(&self) -> bool {
        self.made.is_err() || self.compiled.iter().flatten().any(|compiled| compiled.fault.is_some())
    }
}
