//! Keys of `paths`: template, fixed query, fragment.

use crate::SpecText;

/// A key of `paths`, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathKey {
    /// The key as written.
    pub raw: SpecText,
    /// The path template, split at `/`, without the leading slash. `/` alone is one empty segment; a trailing
    /// slash is a final empty segment; `//` is an empty segment in the middle.
    pub segments: Vec<PathSegment>,
    /// What follows `?`: always sent.
    pub fixed_query: Vec<FixedQuery>,
    /// Parameters written `{+name}`, `{name+}` or `{name*}`: their values may contain reserved characters such as
    /// `/`, which are sent unencoded.
    pub reserved: Vec<SpecText>,
    /// What follows `#`: a label that tells operations on one path apart; never sent.
    pub fragment: Option<SpecText>,
}

/// The text between two slashes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PathSegment {
    /// Literals and parameters in order; none for an empty segment.
    pub parts: Vec<PathPart>,
}

/// A piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathPart {
    /// Text sent as it stands.
    Literal(SpecText),
    /// `{name}`, marks of [`PathKey::reserved`] taken off.
    Param(SpecText),
}

/// One `name=value` of the query in a path key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedQuery {
    /// The name, percent-decoding not applied.
    pub name: SpecText,
    /// The value's pieces; `None` when there is no `=`. A piece that is a parameter was diagnosed.
    pub value: Option<Vec<PathPart>>,
}

impl PathKey {
    /// Names of the template's parameters, in order of appearance.
    pub fn params(&self) -> impl Iterator<Item = &SpecText> {
        self.segments.iter().flat_map(|segment| &segment.parts).filter_map(PathPart::as_param)
    }
}

impl PathPart {
    /// The name, if it is a parameter.
    pub fn as_param(&self) -> Option<&SpecText> {
        match self {
            Self::Param(name) => Some(name),
            Self::Literal(_) => None,
        }
    }
}

impl PathSegment {
    /// The parameter, if the segment is nothing but one.
    pub fn as_param(&self) -> Option<&SpecText> {
        match self.parts.as_slice() {
            [PathPart::Param(name)] => Some(name),
            _ => None,
        }
    }

    /// The text, if the segment is nothing but a literal; `None` for an empty segment.
    pub fn as_literal(&self) -> Option<&SpecText> {
        match self.parts.as_slice() {
            [PathPart::Literal(text)] => Some(text),
            _ => None,
        }
    }
}
