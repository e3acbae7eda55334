//! The files of a run, kept for excerpts.

use std::sync::Arc;

use crate::SourceId;

/// Every file a run has read, by [`SourceId`].
#[derive(Debug, Clone, Default)]
pub struct Sources(Vec<Source>);

/// One file.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path shown to people, as they would type it.
    pub path: String,
    /// The text; empty when the file is not text.
    pub text: Arc<str>,
}

impl Sources {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and says by which id its places refer to it.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let id = SourceId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(Source { path: path.into(), text: text.into() });
        id
    }

    /// The file of an id; `None` for places the toolkit made up.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.0.get(id.0 as usize)
    }

    /// The files in the order they were read; the entry file is the first.
    pub fn iter(&self) -> std::slice::Iter<'_, Source> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Sources {
    type Item = &'a Source;
    type IntoIter = std::slice::Iter<'a, Source>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
