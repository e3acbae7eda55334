//! Text that came out of a description, and is therefore hostile.

use std::fmt;

/// Text of a description, untouched. It has no `Display`: to reach generated code it must pass through one of the
/// literal, comment, identifier or file-name encoders of `clade-emit`, so a template that prints it raw does not
/// compile.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SpecText(Box<str>);

impl SpecText {
    /// Wraps text as it stands in the description.
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The raw text, for encoders, comparisons and lookups — never for output.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for SpecText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl From<&str> for SpecText {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for SpecText {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl PartialEq<str> for SpecText {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}
