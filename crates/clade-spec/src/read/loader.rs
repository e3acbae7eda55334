//! Where files come from.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// Gives the bytes of the files of a description.
pub trait Loader {
    /// The bytes of a file, at most `most` of them.
    ///
    /// `path` is relative to the root folder, its parts separated by `/`, without `.` and `..`.
    fn load(&self, path: &str, most: usize) -> Result<Vec<u8>, LoadError>;
}

/// Why a file could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    /// There is no such file.
    Missing,
    /// It is not below the root folder, once symbolic links are followed.
    Outside,
    /// It is a folder, a pipe or a device.
    NotAFile,
    /// It has more bytes than are left of the bound.
    TooLarge,
    /// The operating system refused, in its words.
    Refused(String),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such file"),
            Self::Outside => f.write_str("it is outside the root folder"),
            Self::NotAFile => f.write_str("it is not a regular file"),
            Self::TooLarge => f.write_str("it is too large"),
            Self::Refused(reason) => f.write_str(reason),
        }
    }
}

impl From<io::Error> for LoadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            _ => Self::Refused(error.to_string()),
        }
    }
}

/// Files on disk below one folder.
#[derive(Debug)]
pub struct FolderLoader {
    /// The folder, symbolic links resolved.
    root: PathBuf,
}

impl FolderLoader {
    /// A loader of files below a folder, which must exist.
    pub fn new(root: &Path) -> io::Result<Self> {
        Ok(Self { root: root.canonicalize()? })
    }

    /// The path of a file relative to the folder, as [`Loader::load`] takes it; `None` when it is not below.
    pub fn relative(&self, file: &Path) -> Option<String> {
        let file = file.canonicalize().ok()?;
        let inside = file.strip_prefix(&self.root).ok()?;
        let parts: Option<Vec<&str>> = inside.components().map(|part| part.as_os_str().to_str()).collect();
        Some(parts?.join("/"))
    }
}

impl Loader for FolderLoader {
    fn load(&self, path: &str, most: usize) -> Result<Vec<u8>, LoadError> {
        let relative = Path::new(path);
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(LoadError::Outside);
        }
        let file = self.root.join(relative).canonicalize()?;
        if !file.starts_with(&self.root) {
            return Err(LoadError::Outside);
        }
        // Asked before opening: opening a pipe would wait for its writer.
        if !file.metadata()?.is_file() {
            return Err(LoadError::NotAFile);
        }
        let mut bytes = Vec::new();
        let bound = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        File::open(&file)?.take(bound).read_to_end(&mut bytes)?;
        if bytes.len() > most { Err(LoadError::TooLarge) } else { Ok(bytes) }
    }
}

/// Files in memory, by path; for tests and for callers without a disk.
#[derive(Debug, Clone, Default)]
pub struct MemoryLoader(pub BTreeMap<String, Vec<u8>>);

impl Loader for MemoryLoader {
    fn load(&self, path: &str, most: usize) -> Result<Vec<u8>, LoadError> {
        let bytes = self.0.get(path).ok_or(LoadError::Missing)?;
        if bytes.len() > most { Err(LoadError::TooLarge) } else { Ok(bytes.clone()) }
    }
}

impl<const N: usize> From<[(&str, &str); N]> for MemoryLoader {
    fn from(files: [(&str, &str); N]) -> Self {
        Self(files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect())
    }
}
