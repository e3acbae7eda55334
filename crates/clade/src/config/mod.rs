//! Settings of a run: `clade.toml`, checked, with defaults taken from the description.

mod defaults;
mod file;
mod hints;

use std::fs;
use std::path::{Path, PathBuf};

use clade_diag::{Diag, Diags, Place, Sources, codes};

pub use defaults::package;

/// Settings as the user gave them; what is missing is filled in by [`package`].
#[derive(Debug, Clone, Default)]
pub struct Config {
    file: file::File,
    folder: PathBuf,
}

impl Config {
    /// Reads and checks a `clade.toml`. Findings carry places in it; its text is added to `sources`.
    pub fn read(path: &Path, sources: &mut Sources) -> Result<Self, Diags> {
        let text =
            fs::read_to_string(path).map_err(|error| one(codes::config_unreadable(path.display(), error)))?;
        let source = sources.add(path.display().to_string(), text.as_str());
        let folder = path.parent().unwrap_or_else(|| Path::new("")).to_path_buf();
        let file: file::File = toml::from_str(&text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let (line, column) = line_and_column(&text, offset);
            one(codes::config_invalid(error.message()).at(Place { source, line, column, pointer: "".into() }))
        })?;
        Ok(Self { file, folder })
    }

    /// The description that the file names, relative to the working folder.
    pub fn document(&self) -> Option<PathBuf> {
        self.file.document.as_ref().map(|path| self.folder.join(path))
    }

    /// The folder that references of the description may lead into; the description's own when `None`.
    pub fn root(&self) -> Option<PathBuf> {
        self.file.root.as_ref().map(|path| self.folder.join(path))
    }

    /// Overrides [`Self::root`]; the path is relative to the working folder.
    pub fn set_root(&mut self, root: &Path) -> std::io::Result<()> {
        self.file.root = Some(std::path::absolute(root)?);
        Ok(())
    }

    /// Where a language's package goes, if the file says.
    pub fn out(&self, language: &str) -> Option<PathBuf> {
        let path = match language {
            "rust" => &self.file.rust.out,
            "ts" => &self.file.typescript.out,
            "go" => &self.file.go.out,
            _ => &None,
        };
        path.as_ref().map(|path| self.folder.join(path))
    }

    /// Where a language's driver goes, if the file says.
    pub fn driver(&self, language: &str) -> Option<PathBuf> {
        let path = match language {
            "rust" => &self.file.rust.driver,
            "ts" => &self.file.typescript.driver,
            "go" => &self.file.go.driver,
            _ => &None,
        };
        path.as_ref().map(|path| self.folder.join(path))
    }
}

fn one(diag: Diag) -> Diags {
    let mut diags = Diags::new();
    diags.push(diag);
    diags
}

fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let before = &text[..text.floor_char_boundary(offset)];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<file::File, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn integers_of_64_bits_are_numbers_and_nothing_else_in_typescript() {
        assert!(parsed("[typescript]\nint64 = \"number\"\n").is_ok());
        assert!(parsed("[typescript]\n").is_ok());
        let text = "[typescript]\nint64 = \"bigint\"\n";
        let error = parsed(text).unwrap_err();
        assert!(error.message().contains("is not offered"), "{error}");
        assert_eq!(line_and_column(text, error.span().unwrap().start), (2, 9));
        assert!(parsed("[typescript]\nint64 = \"string\"\n").is_err());
    }
}
