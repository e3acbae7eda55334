//! What is dangerous though it lies in a comment: directives, code that documentation tests would run, and characters
//! that change how a file reads.

use std::collections::BTreeSet;

/// Dangerous places that the output of a plain description does not have.
pub(crate) fn added(ending: &str, text: &str, plain: &str) -> Vec<String> {
    let known = dangers(ending, plain);
    dangers(ending, text).into_iter().filter(|danger| !known.contains(danger)).collect()
}

fn dangers(ending: &str, text: &str) -> BTreeSet<String> {
    let mut dangers: BTreeSet<String> =
        text.chars().filter(|c| misleads(*c)).map(|c| format!("the character {c:?}")).collect();
    let directive: fn(&str) -> bool = match ending {
        "go" => is_go_directive,
        "ts" | "mts" | "js" | "mjs" => is_ts_directive,
        _ => |_| false,
    };
    dangers.extend(
        text.lines()
            .filter(|line| directive(line.trim_start()))
            .map(|line| format!("the directive {line:?}")),
    );
    if ending == "rs" {
        dangers.extend(tested_code(text));
    }
    dangers
}

/// Control characters, line ends that are none to the reader, and what turns the direction of text.
fn misleads(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\t');
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    control || turns || matches!(c, '\u{2028}' | '\u{2029}')
}

fn is_go_directive(line: &str) -> bool {
    ["//go:", "//line ", "/*line ", "//export ", "// +build", "//nolint", "import \"C\""]
        .iter()
        .any(|start| line.starts_with(start))
}

fn is_ts_directive(line: &str) -> bool {
    let text = line.trim_start_matches(['/', '*', ' ']);
    let is_comment = line.starts_with('/') || line.starts_with('*');
    is_comment
        && (line.starts_with("///")
            || ["@ts-", "# sourceMappingURL", "@ sourceMappingURL", "eslint-"]
                .iter()
                .any(|start| text.starts_with(start)))
}

/// Fenced code in Rust documentation that a documentation test would compile and run: without a tag that forbids it.
fn tested_code(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let Some(doc) = doc_text(line.trim_start()) else {
            open = false;
            continue;
        };
        let Some(tag) = doc.trim_start().strip_prefix("```").or_else(|| doc.trim_start().strip_prefix("~~~"))
        else {
            if !open && doc.starts_with("     ") {
                found.push(format!("the indented code {line:?}"));
            }
            continue;
        };
        if !open && !["text", "json", "ignore", "no_run"].iter().any(|harmless| tag.trim() == *harmless) {
            found.push(format!("the tested code {line:?}"));
        }
        open = !open;
    }
    found
}

fn doc_text(line: &str) -> Option<&str> {
    line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_found_in_comments() {
        assert_eq!(dangers("go", "//go:embed x\n// go:embed y\n").len(), 1);
        assert_eq!(
            dangers("ts", "// @ts-nocheck\n * @ts-ignore\n/// <reference/>\n * see @ts-x\nx / y\n").len(),
            3
        );
        assert_eq!(added("go", "//go:build x\n", "//go:build x\n"), Vec::<String>::new());
    }

    #[test]
    fn code_that_would_run_is_found() {
        assert_eq!(dangers("rs", "/// ```\n/// f()\n/// ```\nfn f() {}\n").len(), 1);
        assert_eq!(dangers("rs", "/// ```text\n/// f()\n/// ```\nfn f() {}\n").len(), 0);
        assert_eq!(dangers("rs", "///     f()\n").len(), 1);
    }

    #[test]
    fn characters_that_mislead_are_found() {
        assert_eq!(dangers("md", "a\u{202e}b\r\n").len(), 2);
    }
}
