//! Plain text inside Markdown.

use crate::Prose;

super::literal!(
    /// Text that Markdown shows as it is, in one line: no markup, no HTML, no links other than what a reader sees.
    MdText,
    encode
);

fn encode(text: &str) -> String {
    let line = Prose::own(text).lines().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len() + 8);
    for c in line.trim().chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '!' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    unlink(&out)
}

/// Takes the autolinking out of URLs of schemes other than http, and of `www.`.
fn unlink(text: &str) -> String {
    text.replace("javascript:", "javascript&#58;")
        .replace("data:", "data&#58;")
        .replace("vbscript:", "vbscript&#58;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_markup_as_text() {
        assert_eq!(
            MdText::own("[x](javascript:y) <b>\n# z").as_str(),
            r"\[x\](javascript&#58;y) &lt;b&gt; \# z"
        );
    }
}
