//! Folders of this repository.

use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

/// A path below the root.
pub(crate) fn at(path: &str) -> PathBuf {
    root().join(path)
}

/// Where steps put what they build: cargo's target folder.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| at("target"), |folder| root().join(folder))
}

/// The folder of public documents, which stands beside the repository and is not part of it. `None` where it is missing.
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("CLADE_CORPUS").map_or_else(|| at("../shared/corpus/dev"), PathBuf::from);
    folder.join("INDEX.tsv").exists().then_some(folder)
}
