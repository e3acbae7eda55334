//! `--check`: is what is on disk what would be written?

use std::fs;
use std::path::Path;

use clade_emit::Files;

use super::manifest;

/// One file that is not as it would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Not there.
    Missing(String),
    /// There, with other content.
    Stale(String),
    /// Written by an earlier run, no longer part of the output.
    Leftover(String),
}

impl Difference {
    /// In words, with the path below the folder that was compared.
    pub fn describe(&self, root: &Path) -> String {
        let (path, what) = match self {
            Self::Missing(path) => (path, "is missing"),
            Self::Stale(path) => (path, "is not what would be written"),
            Self::Leftover(path) => (path, "is left over from an earlier run"),
        };
        format!("`{}` {what}", root.join(path).display())
    }
}

/// Compares without touching anything. Differences come in order of the paths.
pub fn compare(root: &Path, files: &Files) -> Vec<Difference> {
    let mut differences: Vec<Difference> = files
        .iter()
        .filter_map(|(path, bytes)| match fs::read(root.join(path)) {
            Ok(there) if there == bytes => None,
            Ok(_) => Some(Difference::Stale(path.to_owned())),
            Err(_) => Some(Difference::Missing(path.to_owned())),
        })
        .collect();
    let gone = |path: &String| files.get(path).is_none() && root.join(path).exists();
    differences.extend(manifest::read(root).into_iter().filter(gone).map(Difference::Leftover));
    differences
}
