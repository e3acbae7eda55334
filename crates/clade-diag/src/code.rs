//! A row of the message table, as a value.

use std::fmt;

use crate::{Severity, codes};

/// A row of the message table.
#[derive(Clone, Copy)]
pub struct Code(&'static Row);

/// What a row says.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    pub(crate) title: &'static str,
    pub(crate) help: &'static str,
    pub(crate) explain: &'static str,
}

impl Code {
    /// The code of a row.
    pub(crate) const fn of(row: &'static Row) -> Self {
        Self(row)
    }

    /// The code itself, e.g. `CL0201`.
    pub fn as_str(self) -> &'static str {
        self.0.code
    }

    /// The severity its findings have unless changed.
    pub fn severity(self) -> Severity {
        self.0.severity
    }

    /// The sentence with its blanks in braces.
    pub fn title(self) -> &'static str {
        self.0.title
    }

    /// One sentence on what to do.
    pub fn help(self) -> &'static str {
        self.0.help
    }

    /// The long text: what is wrong, why it matters, what the toolkit does with it.
    pub fn explain(self) -> &'static str {
        self.0.explain
    }

    /// The row of a code given as text, in any case.
    pub fn find(code: &str) -> Option<Self> {
        codes::ALL.iter().copied().find(|row| row.as_str().eq_ignore_ascii_case(code))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl std::hash::Hash for Code {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}
