//! Documentation text, cleaned of everything that could end a comment, hide text or start a directive.

use clade_ir::SpecText;

/// Cleaned lines of prose: no control or bidirectional characters, every kind of line end is a line end, no trailing
/// blanks, no run of blank lines, tabs are spaces. Still to be encoded by a comment encoder of [`crate::encode`]
/// (rule R3), which adds markers and splits comment ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose {
    lines: Vec<String>,
}

impl Prose {
    /// Cleans text of a description.
    pub fn of(text: &SpecText) -> Self {
        Self::clean(&crate::html::to_markdown(text.expose()))
    }

    /// Cleans text of the emitter's own that may embed names.
    pub fn own(text: &str) -> Self {
        Self::clean(text)
    }

    /// The cleaned lines, without line ends.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// This text, a blank line, and `other`; without the blank line when one of them is empty.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        if !self.is_empty() && !other.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(other.lines);
        self
    }

    /// The first sentence of the first paragraph in one line of at most `limit` characters.
    pub fn first_sentence(&self, limit: usize) -> String {
        let paragraph = self.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        let end = paragraph.find(". ").map_or(paragraph.len(), |at| at + 1);
        clip(paragraph[..end].trim(), limit)
    }

    /// Paragraph lines wrapped to `width` characters; list items, headings, tables, quotes, indented and fenced lines
    /// keep their breaks.
    #[must_use]
    pub fn wrapped(&self, width: usize) -> Self {
        let mut wrapper = Wrapper { width, out: Vec::new(), paragraph: String::new(), fenced: false };
        self.lines().for_each(|line| wrapper.line(line));
        wrapper.flush();
        Self { lines: wrapper.out }
    }

    fn clean(text: &str) -> Self {
        let mut lines: Vec<String> = Vec::new();
        for line in text.replace("\r\n", "\n").split(is_line_end) {
            let line = clean_line(line);
            let blank_run = line.is_empty() && lines.last().is_none_or(String::is_empty);
            if !blank_run {
                lines.push(line);
            }
        }
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        Self { lines }
    }
}

struct Wrapper {
    width: usize,
    out: Vec<String>,
    paragraph: String,
    fenced: bool,
}

impl Wrapper {
    fn line(&mut self, line: &str) {
        let fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        if fence {
            self.fenced = !self.fenced;
        }
        if fence || self.fenced || keeps_its_breaks(line) {
            self.flush();
            self.out.push(line.to_owned());
        } else {
            line.split(' ').filter(|word| !word.is_empty()).for_each(|word| self.word(word));
        }
    }

    fn word(&mut self, word: &str) {
        let room = self.paragraph.chars().count() + 1 + word.chars().count() <= self.width;
        if self.paragraph.is_empty() {
            self.paragraph.push_str(word);
        } else if room || keeps_its_breaks(word) {
            self.paragraph.push(' ');
            self.paragraph.push_str(word);
        } else {
            self.flush();
            self.paragraph.push_str(word);
        }
    }

    fn flush(&mut self) {
        if !self.paragraph.is_empty() {
            self.out.push(std::mem::take(&mut self.paragraph));
        }
    }
}

/// Whether Markdown gives a meaning to the way the line starts.
fn keeps_its_breaks(line: &str) -> bool {
    let start = line.trim_start();
    let digits = start.chars().take_while(char::is_ascii_digit).count();
    let bullet = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    let list = start.strip_prefix(['-', '*', '+']).is_some_and(bullet)
        || (digits > 0 && start[digits..].strip_prefix(['.', ')']).is_some_and(bullet));
    start.is_empty()
        || list
        || line.starts_with("    ")
        || start.starts_with(['#', '|', '>', '=', '~'])
        || rule(start)
}

/// A thematic break or the underline of a heading.
fn rule(line: &str) -> bool {
    line.len() >= 2 && line.chars().all(|c| matches!(c, '-' | '*' | '_' | ' '))
}

fn clean_line(line: &str) -> String {
    let spaced = line.replace('\t', "    ");
    let kept: String = spaced.chars().filter(|c| !is_hidden(*c)).collect();
    kept.trim_end().to_owned()
}

fn clip(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((at, _)) => {
            let head = &text[..at];
            let cut = head.rfind(' ').unwrap_or(at);
            format!("{}…", head[..cut].trim_end())
        }
    }
}

/// CR, LF, VT, FF, NEL and the Unicode line and paragraph separators.
fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Control characters, bidirectional controls, zero-width and other invisible format characters, private tags.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        Prose::own(text).lines().map(str::to_owned).collect()
    }

    #[test]
    fn every_line_end_becomes_one() {
        assert_eq!(
            lines("a\rb\r\nc\u{b}d\u{c}e\u{85}f\u{2028}g\u{2029}h"),
            ["a", "b", "c", "d", "e", "f", "g", "h"]
        );
    }

    #[test]
    fn hidden_characters_are_dropped() {
        assert_eq!(lines("a\u{202e}b\u{0}c\u{200b}d\u{feff}"), ["abcd"]);
    }

    #[test]
    fn blank_lines_do_not_pile_up() {
        assert_eq!(lines("\n\n a \n\n\n\nb\n\n"), [" a", "", "b"]);
    }

    #[test]
    fn wraps_paragraphs_and_leaves_lists_and_fences() {
        let text = "one two three four\n- item one two three four\n```\nlong code line here\n```\nfive six";
        let wrapped: Vec<_> = Prose::own(text).wrapped(9).lines().map(str::to_owned).collect();
        assert_eq!(
            wrapped,
            [
                "one two",
                "three",
                "four",
                "- item one two three four",
                "```",
                "long code line here",
                "```",
                "five six"
            ]
        );
    }

    #[test]
    fn first_sentence_ends_at_its_full_stop_or_is_clipped() {
        assert_eq!(Prose::own("A spec. More.").first_sentence(80), "A spec.");
        assert_eq!(Prose::own("one two three four").first_sentence(9), "one two…");
    }
}
