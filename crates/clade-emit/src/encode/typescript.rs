//! TypeScript string literals.

use std::fmt::Write as _;

use super::stands_as_is;

super::literal!(
    /// A TypeScript string literal in single quotes: `'a\'b'`. Never a template literal. `</` is split, so that the
    /// code can stand inside a script element.
    TsStr,
    encode
);

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    let mut previous = '\0';
    for c in text.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '/' if previous == '<' => out.push_str("\\/"),
            c if stands_as_is(c) => out.push(c),
            c => push_units(&mut out, c),
        }
        previous = c;
    }
    out.push('\'');
    out
}

fn push_units(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        // Writing to a String cannot fail.
        _ = write!(out, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_everything_that_could_end_or_hide() {
        assert_eq!(TsStr::own("a'b\\`${x}").as_str(), r"'a\'b\\`${x}'");
        assert_eq!(TsStr::own("\u{2028}\0\u{e0001}").as_str(), r"'\u2028\u0000\udb40\udc01'");
        assert_eq!(TsStr::own("</script>").as_str(), r"'<\/script>'");
    }
}
