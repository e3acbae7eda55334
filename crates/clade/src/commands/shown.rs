//! What every subcommand shares: settings of the run, findings on standard error, the exit code.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clade::{Config, Loaded};
use clade_diag::{Diag, Diags, Renderer, Severity, Sources, codes, json_lines};
use clap::{Args, ValueEnum};

/// Options of every subcommand.
#[derive(Debug, Args)]
pub(crate) struct Settings {
    /// Settings file; `clade.toml` in the working folder if it is there and no document is given.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// References may lead to files in this folder and below; by default the description's own folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Treat these findings as errors.
    #[arg(long, value_name = "KIND", value_enum)]
    pub(crate) deny: Vec<Deny>,
    /// How findings are printed on standard error.
    #[arg(long, value_enum, default_value_t = Messages::Text)]
    pub(crate) messages: Messages,
    /// Print errors only.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Whatever could not be fully typed.
    Degraded,
    /// Whatever is faulty in the description.
    Warnings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Messages {
    /// For people, with excerpts.
    Text,
    /// One JSON object a line.
    Json,
}

/// Prints findings and remembers whether one of them is fatal.
pub(crate) struct Shown<'a> {
    settings: &'a Settings,
    pub(crate) sources: Sources,
    failed: bool,
}

impl<'a> Shown<'a> {
    pub(crate) fn new(settings: &'a Settings) -> Self {
        Self { settings, sources: Sources::new(), failed: false }
    }

    /// Reads the settings and the description. `None` after an error that was printed.
    pub(crate) fn load(&mut self, document: Option<&Path>) -> Option<(Config, Loaded)> {
        let mut config = self.config(document)?;
        if let Some(root) = &self.settings.root
            && let Err(error) = config.set_root(root)
        {
            self.finding(codes::unreadable_file(root.display(), error));
            return None;
        }
        let Some(document) = document.map(Path::to_path_buf).or_else(|| config.document()) else {
            self.finding(codes::no_document());
            return None;
        };
        let mut loaded = clade::load(&document, &config);
        self.sources = std::mem::take(&mut loaded.sources);
        Some((config, loaded))
    }

    fn config(&mut self, document: Option<&Path>) -> Option<Config> {
        let found = || Some(PathBuf::from("clade.toml")).filter(|path| document.is_none() && path.exists());
        let Some(path) = self.settings.config.clone().or_else(found) else { return Some(Config::default()) };
        match Config::read(&path, &mut self.sources) {
            Ok(config) => Some(config),
            Err(diags) => {
                self.findings(&diags);
                None
            }
        }
    }

    /// Prints findings, worst questions of fate included: after an error, or a denied kind, the run has failed.
    pub(crate) fn findings(&mut self, diags: &Diags) {
        let fatal = diags.iter().any(|diag| self.is_fatal(diag.severity));
        self.failed |= fatal;
        let mut shown = Diags::new();
        let wanted = |diag: &&Diag| !self.settings.quiet || self.is_fatal(diag.severity);
        diags.iter().filter(wanted).for_each(|diag| shown.push(diag.clone()));
        let text = match self.settings.messages {
            Messages::Text => Renderer::new(&self.sources).color(std::io::stderr().is_terminal()).all(&shown),
            // A finding that cannot be serialised is still said, in words.
            Messages::Json => {
                json_lines(&shown, &self.sources).unwrap_or_else(|_| Renderer::new(&self.sources).all(&shown))
            }
        };
        // A closed standard error is no reason to stop.
        _ = std::io::stderr().write_all(text.as_bytes());
    }

    /// Prints one finding.
    pub(crate) fn finding(&mut self, diag: Diag) {
        let mut diags = Diags::new();
        diags.push(diag);
        self.findings(&diags);
    }

    /// Whether anything fatal was printed.
    pub(crate) fn failed(&self) -> bool {
        self.failed
    }

    /// 0, or 1 after anything fatal.
    pub(crate) fn finish(&self) -> ExitCode {
        if self.failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }

    fn is_fatal(&self, severity: Severity) -> bool {
        match severity {
            Severity::Error => true,
            Severity::Degraded => self.settings.deny.contains(&Deny::Degraded),
            Severity::Warning => self.settings.deny.contains(&Deny::Warnings),
            Severity::Note => false,
        }
    }
}
