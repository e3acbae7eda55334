//! The one table of every message the toolkit can say.
//!
//! Each row gives a code, a constructor with the blanks of its sentence, a default severity, the sentence, the
//! help and the long text of `clade explain`. The constructor returns a [`Diag`](crate::Diag) to be completed with
//! its place: `codes::dangling_reference("#/a").at(place)`. A row is referred to by its constant: `codes::CL0201`.
//!
//! Groups: 01xx reading and syntax, 02xx references, 03xx document structure, 04xx schemas, 05xx operations and
//! parameters, 06xx degradations, 07xx names, 08xx output and configuration, 09xx emitters and wire.

use std::fmt;

use crate::{Diag, Severity};

/// A row of the message table.
#[derive(Clone, Copy)]
pub struct Code(&'static Row);

/// What a row says.
#[derive(Debug)]
struct Row {
    code: &'static str,
    severity: Severity,
    title: &'static str,
    help: &'static str,
    explain: &'static str,
}

impl Code {
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
        ALL.iter().copied().find(|row| row.as_str().eq_ignore_ascii_case(code))
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

macro_rules! codes {
    ($(
        $code:ident $name:ident($($blank:ident),*) $severity:ident
            $title:literal
            help $help:literal
            explain $explain:literal
    )*) => {
        $(
            #[doc = $title]
            pub const $code: Code = Code(&Row {
                code: stringify!($code),
                severity: Severity::$severity,
                title: $title,
                help: $help,
                explain: $explain,
            });

            #[doc = $title]
            pub fn $name($($blank: impl fmt::Display),*) -> Diag {
                $(let $blank = crate::blank::short($blank);)*
                Diag::new($code, format!($title))
            }
        )*

        /// Every row, in order.
        pub const ALL: &[Code] = &[$($code),*];
    };
}

codes! {
    CL0201 dangling_reference(reference) Error
        "`{reference}` points to nothing"
        help "correct the reference, or add what it points to"
        explain "A `$ref` names a place that does not exist. The part that refers to it is treated as unknown: a \
            schema accepts any value, a parameter or response is left out."
}
