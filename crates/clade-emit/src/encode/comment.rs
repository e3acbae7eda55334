//! Comments (rule R3): every line carries its marker and a space, nothing ends a comment or starts a directive.

use std::fmt;

use super::{go_doc, rust_doc};
use crate::Prose;

/// Width of a comment line, its marker and indentation included.
pub(super) const WIDTH: usize = 100;

/// Defines a comment block: whole lines, each with its line end, at a given indentation; empty for empty prose.
macro_rules! comment {
    ($(#[$doc:meta])* $name:ident, $render:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $name(String);

        impl $name {
            /// The comment lines for `prose`, each indented by `indent` as given (blanks or tabs) and ended by a line feed.
            pub fn of(prose: &Prose, indent: &str) -> Self {
                Self($render(prose, indent))
            }

            /// Whether there is no comment.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl askama::filters::HtmlSafe for $name {}
    };
}

comment!(
    /// Rust `///` lines, as text that rustdoc shows and never runs, links or treats as HTML.
    RsDoc,
    rust_outer
);
comment!(
    /// Rust `//!` lines, of the same kind.
    RsInnerDoc,
    rust_inner
);
comment!(
    /// A TypeScript `/** … */` block.
    TsComment,
    typescript
);
comment!(
    /// Go `//` lines.
    GoComment,
    go
);

fn rust_outer(prose: &Prose, indent: &str) -> String {
    marked(&rust_lines(prose, indent), indent, "///")
}

fn rust_inner(prose: &Prose, indent: &str) -> String {
    marked(&rust_lines(prose, indent), indent, "//!")
}

fn marked(lines: &[String], indent: &str, marker: &str) -> String {
    lines
        .iter()
        .map(|line| {
            if line.is_empty() { format!("{indent}{marker}\n") } else { format!("{indent}{marker} {line}\n") }
        })
        .collect()
}

fn rust_lines(prose: &Prose, indent: &str) -> Vec<String> {
    rust_doc::lines(prose, WIDTH.saturating_sub(indent.len() + 4))
}

/// A comment end is split by a backslash; a line cannot start with what TypeScript reads as a directive.
fn typescript(prose: &Prose, indent: &str) -> String {
    if prose.is_empty() {
        return String::new();
    }
    let wrapped = prose.wrapped(WIDTH.saturating_sub(indent.len() + 3));
    let lines: Vec<String> = wrapped.lines().map(typescript_line).collect();
    match lines.as_slice() {
        [one] if one.len() + indent.len() + 7 <= WIDTH => format!("{indent}/** {one} */\n"),
        many => {
            let body: String =
                many.iter()
                    .map(|line| {
                        if line.is_empty() { format!("{indent} *\n") } else { format!("{indent} * {line}\n") }
                    })
                    .collect();
            format!("{indent}/**\n{body}{indent} */\n")
        }
    }
}

pub(super) fn typescript_line(line: &str) -> String {
    let closed = line.replace("*/", "*\\/").replace("/*", "/\\*");
    let start = closed.trim_start();
    // What tools look for may stand behind further comment markers (`//# sourceMappingURL=`).
    let bare = start.trim_start_matches(['/', '*', ' ']);
    let directive = start.starts_with("///")
        || ["@ts-", "@jsx", "@license", "@preserve", "@cc_on", "#", "@ ", "eslint", "sourceMappingURL"]
            .iter()
            .any(|word| bare.starts_with(word));
    if directive || start.starts_with('@') { format!("\\{start}") } else { closed }
}

/// The blank after `//` keeps `go:`, `line` and `export` from being directives; the rest is the business of `go_doc`.
fn go(prose: &Prose, indent: &str) -> String {
    let lines = go_doc::lines(prose, WIDTH.saturating_sub(indent.len() + 3));
    lines
        .iter()
        .map(|line| match line.as_bytes().first() {
            None => format!("{indent}//\n"),
            Some(b'\t') => format!("{indent}//{line}\n"),
            Some(_) => format!("{indent}// {line}\n"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ts(text: &str) -> String {
        TsComment::of(&Prose::own(text), "  ").to_string()
    }

    #[test]
    fn typescript_comment_cannot_be_ended() {
        assert_eq!(ts("a */ alert(1) /*"), "  /** a *\\/ alert(1) /\\* */\n");
        assert_eq!(ts("a\r@ts-ignore"), "  /** a @ts-ignore */\n");
        assert_eq!(ts("@ts-nocheck"), "  /** \\@ts-nocheck */\n");
        assert_eq!(ts("//# sourceMappingURL=x"), "  /** \\//# sourceMappingURL=x */\n");
        assert_eq!(ts(""), "");
    }

    #[test]
    fn rust_docs_never_run_or_link() {
        let text = "See [x](y) and `z` <b>.\n\n```\nstd::process::exit(1)\n```\n\n        indented()\n\n~~~rust\nopen";
        assert_eq!(
            RsDoc::of(&Prose::own(text), "").to_string(),
            "/// See \\[x\\](y) and `z` \\<b\\>.\n///\n/// ```text\n/// std::process::exit(1)\n/// ```\n///\n/// `indented()`\n///\n/// ~~~text\n/// open\n/// ~~~\n"
        );
    }

    #[test]
    fn go_comment_is_never_a_directive() {
        let text = GoComment::of(&Prose::own("go:embed x\n\n+build ignore\nline"), "\t").to_string();
        assert_eq!(text, "\t// go:embed x\n\t//\n\t// \\+build ignore line\n");
    }
}
