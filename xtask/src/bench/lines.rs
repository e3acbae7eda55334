//! How many lines of source an operation becomes.

use std::path::Path;

use anyhow::{Result, ensure};
use clade::{Config, Generated, Loaded, Target, languages};
use clade_diag::Sources;
use clade_emit::Files;
use serde_json::json;

use super::Section;
use super::table::Row;
use crate::{corpus, repository};

/// The layer below the Rust SDK that its users do not see.
const WIRE: &str = "src/wire.rs";

pub(super) fn measure() -> Result<Vec<Row>> {
    let config = Config::read(&repository::at("clade.toml"), &mut Sources::new())
        .map_err(|diags| anyhow::anyhow!("clade.toml: {diags:?}"))?;
    let mut rows = rows("this repository", &repository::at("openapi/openapi.json"), &config)?;
    match corpus::document("docker-engine")? {
        Some(document) => rows.extend(self::rows("docker-engine", &document, &Config::default())?),
        None => rows.push(Row::missing(
            "lines an operation, docker-engine",
            "the folder of public documents is not beside this repository (set CLADE_CORPUS)",
            &Section::Lines.command(),
        )),
    }
    Ok(rows)
}

fn rows(title: &str, document: &Path, config: &Config) -> Result<Vec<Row>> {
    let loaded = clade::load(document, config);
    ensure!(!loaded.diags.has_errors(), "{} has errors: see `clade check`", document.display());
    let operations = loaded.api.coverage.typed + loaded.api.coverage.degraded;
    ensure!(operations > 0, "{} has no operations", document.display());
    let base = clade::load_bytes("empty.json", &empty(loaded.api.info.title.expose()), config);
    let (made, base) = (generate(&loaded, config), generate(&base, config));
    let pairs = made.languages.iter().zip(&base.languages);
    Ok(pairs
        .map(|((language, made), (_, base))| {
            let figure = format!("{language} lines an operation, {title}");
            let command = Section::Lines.command();
            match Count::of(language, &made.package, &base.package) {
                Count { all: 0, .. } => Row::missing(figure, "the emitter wrote no source", &command),
                count => Row::new(figure, count.shown(operations), &command),
            }
        })
        .collect())
}

/// A description without operations: what it becomes, every description of this title becomes. Names of packages come
/// from the title and stand in files that depend on nothing else.
fn empty(title: &str) -> Vec<u8> {
    json!({"openapi": "3.1.0", "info": {"title": title, "version": "1"}, "paths": {}})
        .to_string()
        .into_bytes()
}

fn generate(loaded: &Loaded, config: &Config) -> Generated {
    let targets = languages::ALL.map(|emitter| Target { emitter, driver_to_package: "" });
    clade::generate(&loaded.api, config, &targets)
}

/// Lines of one package's source.
#[derive(Debug, PartialEq, Eq)]
struct Count {
    all: usize,
    /// In files that depend on the description.
    own: usize,
    /// Of these, in the Rust SDK's private layer.
    wire: usize,
}

impl Count {
    fn of(language: &str, made: &Files, base: &Files) -> Self {
        let mut count = Self { all: 0, own: 0, wire: 0 };
        let ending = if language == "rust" { ".rs".to_owned() } else { format!(".{language}") };
        for (path, bytes) in made.iter().filter(|(path, _)| path.ends_with(&ending)) {
            let lines = bytes.split(|byte| *byte == b'\n').count() - usize::from(bytes.ends_with(b"\n"));
            count.all += lines;
            if base.get(path) != Some(bytes) {
                count.own += lines;
                count.wire += if path == WIRE { lines } else { 0 };
            }
        }
        count
    }

    fn shown(&self, operations: usize) -> String {
        let Self { all, own, wire } = self;
        let visible = (own - wire).div_ceil(operations);
        let private = if *wire == 0 { String::new() } else { format!(" + {} private", wire / operations) };
        format!("{visible}{private} ({own} lines for {operations} operations; {} of the runtime)", all - own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        let mut files = Files::default();
        for (path, text) in list {
            files.add(*path, *text).unwrap();
        }
        files
    }

    #[test]
    fn what_every_description_gets_is_no_line_of_an_operation() {
        let base = files(&[("src/runtime.rs", "a\nb\n"), ("src/lib.rs", "x\n")]);
        let made = files(&[
            ("src/runtime.rs", "a\nb\n"),
            ("src/lib.rs", "x\ny\n"),
            ("src/wire.rs", "1\n2\n3\n"),
            ("README.md", "no source\n"),
        ]);
        assert_eq!(Count::of("rust", &made, &base), Count { all: 7, own: 5, wire: 3 });
    }
}
