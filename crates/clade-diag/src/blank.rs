//! Filling the blanks of a sentence with text of a description.

use std::fmt;

/// Longest text put into a blank, in characters.
const LONGEST: usize = 160;

/// The text of a blank, cut when it is too long to read.
pub(crate) fn short(blank: impl fmt::Display) -> String {
    let text = blank.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
