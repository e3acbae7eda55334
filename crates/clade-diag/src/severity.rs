//! How bad a finding is.

use std::fmt;

/// How bad a finding is, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The input cannot be used as it stands; a run that collected one ends without output.
    Error,
    /// Something valid could not be expressed and became a raw value; `--deny degraded` makes it an error.
    Degraded,
    /// The input is faulty, but what was meant is clear and was used.
    Warning,
    /// Worth knowing; nothing is wrong.
    Note,
}

impl Severity {
    /// The lower-case word shown to people and written to machine-readable output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Degraded => "degraded",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
