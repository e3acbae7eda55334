//! `clade generate DOC`

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clade::output::{compare, write};
use clade::{Config, Generated, Loaded, Target, languages};
use clade_diag::{Diags, codes};
use clade_emit::Files;
use clap::Args;

use super::shown::{Settings, Shown};

/// Generate SDK packages.
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// The OpenAPI description (JSON or YAML); by default the one that clade.toml names.
    document: Option<PathBuf>,
    /// Languages: rust, ts, go.
    #[arg(long, value_delimiter = ',', default_value = "rust,ts,go")]
    lang: Vec<String>,
    /// Output folder; each language gets a folder of its own name in it. By default as clade.toml says, else `generated`.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write the driver programs, too, each language in a folder of its own name.
    #[arg(long, value_name = "DIR")]
    driver: Option<PathBuf>,
    /// Write nothing; fail if what is on disk is not what would be written.
    #[arg(long)]
    check: bool,
    /// Write the coverage report (JSON) to this file.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
}

/// Folders of one language.
struct Place {
    package: PathBuf,
    driver: Option<PathBuf>,
    driver_to_package: String,
}

impl Generate {
    pub(crate) fn run(self) -> ExitCode {
        let started = Instant::now();
        let mut shown = Shown::new(&self.settings);
        let Some(emitters) = self.emitters(&mut shown) else { return shown.finish() };
        let Some((config, loaded)) = shown.load(self.document.as_deref()) else { return shown.finish() };
        let places: Vec<Place> =
            emitters.iter().map(|emitter| self.place(&config, emitter.language())).collect();
        let targets: Vec<Target<'_>> = emitters
            .iter()
            .zip(&places)
            .map(|(emitter, place)| Target { emitter: *emitter, driver_to_package: &place.driver_to_package })
            .collect();
        let generated = clade::generate(&loaded.api, &config, &targets);
        let mut findings = loaded.diags.clone();
        findings.absorb(generated.findings());
        shown.findings(&findings);
        if !shown.failed() {
            self.put(&mut shown, &loaded, &generated, &places);
        }
        if !shown.failed() && !self.settings.quiet {
            summary(&loaded, started);
        }
        shown.finish()
    }

    fn emitters(&self, shown: &mut Shown<'_>) -> Option<Vec<&'static (dyn clade_emit::Emitter + Sync)>> {
        let mut emitters = Vec::new();
        for name in &self.lang {
            match languages::find(name) {
                Some(emitter) => emitters.push(emitter),
                None => shown.finding(codes::unknown_language(name, languages::names().join(", "))),
            }
        }
        (!shown.failed()).then_some(emitters)
    }

    fn place(&self, config: &Config, language: &str) -> Place {
        let below = |folder: &PathBuf| folder.join(language);
        let package = self.out.as_ref().map(below).or_else(|| config.out(language));
        let package = package.unwrap_or_else(|| Path::new("generated").join(language));
        let from_config = || config.driver(language).filter(|_| self.out.is_none());
        let driver = self.driver.as_ref().map(below).or_else(from_config);
        let driver_to_package = driver.as_ref().map(|driver| relative(driver, &package)).unwrap_or_default();
        Place { package, driver, driver_to_package }
    }

    fn put(&self, shown: &mut Shown<'_>, loaded: &Loaded, generated: &Generated, places: &[Place]) {
        let mut faults = Diags::new();
        for ((_, emission), place) in generated.languages.iter().zip(places) {
            self.put_files(&mut faults, &place.package, &emission.package);
            if let Some(driver) = &place.driver {
                self.put_files(&mut faults, driver, &emission.driver);
            }
        }
        shown.findings(&faults);
        if let Some(path) = &self.report {
            let report = format!("{:#}\n", clade::report::coverage(&loaded.api, &shown.sources));
            if let Err(error) = std::fs::write(path, report) {
                shown.finding(codes::output_failed(format_args!("cannot write {}: {error}", path.display())));
            }
        }
    }

    fn put_files(&self, faults: &mut Diags, root: &Path, files: &Files) {
        if self.check {
            let differences = compare(root, files);
            differences.iter().for_each(|it| faults.push(codes::output_stale(it.describe(root))));
        } else if let Err(error) = write(root, files) {
            faults.push(codes::output_failed(error));
        }
    }
}

fn summary(loaded: &Loaded, started: Instant) {
    let coverage = &loaded.api.coverage;
    println!(
        "{} operations typed, {} degraded, {} types, in {} ms",
        coverage.typed,
        coverage.degraded,
        loaded.api.types.len(),
        started.elapsed().as_millis()
    );
}

/// Path from one folder to another, with `/`; absolute if they share no root.
fn relative(from: &Path, to: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let (from, to) = (absolute(from), absolute(to));
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.len() - shared;
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    std::iter::repeat_n("..".to_owned(), up).chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_go_up_and_down() {
        assert_eq!(
            relative(Path::new("tests/drivers/rust"), Path::new("generated/rust")),
            "../../../generated/rust"
        );
        assert_eq!(relative(Path::new("a"), Path::new("a/b")), "b");
    }
}
