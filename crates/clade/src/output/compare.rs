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

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "missing  {path}"),
            Self::Stale(path) => write!(f, "stale    {path}"),
            Self::Leftover(path) => write!(f, "leftover {path}"),
        }
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
