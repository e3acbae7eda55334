//! One finding.

use crate::{Code, Place, Severity};

/// One finding: which row of the message table, where, and in which words.
///
/// Made by the constructor functions of [`codes`](crate::codes), one per row of the table, then completed with
/// [`at`](Diag::at), [`label`](Diag::label) and [`help`](Diag::help).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diag {
    /// The row of the message table.
    pub code: Code,
    /// The row's severity, unless changed by [`severity`](Diag::severity).
    pub severity: Severity,
    /// Where it stands; `None` for findings about the run itself (a missing file, a bad option).
    pub place: Option<Place>,
    /// The row's sentence with its blanks filled in.
    pub message: String,
    /// A few words printed beside the caret; may be empty.
    pub label: String,
    /// What to do about it; the row's own help unless replaced.
    pub help: String,
    /// Other places that matter, each with a few words (the first definition of a name that clashes, say).
    pub related: Vec<Related>,
}

/// Another place that matters to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where it stands.
    pub place: Place,
    /// A few words on why it matters.
    pub note: String,
}

impl Diag {
    /// A finding of one row, without a place yet.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            place: None,
            message: message.into(),
            label: String::new(),
            help: code.help().to_owned(),
            related: Vec::new(),
        }
    }

    /// Says where the finding stands.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Puts a few words beside the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Replaces the row's help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Replaces the row's severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Adds another place that matters.
    #[must_use]
    pub fn related(mut self, place: Place, note: impl Into<String>) -> Self {
        self.related.push(Related { place, note: note.into() });
        self
    }
}
