//! Bytes in, document and findings out.

mod components;
mod fields;
mod files;
mod loader;
mod media;
mod parameters;
mod path_key;
mod paths;
mod reader;
mod resolve;
mod root;
mod schemas;
mod security;
mod suggest;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clade_diag::{Diag, Diags, Sources, codes};

pub use loader::{FolderLoader, LoadError, Loader, MemoryLoader};

use crate::Document;
use files::{FileError, Files};
use reader::Reader;

/// How to read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// References may lead to files in this folder and below; the entry file's own folder when `None`.
    pub root: Option<PathBuf>,
    /// Bounds on what is read.
    pub limits: Limits,
}

/// Bounds that keep a hostile description from exhausting the machine. Going over one is an error with a place.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of all files together.
    pub bytes: usize,
    /// Nesting depth of arrays and objects in one file.
    pub depth: usize,
    /// Values (objects, arrays, scalars) of all files together. The largest public description (GitHub's, 13 MB)
    /// has 258,000.
    pub nodes: usize,
    /// Values that YAML aliases may make, as a multiple of the bytes of their file.
    pub alias_factor: usize,
    /// Files.
    pub files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 << 20, depth: 128, nodes: 1_000_000, alias_factor: 10, files: 10_000 }
    }
}

/// What reading gives: always a document, as much of it as could be understood, and everything there is to say.
#[derive(Debug)]
pub struct ReadResult {
    /// The document; an empty one when nothing could be read.
    pub document: Document,
    /// The findings, in the order they were made.
    pub diags: Diags,
    /// The files, for rendering the findings.
    pub sources: Sources,
}

impl ReadResult {
    fn failed(diag: Diag) -> Self {
        let mut diags = Diags::new();
        diags.push(diag);
        Self { document: Document::empty(), diags, sources: Sources::new() }
    }
}

/// Reads a description from disk, with every local file it refers to.
pub fn read(path: &Path, options: &ReadOptions) -> ReadResult {
    let shown = path.display().to_string();
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let root = options.root.as_deref().unwrap_or(folder);
    let loader = match FolderLoader::new(root) {
        Ok(loader) => loader,
        Err(error) => {
            return ReadResult::failed(codes::unreadable_file(root.display(), LoadError::from(error)));
        }
    };
    let entry = match path.canonicalize() {
        Ok(file) => loader.relative(&file),
        Err(error) => return ReadResult::failed(codes::unreadable_file(shown, LoadError::from(error))),
    };
    let Some(entry) = entry else {
        return ReadResult::failed(codes::unreadable_file(shown, LoadError::Outside));
    };
    // Every file is shown by the way the user named the entry file, so that it can be clicked or typed.
    let prefix =
        shown.strip_suffix(entry.as_str()).map_or_else(|| format!("{}/", root.display()), str::to_owned);
    read_with(&loader, &entry, &prefix, &options.limits)
}

/// Reads a description of one file from memory; references to other files are errors.
pub fn read_bytes(name: &str, bytes: &[u8]) -> ReadResult {
    let file = name.rsplit('/').next().unwrap_or(name);
    let loader = MemoryLoader(BTreeMap::from([(file.to_owned(), bytes.to_vec())]));
    let prefix = name.strip_suffix(file).unwrap_or_default();
    read_with(&loader, file, prefix, &Limits::default())
}

/// Reads a description from files of any origin.
///
/// `entry` is the path of the entry file as the loader takes it, `prefix` what precedes such paths when they are
/// shown to people (`""` or ending in `/`).
pub fn read_with(loader: &dyn Loader, entry: &str, prefix: &str, limits: &Limits) -> ReadResult {
    let mut diags = Diags::new();
    let mut files = Files::new(loader, prefix, limits);
    let source = match files.load(entry, &mut diags) {
        Ok(source) => source,
        Err(error) => {
            if let FileError::Load(error) = error {
                diags.push(unloadable(&format!("{prefix}{entry}"), &error, limits));
            }
            return ReadResult { document: Document::empty(), diags, sources: files.sources };
        }
    };
    let root = crate::NodeId { source, index: 0 };
    let mut reader = Reader::new(files, diags);
    let tree = reader.tree(root);
    let mut document = reader.read_document(tree.view(root));
    reader.read_schemas();
    document.schemas = reader.schemas.entries;
    document.forest = reader.files.forest;
    ReadResult { document, diags: reader.diags, sources: reader.files.sources }
}

/// The finding about an entry file that could not be loaded.
fn unloadable(shown: &str, error: &LoadError, limits: &Limits) -> Diag {
    match error {
        LoadError::TooLarge => codes::input_too_large(limits.bytes),
        error => codes::unreadable_file(shown, error),
    }
}
