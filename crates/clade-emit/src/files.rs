//! Generated files in memory: safe, unique, ordered paths and their bytes.

use std::collections::BTreeMap;
use std::fmt;

/// Ordered path -> bytes. Paths are relative, use `/`, and can be written on every common file system.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    files: BTreeMap<String, Vec<u8>>,
    folded: BTreeMap<String, String>,
}

/// Why a file was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// The path is not one that may be written.
    Unsafe {
        /// The path as given.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A second file with the path, or with one that differs in case only.
    Duplicate {
        /// The path as given.
        path: String,
        /// The path that is there already.
        first: String,
    },
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsafe { path, reason } => write!(f, "cannot write a file called {path:?}: {reason}"),
            Self::Duplicate { path, first } => {
                write!(f, "two files want the path {path:?} (the first is {first:?})")
            }
        }
    }
}

impl std::error::Error for FileError {}

impl Files {
    /// Adds a file; refuses an unsafe path or one that is taken (also by a path that differs in case only).
    pub fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Result<(), FileError> {
        let path = path.into();
        if let Some(reason) = fault(&path) {
            return Err(FileError::Unsafe { path, reason });
        }
        let folded = path.to_ascii_lowercase();
        if let Some(first) = self.folded.get(&folded) {
            return Err(FileError::Duplicate { path, first: first.clone() });
        }
        self.folded.insert(folded, path.clone());
        self.files.insert(path, bytes.into());
        Ok(())
    }

    /// Moves all files of `other` below `prefix` (`""`: as they are).
    pub fn append(&mut self, prefix: &str, other: Self) -> Result<(), FileError> {
        for (path, bytes) in other.files {
            let path = if prefix.is_empty() { path } else { format!("{prefix}/{path}") };
            self.add(path, bytes)?;
        }
        Ok(())
    }

    /// Paths and contents, ordered by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// Content of one file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

fn fault(path: &str) -> Option<&'static str> {
    if path.is_empty() || path.starts_with('/') {
        return Some("it is empty or absolute");
    }
    path.split('/').find_map(segment_fault)
}

fn segment_fault(segment: &str) -> Option<&'static str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    if segment.is_empty() || segment == "." || segment == ".." {
        return Some("it has an empty, `.` or `..` segment");
    }
    if segment.len() > 120 {
        return Some("a segment is longer than 120 bytes");
    }
    if !segment.chars().all(plain) || segment.ends_with('.') {
        return Some("a segment has characters other than A-Z a-z 0-9 . _ - @, or ends with a dot");
    }
    is_device(segment).then_some("a segment is a device name on some systems")
}

fn is_device(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = |prefix: &&str| {
        stem.strip_prefix(*prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    DEVICES.contains(&stem.as_str()) || NUMBERED_DEVICES.iter().any(numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_paths_that_leave_the_root_or_cannot_be_written() {
        for path in [
            "", "/etc/x", "../x", "a/../x", "a//b", "a/./b", "con", "x/NUL.rs", "com1.ts", "a b", "a\\b",
            "x.",
        ] {
            assert!(matches!(Files::default().add(path, ""), Err(FileError::Unsafe { .. })), "{path:?}");
        }
    }

    #[test]
    fn refuses_a_second_file_that_differs_in_case_only() {
        let mut files = Files::default();
        files.add("src/User.ts", "a").unwrap();
        assert!(matches!(files.add("src/user.ts", "b"), Err(FileError::Duplicate { .. })));
        assert_eq!(files.get("src/User.ts"), Some(b"a".as_slice()));
    }

    #[test]
    fn lists_in_order_of_path() {
        let mut files = Files::default();
        files.add("b", "2").unwrap();
        files.add("a", "1").unwrap();
        assert_eq!(files.iter().map(|(path, _)| path).collect::<Vec<_>>(), ["a", "b"]);
    }
}
