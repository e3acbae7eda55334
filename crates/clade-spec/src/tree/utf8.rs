//! From bytes to text, and positions in text.

use std::sync::Arc;

use clade_diag::{Diag, Place, SourceId, codes};

use super::build::offset;

/// Decodes a file; the finding says where it stops being UTF-8.
pub(crate) fn decode(bytes: &[u8], source: SourceId) -> Result<Arc<str>, Box<Diag>> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let place = Place { source, line: 1, column: 1, pointer: "".into() };
        return Err(Box::new(codes::utf16().at(place)));
    }
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Arc::from(text)),
        Err(error) => error,
    };
    let (valid, rest) = bytes.split_at(error.valid_up_to());
    let valid = std::str::from_utf8(valid).unwrap_or_default();
    let (line, column) = position(valid, valid.len());
    let place = Place { source, line, column, pointer: "".into() };
    let byte = format!("{:#04x}", rest.first().copied().unwrap_or_default());
    Err(Box::new(codes::not_utf8(byte).at(place)))
}

/// Starts of the lines of a text, in bytes.
pub(super) fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![if text.starts_with('\u{feff}') { 3 } else { 0 }];
    for (index, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' || *byte == b'\r' && bytes.get(index + 1) != Some(&b'\n') {
            starts.push(index + 1);
        }
    }
    starts
}

/// Line and column (from 1) of a byte offset. A line ends at LF, CR LF or a lone CR.
pub(crate) fn position(text: &str, at: usize) -> (u32, u32) {
    let before = text.get(..at).unwrap_or(text);
    let starts = line_starts(text);
    let line = starts.partition_point(|start| *start <= before.len()).max(1);
    let start = starts.get(line - 1).copied().unwrap_or_default();
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    (offset(line), offset(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters() {
        let text = "\u{feff}ab\r\ncé\rd";
        for (needle, expected) in
            [("a", (1, 1)), ("b", (1, 2)), ("c", (2, 1)), ("\rd", (2, 3)), ("d", (3, 1))]
        {
            assert_eq!(position(text, text.find(needle).unwrap()), expected, "{needle:?}");
        }
    }

    #[test]
    fn a_bad_byte_is_located() {
        let diag = decode(b"a: b\nc: \xff\n", SourceId(0)).unwrap_err();
        assert_eq!(diag.code, codes::CL0102);
        let place = diag.place.unwrap();
        assert_eq!((place.line, place.column), (2, 4));
        assert!(diag.message.contains("0xff"), "{}", diag.message);
    }

    #[test]
    fn utf16_is_told_apart() {
        assert_eq!(decode(b"\xff\xfe{\0", SourceId(0)).unwrap_err().code, codes::CL0103);
    }
}
