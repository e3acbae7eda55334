//! The line of a file that a finding stands in, cut to what is readable, with carets below.

use crate::visible::visible;

/// Characters shown before the place in a line that is too long.
const BEFORE: usize = 40;
/// Characters shown from the place on.
const AFTER: usize = 70;
/// Lines up to this many characters are shown whole.
const WHOLE: usize = BEFORE + AFTER;
/// Most carets drawn.
const WIDEST: usize = 60;

/// An excerpt: the visible text, where the carets start (counted in characters from 0) and how many there are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    pub(crate) text: String,
    pub(crate) indent: usize,
    pub(crate) carets: usize,
}

/// Starts of the lines of a text, in bytes. A line ends at LF, CR LF or a lone CR.
pub(crate) fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (index, byte) in bytes.iter().enumerate() {
        let ends = *byte == b'\n' || *byte == b'\r' && bytes.get(index + 1) != Some(&b'\n');
        if ends {
            starts.push(index + 1);
        }
    }
    starts
}

/// The excerpt for a column (from 1, in characters) of a line.
pub(crate) fn excerpt(line: &str, column: usize) -> Excerpt {
    let line = line.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}');
    let at = column.saturating_sub(1);
    let (from, to) = window(line, at);
    let (start, place, end) = (byte_offset(line, from), byte_offset(line, at), byte_offset(line, to));
    let before = line.get(start..place).unwrap_or_default();
    let after = line.get(place..end).unwrap_or_default();
    let mut shown = String::from(if start > 0 { "…" } else { "" });
    shown.push_str(&visible(&before.replace('\t', "    ")));
    let indent = shown.chars().count();
    shown.push_str(&visible(&after.replace('\t', "    ")));
    if end < line.len() {
        shown.push('…');
    }
    Excerpt { text: shown, indent, carets: token_width(after).clamp(1, WIDEST) }
}

/// The characters to show, from and to.
fn window(line: &str, at: usize) -> (usize, usize) {
    // More bytes than this can only be more characters; no need to count a line of megabytes.
    let is_short = line.len() <= WHOLE || line.len() <= WHOLE * 4 && line.chars().count() <= WHOLE;
    if is_short { (0, WHOLE) } else { (at.saturating_sub(BEFORE), at.saturating_add(AFTER)) }
}

/// Byte offset of a character.
fn byte_offset(line: &str, character: usize) -> usize {
    if line.is_ascii() {
        return character.min(line.len());
    }
    line.char_indices().nth(character).map_or(line.len(), |(offset, _)| offset)
}

/// Characters of the token at the start of a text: a quoted string, a key before its colon, or a run without space
/// and punctuation.
fn token_width(text: &str) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    if matches!(first, '"' | '\'') {
        let inside = text.chars().skip(1).position(|c| c == first);
        return inside.map_or(text.chars().count(), |length| length + 2);
    }
    if let Some(key) = plain_key(text) {
        return key.chars().count();
    }
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}' | '"'));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default().chars().count()
}

/// The unquoted key at the start of a text, braces of a path included.
fn plain_key(text: &str) -> Option<&str> {
    let word = text.split_whitespace().next().filter(|word| text.starts_with(word))?;
    word.strip_suffix(':').filter(|key| !key.starts_with(['{', '[', ',']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_cover_the_token() {
        assert_eq!(
            excerpt("  $ref: '#/a b'\n", 9),
            Excerpt { text: "  $ref: '#/a b'".into(), indent: 8, carets: 7 }
        );
        assert_eq!(excerpt("  get:\r\n", 3), Excerpt { text: "  get:".into(), indent: 2, carets: 3 });
        assert_eq!(excerpt("  /a/{b}: {}", 3).carets, 6);
        assert_eq!(excerpt("- { a: b }", 3).carets, 1);
        assert_eq!(excerpt("", 1), Excerpt { text: String::new(), indent: 0, carets: 1 });
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let line = format!("{}\"here\"{}", "x".repeat(500), "y".repeat(500));
        let cut = excerpt(&line, 501);
        assert!(cut.text.starts_with("…x") && cut.text.ends_with("y…"), "{}", cut.text);
        assert_eq!(cut.text.chars().skip(cut.indent).take(6).collect::<String>(), "\"here\"");
        assert_eq!(cut.carets, 6);
    }

    #[test]
    fn tabs_and_wide_text_keep_the_caret_in_place() {
        let cut = excerpt("\té: x", 5);
        assert_eq!(cut.text.chars().nth(cut.indent), Some('x'));
    }

    #[test]
    fn lines_end_in_three_ways() {
        assert_eq!(line_starts("a\nb\r\nc\rd"), [0, 2, 5, 7]);
    }
}
