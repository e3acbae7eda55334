//! The list of files that a run wrote, kept beside them, so that the next run removes what it no longer writes and
//! touches nothing else (build products, installed modules).

use std::fs;
use std::path::Path;

/// Name of the list inside an output folder.
pub(super) const NAME: &str = ".clade-files";

const HEADER: &str = "# Files written by clade in this folder. Do not edit.\n";

/// The list's text: a path a line, in order.
pub(super) fn render<'a>(paths: impl Iterator<Item = &'a str>) -> String {
    paths.fold(HEADER.to_owned(), |mut text, path| {
        text.push_str(path);
        text.push('\n');
        text
    })
}

/// Paths that the last run wrote below `root`; none when there was no run. Lines that could lead out of the folder are
/// ignored: the list is only ever used to delete.
pub(super) fn read(root: &Path) -> Vec<String> {
    let text = fs::read_to_string(root.join(NAME)).unwrap_or_default();
    let inside = |path: &&str| {
        !path.is_empty() && !path.starts_with(['#', '/']) && !path.split(['/', '\\']).any(|s| s == "..")
    };
    text.lines().filter(inside).map(str::to_owned).collect()
}
