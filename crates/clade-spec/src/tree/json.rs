//! The JSON reader: positions, exact numbers, located errors.

use std::sync::Arc;

use clade_diag::{Diags, SourceId, codes};

use super::build::{Budget, Builder, Key, Position, Stop, offset};
use super::{Text, Tree, Value};

/// Parses a whole file of JSON. A byte-order mark is skipped.
pub(super) fn parse(text: &Arc<str>, source: SourceId, budget: &mut Budget) -> Result<(Tree, Diags), Stop> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let builder = Builder::new(text, source, budget);
    let mut parser = Parser {
        bytes: text.as_bytes(),
        text,
        at: start,
        line: 1,
        line_start: start,
        continuation: 0,
        builder,
    };
    parser.space();
    let root = Key { text: Text::default(), position: None };
    parser.value(root)?;
    parser.space();
    if parser.at < parser.bytes.len() {
        return Err(parser.unexpected("the end of the file"));
    }
    let end = parser.position();
    let Parser { builder, .. } = parser;
    let stop = builder.stop(codes::empty_input(), end);
    builder.finish().ok_or(stop)
}

struct Parser<'p> {
    bytes: &'p [u8],
    text: &'p str,
    at: usize,
    line: u32,
    line_start: usize,
    /// UTF-8 continuation bytes since the start of the line, so that columns count characters.
    continuation: usize,
    builder: Builder<'p>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn position(&self) -> Position {
        let column = (self.at - self.line_start).saturating_sub(self.continuation) + 1;
        Position { line: self.line, column: offset(column) }
    }

    fn space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' => self.at += 1,
                b'\n' | b'\r' => self.line_break(),
                _ => return,
            }
        }
    }

    /// Passes a line break: LF, CR LF or a lone CR.
    fn line_break(&mut self) {
        let is_pair = self.peek() == Some(b'\r') && self.bytes.get(self.at + 1) == Some(&b'\n');
        self.at += if is_pair { 2 } else { 1 };
        self.line += 1;
        self.line_start = self.at;
        self.continuation = 0;
    }

    fn value(&mut self, key: Key) -> Result<(), Stop> {
        let position = self.position();
        match self.peek() {
            Some(b'{') => self.object(key, position),
            Some(b'[') => self.array(key, position),
            Some(b'"') => {
                let text = self.string()?;
                self.builder.scalar(key, Value::String(text), position).map(drop)
            }
            Some(b'-' | b'0'..=b'9') => {
                let text = self.number()?;
                self.builder.scalar(key, Value::Number(text), position).map(drop)
            }
            _ => {
                let value = self.word()?;
                self.builder.scalar(key, value, position).map(drop)
            }
        }
    }

    fn word(&mut self) -> Result<Value, Stop> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let words: [(&[u8], Value); 3] =
            [(b"true", Value::Bool(true)), (b"false", Value::Bool(false)), (b"null", Value::Null)];
        for (word, value) in words {
            if rest.starts_with(word) && !rest.get(word.len()).is_some_and(u8::is_ascii_alphanumeric) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.unexpected("a value"))
    }

    fn object(&mut self, key: Key, position: Position) -> Result<(), Stop> {
        self.builder.open(key, true, position)?;
        self.at += 1;
        self.space();
        if self.peek() == Some(b'}') {
            self.close();
            return Ok(());
        }
        loop {
            self.member()?;
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(self.unexpected("`,` or `}`")),
            }
            self.space();
        }
        self.close();
        Ok(())
    }

    fn member(&mut self) -> Result<(), Stop> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a key in double quotes"));
        }
        let position = self.position();
        let text = self.string()?;
        self.space();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("`:` after the key"));
        }
        self.at += 1;
        self.space();
        self.value(Key { text, position: Some(position) })
    }

    fn array(&mut self, key: Key, position: Position) -> Result<(), Stop> {
        self.builder.open(key, false, position)?;
        self.at += 1;
        self.space();
        if self.peek() == Some(b']') {
            self.close();
            return Ok(());
        }
        loop {
            self.value(self.builder.element_key())?;
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(self.unexpected("`,` or `]`")),
            }
            self.space();
        }
        self.close();
        Ok(())
    }

    fn close(&mut self) {
        self.at += 1;
        self.builder.close();
    }

    /// Passes a number of JSON's grammar: `-? int frac? exp?`.
    fn number(&mut self) -> Result<Text, Stop> {
        let start = self.at;
        self.skip_if(|byte| byte == b'-');
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.skip_if(|byte| byte == b'.') {
            self.digits()?;
        }
        if self.skip_if(|byte| matches!(byte, b'e' | b'E')) {
            self.skip_if(|byte| matches!(byte, b'+' | b'-'));
            self.digits()?;
        }
        if self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+'))
        {
            return Err(self.unexpected("the end of the number"));
        }
        Ok(Text { start: offset(start), len: offset(self.at - start) })
    }

    fn skip_if(&mut self, test: impl Fn(u8) -> bool) -> bool {
        let found = self.peek().is_some_and(test);
        self.at += usize::from(found);
        found
    }

    fn digits(&mut self) -> Result<(), Stop> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(self.unexpected("a digit"));
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    /// Passes a string; without escapes it stays where it is in the text.
    fn string(&mut self) -> Result<Text, Stop> {
        let opening = self.position();
        self.at += 1;
        let start = self.at;
        let mut decoded: Option<String> = None;
        loop {
            let run = self.at;
            self.plain_run();
            if let Some(decoded) = &mut decoded {
                decoded.push_str(self.text.get(run..self.at).unwrap_or_default());
            }
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let mut text = decoded.take().unwrap_or_else(|| self.text[start..self.at].to_owned());
                    self.escape(&mut text)?;
                    decoded = Some(text);
                }
                Some(_) => self.control_character(&mut decoded),
                None => {
                    let diag = codes::json_syntax("a closing `\"`", "the end of the file");
                    return Err(self.builder.syntax(diag.label("the string starts here"), opening));
                }
            }
        }
        let end = self.at;
        self.at += 1;
        Ok(match decoded {
            Some(text) => self.builder.intern(&text),
            None => Text { start: offset(start), len: offset(end - start) },
        })
    }

    /// Passes what needs no decoding.
    fn plain_run(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'"' | b'\\' | 0..=0x1f => return,
                0x80..=0xbf => self.continuation += 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Passes a control character that should have been escaped, taking it as it is.
    fn control_character(&mut self, decoded: &mut Option<String>) {
        let position = self.position();
        let byte = self.peek().unwrap_or_default();
        self.builder.fault(codes::control_character(format!("U+{byte:04X}")), position);
        let from = self.at;
        if matches!(byte, b'\n' | b'\r') {
            self.line_break();
        } else {
            self.at += 1;
        }
        if let Some(decoded) = decoded {
            decoded.push_str(self.text.get(from..self.at).unwrap_or_default());
        }
    }

    fn escape(&mut self, text: &mut String) -> Result<(), Stop> {
        let position = self.position();
        self.at += 1;
        let c = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                text.push(self.unicode_escape(position)?);
                return Ok(());
            }
            _ => return Err(self.unexpected("one of `\" \\ / b f n r t u` after `\\`")),
        };
        self.at += 1;
        text.push(c);
        Ok(())
    }

    /// Reads what follows `\u`, with the second half of a surrogate pair.
    fn unicode_escape(&mut self, position: Position) -> Result<char, Stop> {
        let first = self.four_hex()?;
        if let Some(c) = char::from_u32(first) {
            return Ok(c);
        }
        let saved = self.at;
        let is_high = (0xd800..0xdc00).contains(&first);
        if is_high && self.bytes.get(self.at..self.at + 2) == Some(br"\u") {
            self.at += 2;
            let second = self.four_hex()?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = saved;
        }
        self.builder.fault(codes::lone_surrogate(format!("\\u{first:04x}")), position);
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn four_hex(&mut self) -> Result<u32, Stop> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.unexpected("four hexadecimal digits after `\\u`"));
            };
            value = value << 4 | digit;
            self.at += 1;
        }
        Ok(value)
    }

    fn unexpected(&self, expected: &str) -> Stop {
        let found = match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            Some(c) if c.is_control() => format!("U+{:04X}", u32::from(c)),
            Some(c) => format!("`{c}`"),
            None => "the end of the file".to_owned(),
        };
        self.builder.syntax(codes::json_syntax(expected, found), self.position())
    }
}
