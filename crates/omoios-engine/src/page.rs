//! Cursors: opaque to callers, the place after the last row to us.

use crate::error::{Error, Result};

/// Which part of a list is wanted.
#[derive(Debug, Clone, Default)]
pub struct PageRequest {
    /// At most this many items, 1 to 200; 50 if absent.
    pub limit: Option<i64>,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

/// The largest number of items on a page.
pub const MAX_LIMIT: i64 = 200;
const DEFAULT_LIMIT: i64 = 50;

/// A checked page request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) limit: i64,
    pub(crate) after: Option<i64>,
}

impl PageRequest {
    /// Checks limit and cursor. `list` is the name of the list the cursor has to come from.
    pub(crate) fn window(&self, list: &str) -> Result<Window> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(Error::invalid(
                "query.limit",
                format!("has to be from 1 to {MAX_LIMIT}, not {limit}"),
            ));
        }
        let after = self.cursor.as_deref().map(|cursor| decode(list, cursor)).transpose()?;
        Ok(Window { limit, after })
    }
}

impl Window {
    /// Rows to ask for: one more than wanted tells whether there is a next page.
    pub(crate) fn fetch(self) -> i64 {
        self.limit + 1
    }

    /// Cuts the extra row off and makes the cursor from the last row kept.
    pub(crate) fn cut<T>(self, list: &str, rows: &mut Vec<T>, place: impl Fn(&T) -> i64) -> Option<String> {
        let keep = usize::try_from(self.limit).unwrap_or(usize::MAX);
        if rows.len() <= keep {
            return None;
        }
        rows.truncate(keep);
        rows.last().map(|row| encode(list, place(row)))
    }
}

fn encode(list: &str, place: i64) -> String {
    hex(format!("{list}:{place}").as_bytes())
}

fn decode(list: &str, cursor: &str) -> Result<i64> {
    let text = unhex(cursor).and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(Error::BadCursor)?;
    let place = text.strip_prefix(list).and_then(|rest| rest.strip_prefix(':')).ok_or(Error::BadCursor)?;
    place.parse().map_err(|_| Error::BadCursor)
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.as_bytes().chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_list() {
        let cursor = encode("specs", 42);
        assert_eq!(decode("specs", &cursor).unwrap(), 42);
        for (list, cursor) in
            [("tasks", cursor.as_str()), ("specs", "zz"), ("specs", "7"), ("specs", "é0"), ("specs", "")]
        {
            assert!(matches!(decode(list, cursor), Err(Error::BadCursor)), "{cursor}");
        }
    }

    #[test]
    fn limits_are_bounded() {
        for limit in [0, -1, 201] {
            let request = PageRequest { limit: Some(limit), cursor: None };
            assert!(matches!(request.window("specs"), Err(Error::Invalid(_))));
        }
    }
}
