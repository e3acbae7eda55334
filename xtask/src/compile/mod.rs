//! Do generated packages compile? For any set of them, in every language.

mod go;
mod rust;
pub(crate) mod tiny;
mod typescript;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use clade::{Config, Target, languages};
use clade_diag::{Diags, Renderer, Severity, Sources};

use crate::repository;

/// A folder that holds packages of several documents: `<root>/<language>/<name>`.
pub(crate) struct Set {
    root: PathBuf,
}

/// What became of one document.
pub(crate) struct Made {
    /// Operations that are typed whole, and those that are not.
    pub(crate) typed: usize,
    pub(crate) degraded: usize,
    /// Generated lines by language, in the order of [`languages::ALL`].
    pub(crate) lines: Vec<usize>,
    /// Reading and generating, writing excluded.
    pub(crate) took: Duration,
}

/// Result of compiling one package.
pub(crate) struct Compiled {
    pub(crate) took: Duration,
    /// What the compiler said, if it was not content.
    pub(crate) fault: Option<String>,
}

impl Set {
    /// An empty set of the name below the target folder.
    pub(crate) fn new(name: &str) -> Result<Self> {
        let root = repository::target().join("compile").join(name);
        fs::create_dir_all(&root).with_context(|| format!("cannot make {}", root.display()))?;
        Ok(Self { root })
    }

    /// Generates all languages from one document.
    pub(crate) fn generate(&self, name: &str, document: &Path) -> Result<Made> {
        let config = self.config(name)?;
        let started = Instant::now();
        let loaded = clade::load(document, &config);
        accept(&loaded.diags, &loaded.sources)?;
        let targets = languages::ALL.map(|emitter| Target { emitter, driver_to_package: "" });
        let generated = clade::generate(&loaded.api, &config, &targets);
        let took = started.elapsed();
        accept(&generated.findings(), &loaded.sources)?;
        let mut lines = Vec::new();
        for (language, emission) in &generated.languages {
            ensure!(!emission.package.is_empty(), "no files for {language}");
            clade::output::write(&self.package(language, name), &emission.package)?;
            lines.push(
                emission
                    .package
                    .iter()
                    .map(|(_, bytes)| bytes.split(|byte| *byte == b'\n').count() - 1)
                    .sum(),
            );
        }
        let coverage = &loaded.api.coverage;
        Ok(Made { typed: coverage.typed, degraded: coverage.degraded, lines, took })
    }

    /// Compiles packages of one language; results in order of the names.
    pub(crate) fn compile(&self, language: &str, names: &[String]) -> Result<Vec<Compiled>> {
        match language {
            "rust" => rust::compile(&self.root.join(language), names),
            "ts" => typescript::compile(&self.root.join(language), names),
            "go" => Ok(go::compile(&self.root.join(language), names)),
            other => anyhow::bail!("nothing here compiles {other}"),
        }
    }

    fn package(&self, language: &str, name: &str) -> PathBuf {
        self.root.join(language).join(name)
    }

    /// Settings that give the packages of one document names of their own.
    fn config(&self, name: &str) -> Result<Config> {
        let path = self.root.join(format!("{name}.toml"));
        fs::write(&path, format!("[package]\nname = \"doc-{name}\"\n"))?;
        Config::read(&path, &mut Sources::new()).map_err(|diags| anyhow::anyhow!("{diags:?}"))
    }
}

/// Findings other than errors are a matter of the document.
fn accept(diags: &Diags, sources: &Sources) -> Result<()> {
    if !diags.has_errors() {
        return Ok(());
    }
    anyhow::bail!("{}", Renderer::new(sources).least(Severity::Error).all(diags))
}

/// Times one compiler run.
fn timed(run: impl FnOnce() -> Result<()>) -> Compiled {
    let started = Instant::now();
    let fault = run().err().map(|error| format!("{error:#}"));
    Compiled { took: started.elapsed(), fault }
}
