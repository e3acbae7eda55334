//! What of a TypeScript or Go source is code: strings and comments blanked out.
//!
//! A small state machine each, as strict as the language where text of a description could try to break out: ends of
//! lines end a quoted string, a backslash escapes one character, `*/` ends a block comment.

/// A language of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// TypeScript and JavaScript.
    TypeScript,
    /// Go.
    Go,
}

/// The source with a space for every character of a string, template, regular expression, rune or comment.
pub(crate) fn code(script: Script, source: &str) -> Result<String, String> {
    let mut lexer =
        Lexer { script, chars: source.chars().collect(), at: 0, code: String::new(), templates: Vec::new() };
    while lexer.at < lexer.chars.len() {
        lexer.step()?;
    }
    if lexer.templates.is_empty() { Ok(lexer.code) } else { Err("a template is not closed".into()) }
}

struct Lexer {
    script: Script,
    chars: Vec<char>,
    at: usize,
    code: String,
    /// For every template that is open around the present code: how many braces are open within its `${`.
    templates: Vec<usize>,
}

impl Lexer {
    fn peek(&self, offset: usize) -> Option<char> {
        self.chars.get(self.at + offset).copied()
    }

    fn step(&mut self) -> Result<(), String> {
        let Some(c) = self.peek(0) else { return Ok(()) };
        match (c, self.peek(1)) {
            ('/', Some('/')) => self.blank_line(),
            ('/', Some('*')) => self.blank_block()?,
            ('/', _) if self.script == Script::TypeScript && self.may_be_regex() => self.blank_regex()?,
            ('"', _) => self.blank_quoted('"')?,
            ('\'', _) => self.blank_quoted('\'')?,
            ('`', _) if self.script == Script::Go => self.blank_raw()?,
            ('`', _) => {
                self.blank(1);
                self.blank_template()?;
            }
            ('{', _) => self.brace(1),
            ('}', _) if self.templates.last() == Some(&0) => {
                self.templates.pop();
                self.blank(1);
                self.blank_template()?;
            }
            ('}', _) => self.brace(-1),
            _ => self.keep(),
        }
        Ok(())
    }

    fn keep(&mut self) {
        self.code.extend(self.peek(0));
        self.at += 1;
    }

    fn blank(&mut self, count: usize) {
        for _ in 0..count {
            self.code.push(if self.peek(0) == Some('\n') { '\n' } else { ' ' });
            self.at += 1;
        }
    }

    fn brace(&mut self, change: isize) {
        if let Some(open) = self.templates.last_mut() {
            *open = open.saturating_add_signed(change);
        }
        self.keep();
    }

    fn blank_line(&mut self) {
        // What ends a line differs: for TypeScript also a lone CR and the separators of Unicode.
        let ends = |c: char| match self.script {
            Script::TypeScript => matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}'),
            Script::Go => c == '\n',
        };
        let length =
            self.chars[self.at..].iter().position(|c| ends(*c)).unwrap_or(self.chars.len() - self.at);
        self.blank(length);
    }

    fn blank_block(&mut self) -> Result<(), String> {
        let rest = &self.chars[self.at + 2..];
        let end = rest.windows(2).position(|pair| pair == ['*', '/']).ok_or("a comment is not closed")?;
        self.blank(end + 4);
        Ok(())
    }

    fn blank_quoted(&mut self, quote: char) -> Result<(), String> {
        self.blank(1);
        loop {
            match self.peek(0) {
                Some('\\') => self.blank(2),
                Some(c) if c == quote => {
                    self.blank(1);
                    return Ok(());
                }
                Some('\n' | '\r') | None => return Err(format!("a string is not closed{}", self.place())),
                Some(_) => self.blank(1),
            }
        }
    }

    fn blank_raw(&mut self) -> Result<(), String> {
        let rest = &self.chars[self.at + 1..];
        let end = rest.iter().position(|c| *c == '`').ok_or("a raw string is not closed")?;
        self.blank(end + 2);
        Ok(())
    }

    /// The text of a template up to its end or to its next `${`.
    fn blank_template(&mut self) -> Result<(), String> {
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('\\'), _) => self.blank(2),
                (Some('`'), _) => {
                    self.blank(1);
                    return Ok(());
                }
                (Some('$'), Some('{')) => {
                    self.blank(2);
                    self.templates.push(0);
                    return Ok(());
                }
                (Some(_), _) => self.blank(1),
                (None, _) => return Err(format!("a template is not closed{}", self.place())),
            }
        }
    }

    /// A slash divides behind a value and begins a regular expression elsewhere.
    fn may_be_regex(&self) -> bool {
        let before = self.code.trim_end();
        match before.chars().next_back() {
            None => true,
            Some(c) if c.is_alphanumeric() || matches!(c, '_' | '$' | ')' | ']') => {
                ["return", "typeof", "case", "in", "of"].iter().any(|word| ends_with_word(before, word))
            }
            // What was blanked out, right before the slash, was a string: a value.
            Some(_) => {
                self.at == 0
                    || !(self.code.ends_with(' ') && matches!(self.chars[self.at - 1], '"' | '\'' | '`'))
            }
        }
    }

    fn blank_regex(&mut self) -> Result<(), String> {
        let mut in_class = false;
        self.blank(1);
        loop {
            match self.peek(0) {
                Some('\\') => self.blank(2),
                Some('\n') | None => {
                    return Err(format!("a regular expression is not closed{}", self.place()));
                }
                Some('/') if !in_class => {
                    self.blank(1);
                    return Ok(());
                }
                Some(c) => {
                    in_class = (in_class || c == '[') && c != ']';
                    self.blank(1);
                }
            }
        }
    }

    fn place(&self) -> String {
        format!(" in line {}", self.chars[..self.at].iter().filter(|c| **c == '\n').count() + 1)
    }
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word)
        .is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(script: Script, source: &str) -> Vec<String> {
        code(script, source).unwrap().split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn strings_and_comments_are_no_code() {
        let source = "a('x\\'y', \"z\") // b\n/* c */ d /** e\n */ f";
        assert_eq!(words(Script::TypeScript, source), ["a(", ",", ")", "d", "f"]);
        assert_eq!(words(Script::Go, "a := `x\n\" y` // b\nc('\\'') /* d */"), ["a", ":=", "c(", ")"]);
    }

    #[test]
    fn templates_hold_code() {
        assert_eq!(
            words(Script::TypeScript, "a(`b ${c({d: `e`})} f`) + g"),
            ["a(", "c({d:", "})", ")", "+", "g"]
        );
    }

    #[test]
    fn regular_expressions_are_told_from_divisions() {
        assert_eq!(
            words(Script::TypeScript, "a = /['\"`/]b/g; c = d / e / f;"),
            ["a", "=", "g;", "c", "=", "d", "/", "e", "/", "f;"]
        );
        assert_eq!(words(Script::TypeScript, "return /x\\/y/.test(z)"), ["return", ".test(z)"]);
    }

    #[test]
    fn what_breaks_out_is_code() {
        assert_eq!(words(Script::TypeScript, "'a'; canary(); ''"), [";", "canary();"]);
        assert_eq!(words(Script::TypeScript, "// a\u{2028}canary()"), ["canary()"]);
        assert!(code(Script::Go, "\"a\nb\"").is_err());
        assert!(code(Script::TypeScript, "/* a").is_err());
    }
}
