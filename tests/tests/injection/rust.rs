//! What of a Rust source is code, by the lexer of the language itself.

use proc_macro2::{TokenStream, TokenTree};

/// All tokens but literals; comments are no tokens, and documentation is a literal.
pub(crate) fn code(source: &str) -> Result<String, String> {
    let tokens: TokenStream = source.parse().map_err(|error| format!("{error}"))?;
    let mut code = String::new();
    collect(tokens, &mut code);
    Ok(code)
}

fn collect(tokens: TokenStream, code: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect(group.stream(), code),
            TokenTree::Ident(ident) => {
                code.push_str(&ident.to_string());
                code.push(' ');
            }
            TokenTree::Punct(punct) => code.push(punct.as_char()),
            TokenTree::Literal(_) => code.push(' '),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_comments_are_no_code() {
        let source = "/// one\nfn two() { three(\"four\", r#\"five\"#, 'e'); /* six */ } // seven";
        let code = code(source).unwrap();
        let words: Vec<&str> =
            code.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        // `doc` is how the lexer hands documentation on.
        assert_eq!(words, ["doc", "fn", "two", "three"]);
    }

    #[test]
    fn what_breaks_out_is_code() {
        assert!(code("const A: &str = \"a\"; fn canary() {}").unwrap().contains("canary"));
    }
}
