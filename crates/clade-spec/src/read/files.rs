//! The files of one run: loaded once, parsed once, within the bounds.

use std::collections::HashMap;
use std::sync::Arc;

use clade_diag::{Diag, Diags, SourceId, Sources, codes};

use super::Limits;
use super::loader::{LoadError, Loader};
use crate::tree::{self, Budget, Forest, NodeId, Tree};

/// Why a file that was referred to gives no tree.
#[derive(Debug, Clone)]
pub(super) enum FileError {
    /// It could not be loaded.
    Load(LoadError),
    /// It could not be parsed, or one file too many; already reported.
    Reported,
}

/// The files of one run.
pub(super) struct Files<'l> {
    loader: &'l dyn Loader,
    /// What precedes a relative path when it is shown to people.
    prefix: String,
    pub(super) forest: Forest,
    pub(super) sources: Sources,
    /// Relative path of each file.
    paths: Vec<String>,
    known: HashMap<String, Result<SourceId, FileError>>,
    budget: Budget,
    bytes_left: usize,
}

impl<'l> Files<'l> {
    pub(super) fn new(loader: &'l dyn Loader, prefix: &str, limits: &Limits) -> Self {
        Self {
            loader,
            prefix: prefix.to_owned(),
            forest: Forest::default(),
            sources: Sources::new(),
            paths: Vec::new(),
            known: HashMap::new(),
            budget: Budget::new(limits),
            bytes_left: limits.bytes,
        }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.budget.limits
    }

    pub(super) fn tree(&self, source: SourceId) -> Option<Arc<Tree>> {
        self.forest.tree(source)
    }

    /// Path of a file relative to the root folder.
    pub(super) fn path(&self, source: SourceId) -> &str {
        self.paths.get(source.0 as usize).map_or("", String::as_str)
    }

    /// The place of a node.
    pub(super) fn at(&self, diag: Diag, node: NodeId) -> Diag {
        diag.at(self.forest.place(node))
    }

    /// Loads and parses a file, or says what became of it the first time.
    pub(super) fn load(&mut self, path: &str, diags: &mut Diags) -> Result<SourceId, FileError> {
        if let Some(known) = self.known.get(path) {
            return known.clone();
        }
        let result = self.load_new(path, diags);
        self.known.insert(path.to_owned(), result.clone());
        result
    }

    fn load_new(&mut self, path: &str, diags: &mut Diags) -> Result<SourceId, FileError> {
        if self.paths.len() >= self.budget.limits.files {
            diags.push(codes::too_many_files(self.budget.limits.files));
            return Err(FileError::Reported);
        }
        let bytes = self.loader.load(path, self.bytes_left).map_err(FileError::Load)?;
        self.bytes_left = self.bytes_left.saturating_sub(bytes.len());
        self.parse(path, &bytes, diags)
    }

    fn parse(&mut self, path: &str, bytes: &[u8], diags: &mut Diags) -> Result<SourceId, FileError> {
        let shown = format!("{}{path}", self.prefix);
        let source = SourceId(u32::try_from(self.paths.len()).unwrap_or(u32::MAX));
        let result = tree::decode(bytes, source);
        let text = result.as_ref().map_or_else(|_| Arc::from(""), Arc::clone);
        self.sources.add(shown, if text.is_empty() { lossy(bytes) } else { Arc::clone(&text) });
        self.paths.push(path.to_owned());
        let parsed = match result {
            Ok(text) => tree::parse(&text, path, source, &mut self.budget).map_err(|stop| stop.diag),
            Err(diag) => Err(diag),
        };
        match parsed {
            Ok((tree, faults)) => {
                diags.absorb(faults);
                self.forest.push(tree);
                Ok(source)
            }
            Err(diag) => {
                diags.push(*diag);
                self.forest.push(Tree::empty());
                Err(FileError::Reported)
            }
        }
    }
}

/// The text of a file that is not UTF-8, for the excerpt of its error.
fn lossy(bytes: &[u8]) -> Arc<str> {
    Arc::from(String::from_utf8_lossy(bytes))
}
