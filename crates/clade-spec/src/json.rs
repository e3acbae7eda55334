//! Data of a description (examples, defaults, constants), kept exactly as written.

use crate::SpecText;

/// A JSON value whose numbers keep their source digits and whose object members keep their order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number in JSON notation, digits untouched (`1e400`, `-0` and 30-digit integers survive).
    Number(Box<str>),
    /// A string.
    String(SpecText),
    /// An array.
    Array(Vec<Json>),
    /// An object, members in source order.
    Object(Vec<(SpecText, Json)>),
}
