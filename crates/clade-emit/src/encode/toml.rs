//! TOML basic strings, for `Cargo.toml`.

use std::fmt::Write as _;

use super::stands_as_is;

super::literal!(
    /// A TOML basic string with its quotes, on one line.
    TomlStr,
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
                _ = write!(out, "\\U{:08X}", u32::from(c));
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
    fn stays_on_one_line() {
        assert_eq!(TomlStr::own("a\"]\n[x]\u{7f}").as_str(), r#""a\"]\n[x]\U0000007F""#);
    }
}
