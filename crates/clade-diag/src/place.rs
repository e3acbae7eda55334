//! Where something stands in a description.

/// Index of one input file among all files that a run has read (0 is the entry file).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SourceId(pub u32);

/// One node of a description: its file, its line and column (both from 1, 0 when unknown) and its JSON pointer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Place {
    /// The file the node stands in.
    pub source: SourceId,
    /// Line, counted from 1; 0 when the node was made up by the toolkit.
    pub line: u32,
    /// Column in characters, counted from 1; 0 when the node was made up by the toolkit.
    pub column: u32,
    /// RFC 6901 pointer from the root of that file, `""` for the root itself.
    pub pointer: Box<str>,
}
