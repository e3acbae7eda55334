//! `clade generate` as a whole process: start, reading, three languages, writing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use clade::languages;

use super::Section;
use super::table::Row;
use super::timing::{Times, line, once};
use crate::{corpus, process, repository};

pub(super) fn measure(runs: u32) -> Result<Vec<Row>> {
    let own = Case {
        title: "this repository",
        arguments: vec!["--config".into(), "clade.toml".into()],
        drivers: true,
    };
    let mut rows = own.measure(runs)?;
    match corpus::document("docker-engine")? {
        Some(document) => {
            let case = Case { title: "docker-engine", arguments: vec![document], drivers: false };
            rows.extend(case.measure(runs)?);
        }
        None => rows.push(Row::missing(
            "generate docker-engine",
            "the folder of public documents is not beside this repository (set CLADE_CORPUS)",
            &Section::Generation.command(),
        )),
    }
    Ok(rows)
}

struct Case {
    title: &'static str,
    /// What tells `clade` the document.
    arguments: Vec<PathBuf>,
    drivers: bool,
}

impl Case {
    fn measure(&self, runs: u32) -> Result<Vec<Row>> {
        let out = repository::target().join("bench").join(self.title.replace(' ', "-"));
        let command = || self.command(&out);
        let empty = || remove(&out);
        // Not timed: the first run also brings program and document into memory.
        empty()?;
        once(command())?;
        let wrote_nothing = |language: &&str| is_bare(&out.join("sdk").join(language));
        let without: Vec<&str> = languages::names().into_iter().filter(wrote_nothing).collect();
        let note = match without.as_slice() {
            [] => String::new(),
            names => format!("; WITHOUT {}, which wrote no files", names.join(", ")),
        };
        let cold = Times::take(runs, empty, command)?;
        let warm = Times::take(runs, || Ok(()), command)?;
        let row = |what: &str, times: &Times, command: &str| {
            Row::new(format!("generate {}, {what}", self.title), format!("{}{note}", times.shown()), command)
        };
        let line = line(&command());
        let removal = format!("rm -r {} && {line}", out.display());
        let root = format!("{}/", repository::root().display());
        Ok(vec![
            row("into an empty folder", &cold, &removal.replace(&root, "")),
            row("nothing to change", &warm, &line),
        ])
    }

    fn command(&self, out: &Path) -> Command {
        let program = repository::target().join("release/clade");
        let mut command =
            process::command(&repository::root(), &program.to_string_lossy(), ["generate", "--quiet"]);
        command.args(&self.arguments).arg("--out").arg(out.join("sdk"));
        if self.drivers {
            command.arg("--driver").arg(out.join("drivers"));
        }
        command
    }
}

/// Whether a folder holds nothing but the list of what was written.
fn is_bare(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().all(|entry| entry.file_name().to_string_lossy().starts_with('.'))
}

fn remove(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))
}
