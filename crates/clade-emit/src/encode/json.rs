//! JSON strings, for `package.json` and other manifests.

use std::fmt::Write as _;

use super::stands_as_is;

super::literal!(
    /// A JSON string with its quotes.
    JsonStr,
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
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing to a String cannot fail.
                    _ = write!(out, "\\u{unit:04x}");
                }
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
    fn is_json() {
        assert_eq!(JsonStr::own("a\"\\\n\u{1}\u{2028}").as_str(), r#""a\"\\\n\u0001\u2028""#);
    }
}
