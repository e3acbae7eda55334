//! Fragments of Go code, and the columns that gofmt makes of them.

use std::collections::BTreeSet;
use std::fmt;

use crate::names::Ident;

/// A fragment of code that the emitter put together from identifiers, encoded literals and words of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, PartialOrd, Ord, Hash)]
pub(crate) struct Code(String);

impl Code {
    /// A fragment that is put together already.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&Ident> for Code {
    fn from(ident: &Ident) -> Self {
        Self(ident.as_str().to_owned())
    }
}

/// A package that a file imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Import {
    /// Of the standard library, by its path.
    Std(&'static str),
    /// Of the module itself, by its path below the module.
    Own(&'static str),
}

/// What a file imports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Imports(BTreeSet<Import>);

impl Imports {
    /// Adds a package of the standard library.
    pub(crate) fn std(&mut self, path: &'static str) {
        self.0.insert(Import::Std(path));
    }

    /// Adds a package of the module.
    pub(crate) fn own(&mut self, path: &'static str) {
        self.0.insert(Import::Own(path));
    }

    /// Adds all of another list.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.0.extend(&other.0);
    }

    /// Paths of the standard library, in order.
    pub(crate) fn std_paths(&self) -> Vec<String> {
        self.paths(|import| match import {
            Import::Std(path) => Some(path.to_owned()),
            Import::Own(_) => None,
        })
    }

    /// Paths of the module's packages, in order.
    pub(crate) fn own_paths(&self, module: &str) -> Vec<String> {
        self.paths(|import| match import {
            Import::Std(_) => None,
            Import::Own(path) => Some(format!("{module}/{path}")),
        })
    }

    fn paths(&self, of: impl Fn(Import) -> Option<String>) -> Vec<String> {
        self.0.iter().filter_map(|import| of(*import)).collect()
    }
}

/// A line that gofmt aligns with its neighbours: cells with blanks between.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    /// Whether a comment stands above the line, which begins a new run.
    pub commented: bool,
    /// The cells.
    pub cells: Vec<String>,
}

/// The rows as lines. Rows without a comment between them form a run, in which all but the last cell of a row are as wide as
/// the widest one of their column.
pub(crate) fn aligned(rows: &[Row]) -> Vec<Code> {
    let mut lines = Vec::with_capacity(rows.len());
    let mut rest = rows;
    while !rest.is_empty() {
        let run = rest.iter().skip(1).position(|row| row.commented).map_or(rest.len(), |at| at + 1);
        let (block, after) = rest.split_at(run);
        lines.extend(block.iter().map(|row| line(row, block)));
        rest = after;
    }
    lines
}

fn line(row: &Row, block: &[Row]) -> Code {
    let mut text = String::new();
    for (at, cell) in row.cells.iter().enumerate() {
        text.push_str(cell);
        if at + 1 < row.cells.len() {
            let width =
                block.iter().filter(|other| other.cells.len() > at + 1).map(|other| width(&other.cells[at]));
            let pad = width.max().unwrap_or_default() + 1 - self::width(cell);
            text.push_str(&" ".repeat(pad));
        }
    }
    Code(text)
}

fn width(cell: &str) -> usize {
    cell.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_break_columns() {
        let row = |commented, cells: [&str; 2]| Row { commented, cells: cells.map(str::to_owned).to_vec() };
        let lines = aligned(&[row(true, ["A", "int"]), row(false, ["Long", "x"]), row(true, ["B", "y"])]);
        assert_eq!(lines.iter().map(Code::as_str).collect::<Vec<_>>(), ["A    int", "Long x", "B y"]);
    }
}
