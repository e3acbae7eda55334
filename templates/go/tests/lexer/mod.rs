//! As much of Go's lexical grammar as it takes to tell code from strings and comments.

/// Kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Comment,
    Text,
    Code,
}

/// A token, or a run of code.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

/// The tokens of a source.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while !rest.is_empty() {
        let (kind, length) = next(rest);
        tokens.push(Token { kind, text: rest[..length].to_owned() });
        rest = &rest[length..];
    }
    tokens
}

fn next(rest: &str) -> (Kind, usize) {
    if rest.starts_with("//") {
        return (Kind::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Kind::Comment, rest.find("*/").map_or(rest.len(), |at| at + 2));
    }
    match rest.chars().next() {
        Some('`') => (Kind::Text, rest[1..].find('`').map_or(rest.len(), |at| at + 2)),
        Some(quote @ ('"' | '\'')) => (Kind::Text, quoted(rest, quote)),
        _ => {
            let code = rest.find(['"', '\'', '`', '/']).unwrap_or(rest.len());
            (Kind::Code, code.max(1))
        }
    }
}

/// The length of an interpreted literal; a line end closes it, because Go would refuse it.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return at,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}
