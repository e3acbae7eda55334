//! The languages and how the driver of each is started.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::live::Command;

/// A language that an SDK is generated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Rust.
    Rust,
    /// TypeScript, on Node.
    Ts,
    /// Go.
    Go,
}

impl Language {
    /// All of them, in the order of the report.
    pub const ALL: [Self; 3] = [Self::Rust, Self::Ts, Self::Go];

    /// Short name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Ts => "ts",
            Self::Go => "go",
        }
    }

    /// Where the built driver lies below the repository's root.
    fn built(self, target: &Path) -> PathBuf {
        match self {
            Self::Rust => target.join("debug/driver"),
            Self::Ts => PathBuf::from("tests/drivers/ts/dist/driver.js"),
            Self::Go => PathBuf::from("tests/drivers/go/driver"),
        }
    }

    /// How the driver is started: the file given, or else the one that `cargo xtask contract` builds.
    pub fn command(self, root: &Path, given: Option<PathBuf>) -> Command {
        let file = given.unwrap_or_else(|| root.join(self.built(&target_dir(root))));
        let (program, args) = match self {
            Self::Rust | Self::Go => (file.clone().into_os_string(), Vec::new()),
            Self::Ts => (OsString::from("node"), vec![file.clone().into_os_string()]),
        };
        Command { program, args, needs: file }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The folder cargo builds into.
pub fn target_dir(root: &Path) -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir))
}
