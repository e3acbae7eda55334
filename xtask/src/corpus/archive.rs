//! The folder of public documents: an index and compressed files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::repository;

/// One line of `INDEX.tsv`.
pub(crate) struct Entry {
    pub(crate) name: String,
    file: String,
    /// Path in the origin; for archives, the entry file inside.
    path: String,
}

pub(crate) fn index(folder: &Path) -> Result<Vec<Entry>> {
    let path = folder.join("INDEX.tsv");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let entry = |line: &str| {
        let mut columns = line.split('\t').map(str::to_owned);
        Some(Entry { name: columns.next()?, file: columns.next()?, path: columns.nth(1)? })
    };
    Ok(text.lines().skip(1).filter_map(entry).collect())
}

/// Unpacks a document below the target folder and returns its entry file.
pub(crate) fn unpack(folder: &Path, entry: &Entry) -> Result<PathBuf> {
    let compressed =
        fs::File::open(folder.join(&entry.file)).with_context(|| format!("cannot open {}", entry.file))?;
    let mut reader = zstd::stream::Decoder::new(compressed)?;
    let target = repository::target().join("compile/documents").join(&entry.name);
    fs::create_dir_all(&target)?;
    if entry.file.ends_with(".tar.zst") {
        tar::Archive::new(reader).unpack(&target)?;
        return entry_file(&target, &entry.path);
    }
    let file = target.join(entry.file.trim_end_matches(".zst"));
    std::io::copy(&mut reader, &mut fs::File::create(&file)?)?;
    Ok(file)
}

/// The archive may hold the origin's whole path or only the part from the entry's folder on.
fn entry_file(target: &Path, path: &str) -> Result<PathBuf> {
    let parts: Vec<&str> = path.split('/').collect();
    (0..parts.len())
        .map(|skipped| target.join(parts[skipped..].join("/")))
        .find(|file| file.is_file())
        .with_context(|| format!("the archive has no {path}"))
}
