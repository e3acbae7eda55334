//! Writing: every file whole or not at all, nothing through a symbolic link.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clade_emit::Files;

use super::manifest;

/// What a write did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or have new content.
    pub changed: usize,
    /// Files that were already as they should be.
    pub unchanged: usize,
    /// Files of an earlier run that were removed.
    pub removed: usize,
}

/// Why output could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The operating system refused.
    #[error("cannot write {}: {source}", path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// A symbolic link stands where a file or folder of the output belongs.
    #[error("{} is a symbolic link; output is never written through links: remove it or choose another folder", path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
}

/// Writes `files` below `root` and removes what the last run wrote there and this one does not.
pub fn write(root: &Path, files: &Files) -> Result<Written, WriteError> {
    let mut written = Written::default();
    for (path, bytes) in files.iter() {
        refuse_links(root, path)?;
        let target = root.join(path);
        if fs::read(&target).is_ok_and(|there| there == bytes) {
            written.unchanged += 1;
        } else {
            replace(&target, bytes)?;
            written.changed += 1;
        }
    }
    written.removed = remove_leftovers(root, files)?;
    replace(&root.join(manifest::NAME), manifest::render(files.iter().map(|(path, _)| path)).as_bytes())?;
    Ok(written)
}

fn remove_leftovers(root: &Path, files: &Files) -> Result<usize, WriteError> {
    let mut removed = 0;
    for path in manifest::read(root).iter().filter(|path| files.get(path).is_none()) {
        refuse_links(root, path)?;
        let target = root.join(path);
        match fs::remove_file(&target) {
            Ok(()) => removed += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(WriteError::Io { path: target, source }),
        }
        prune_empty_folders(root, &target);
    }
    Ok(removed)
}

/// Removes folders that became empty, up to the root. One that is not empty cannot be removed, which ends the walk.
fn prune_empty_folders(root: &Path, file: &Path) {
    let mut folder = file.parent();
    while let Some(path) = folder.filter(|path| *path != root) {
        if fs::remove_dir(path).is_err() {
            return;
        }
        folder = path.parent();
    }
}

fn refuse_links(root: &Path, path: &str) -> Result<(), WriteError> {
    let mut at = root.to_path_buf();
    for segment in path.split('/') {
        at.push(segment);
        if fs::symlink_metadata(&at).is_ok_and(|meta| meta.file_type().is_symlink()) {
            return Err(WriteError::Link { path: at });
        }
    }
    Ok(())
}

/// Writes beside the target and renames over it, so that a reader sees the old file or the new one, never a part.
fn replace(target: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let io = |path: &Path| {
        let path = path.to_path_buf();
        move |source| WriteError::Io { path, source }
    };
    let folder = target.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder).map_err(io(folder))?;
    let mut temporary = tempfile::NamedTempFile::new_in(folder).map_err(io(folder))?;
    io::Write::write_all(&mut temporary, bytes).map_err(io(target))?;
    readable_by_all(temporary.as_file()).map_err(io(target))?;
    temporary
        .persist(target)
        .map_err(|error| WriteError::Io { path: target.to_path_buf(), source: error.error })?;
    Ok(())
}

/// Temporary files are private to their owner; sources are not.
#[cfg(unix)]
fn readable_by_all(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Difference, compare};

    fn files(list: &[(&str, &str)]) -> Files {
        let mut files = Files::default();
        for (path, text) in list {
            files.add(*path, *text).unwrap();
        }
        files
    }

    #[test]
    fn removes_only_what_an_earlier_run_wrote() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), &files(&[("a/one", "1"), ("two", "2")])).unwrap();
        fs::write(root.path().join("mine"), "kept").unwrap();
        let second = write(root.path(), &files(&[("two", "2"), ("three", "3")])).unwrap();
        assert_eq!(second, Written { changed: 1, unchanged: 1, removed: 1 });
        assert!(!root.path().join("a").exists());
        assert!(root.path().join("mine").exists());
    }

    #[test]
    fn compares_without_writing() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), &files(&[("one", "1"), ("two", "2")])).unwrap();
        let differences = compare(root.path(), &files(&[("two", "new"), ("three", "3")]));
        assert_eq!(
            differences,
            [
                Difference::Missing("three".into()),
                Difference::Stale("two".into()),
                Difference::Leftover("one".into())
            ]
        );
        assert!(!root.path().join("three").exists());
    }

    #[cfg(unix)]
    #[test]
    fn refuses_to_write_through_a_link() {
        let root = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), root.path().join("src")).unwrap();
        let error = write(root.path(), &files(&[("src/x", "1")])).unwrap_err();
        assert!(matches!(error, WriteError::Link { .. }), "{error}");
        assert!(!elsewhere.path().join("x").exists());
    }
}
