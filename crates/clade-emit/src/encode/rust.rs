//! Rust string literals.

use std::fmt::Write as _;

use super::stands_as_is;

super::literal!(
    /// A Rust string literal with its quotes: `"a\"b"`.
    RsStr,
    encode
);

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if stands_as_is(c) => out.push(c),
            // Writing to a String cannot fail.
            c => {
                _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_everything_that_could_end_or_hide() {
        assert_eq!(RsStr::own("a\"b\\").as_str(), r#""a\"b\\""#);
        assert_eq!(RsStr::own("\u{202e}\u{2028}\0\u{feff}").as_str(), r#""\u{202e}\u{2028}\u{0}\u{feff}""#);
        assert_eq!(RsStr::own("é≠ ${x} {}").as_str(), "\"é≠ ${x} {}\"");
    }
}
