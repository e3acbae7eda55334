//! Go string literals.

use std::fmt::Write as _;

use super::stands_as_is;

super::literal!(
    /// A Go interpreted string literal with its quotes. Never a raw string.
    GoStr,
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
            c if u32::from(c) <= 0xffff => {
                _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => {
                _ = write!(out, "\\U{:08x}", u32::from(c));
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
        assert_eq!(GoStr::own("a\"b\\`%s").as_str(), r#""a\"b\\`%s""#);
        assert_eq!(GoStr::own("\u{2028}\0\u{e0001}\u{feff}").as_str(), r#""\u2028\u0000\U000e0001\ufeff""#);
    }
}
