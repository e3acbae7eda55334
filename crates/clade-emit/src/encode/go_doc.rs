//! Go documentation comments in the form that `gofmt` leaves alone: paragraphs, headings, lists and code blocks as
//! `go doc` reads them.

use crate::Prose;

/// The lines of a comment, without their markers; a leading tab begins a line of code.
pub(super) fn lines(prose: &Prose, width: usize) -> Vec<String> {
    let blocks = Blocks::of(prose);
    let last = blocks.len().saturating_sub(1);
    let mut out: Vec<String> = Vec::new();
    for (at, block) in blocks.into_iter().enumerate() {
        if at > 0 {
            out.push(String::new());
        }
        block.write(&mut out, width, at > 0 && at < last);
    }
    out
}

/// A piece of a comment that blank lines set off.
#[derive(Debug, PartialEq, Eq)]
enum Block {
    Paragraph(String),
    Heading(String),
    /// Marker (`-`, `1.`) and text of each item.
    List(Vec<(String, String)>),
    Code(Vec<String>),
    /// Lines of a list or of code that cannot be indented.
    Plain(Vec<String>),
}

impl Block {
    /// Indented blocks in a row would be read as one, of the kind of the first: the second one is not indented.
    fn behind(self, before: Option<&Self>) -> Self {
        match (before, self) {
            (Some(Self::List(_)), Self::Code(lines)) => {
                Self::Plain(lines.into_iter().map(|line| line.trim().to_owned()).collect())
            }
            (Some(Self::List(_) | Self::Code(_)), Self::List(items)) => {
                Self::Plain(items.into_iter().map(|(marker, text)| format!("{marker} {text}")).collect())
            }
            (_, block) => block,
        }
    }

    /// `inner`: other blocks stand before and behind it.
    fn write(self, out: &mut Vec<String>, width: usize, inner: bool) {
        match self {
            Self::Paragraph(text) => {
                let mut lines = wrap(&text, width);
                if inner && lines.len() == 1 {
                    lines = lines.into_iter().map(finished).collect();
                }
                out.extend(lines.into_iter().map(guarded));
            }
            Self::Heading(text) => out.push(format!("# {text}")),
            Self::List(items) => {
                for (marker, text) in items {
                    // `gofmt` wants the text of all items to begin in the same column.
                    let marker = if marker == "-" { "  - ".to_owned() } else { format!("{marker:>3} ") };
                    for (at, line) in wrap(&text, width.saturating_sub(4)).into_iter().enumerate() {
                        out.push(if at == 0 { format!("{marker}{line}") } else { format!("    {line}") });
                    }
                }
            }
            Self::Plain(lines) => {
                let kept = lines.into_iter().filter(|line| !line.is_empty());
                out.extend(kept.flat_map(|line| wrap(&line, width)).map(guarded));
            }
            Self::Code(lines) => {
                out.extend(
                    lines.into_iter().map(|line| if line.is_empty() { line } else { format!("\t{line}") }),
                );
            }
        }
    }
}

/// A lone line between two paragraphs is taken for a heading unless it ends as a sentence does, or has a character that
/// headings do not have.
fn finished(line: String) -> String {
    let heading = line.ends_with(char::is_alphanumeric) || line.ends_with(')');
    if heading && !line.contains(|c: char| ";:!?+*/=[]{}_^&~%#@<\">\\".contains(c)) {
        line + "."
    } else {
        line
    }
}

/// The start of a line must not be a directive of the compiler, an expected output or the definition of a link.
fn guarded(line: String) -> String {
    let output = line.to_ascii_lowercase();
    if line.starts_with("+build")
        || line.starts_with("#cgo")
        || output.starts_with("output:")
        || output.starts_with("unordered output:")
    {
        return format!("\\{line}");
    }
    if line.starts_with('[') { line.replacen("]:", "] :", 1) } else { line }
}

/// Reads the Markdown of descriptions, as far as Go comments can say it.
#[derive(Default)]
struct Blocks {
    done: Vec<Block>,
    open: Option<Block>,
    fence: Option<String>,
    /// A blank line was read inside a list.
    paused: bool,
}

impl Blocks {
    fn of(prose: &Prose) -> Vec<Block> {
        let mut blocks = Self::default();
        prose.lines().for_each(|line| blocks.line(line));
        blocks.close();
        let mut done: Vec<Block> = Vec::new();
        for block in blocks.done {
            let block = block.behind(done.last());
            done.push(block);
        }
        done
    }

    fn line(&mut self, line: &str) {
        let text = line.trim();
        if let Some(fence) = self.fence.clone() {
            if text.starts_with(&fence) {
                self.fence = None;
                self.close();
            } else {
                self.code(line);
            }
        } else if let Some(fence) = fence_of(text) {
            self.close();
            self.fence = Some(fence);
        } else if text.is_empty() {
            self.blank();
        } else if let Some(heading) = heading_of(text) {
            self.close();
            self.done.push(Block::Heading(quoted(heading)));
        } else if let Some((marker, rest)) = item_of(text) {
            self.item(marker, rest);
        } else if line.starts_with("    ") && !matches!(self.open, Some(Block::Paragraph(_) | Block::List(_)))
        {
            self.code(line);
        } else {
            if self.paused && !line.starts_with("  ") {
                self.close();
            }
            self.text(text);
        }
    }

    fn blank(&mut self) {
        match &mut self.open {
            Some(Block::Code(lines)) => lines.push(String::new()),
            // Items of one list may have blank lines between them.
            Some(Block::List(_)) => self.paused = true,
            _ => self.close(),
        }
    }

    fn item(&mut self, marker: String, rest: &str) {
        // A list is of numbers or of dashes; other items are text of the item before.
        let numbered = |marker: &str| marker != "-";
        if let Some(Block::List(items)) = &mut self.open
            && let Some((first, _)) = items.first()
            && numbered(first) != numbered(&marker)
            && let Some((_, item)) = items.last_mut()
        {
            self.paused = false;
            *item = format!("{item} {marker} {}", quoted(rest));
            return;
        }
        if !matches!(self.open, Some(Block::List(_))) {
            self.close();
            self.open = Some(Block::List(Vec::new()));
        }
        self.paused = false;
        if let Some(Block::List(items)) = &mut self.open {
            items.push((marker, quoted(rest)));
        }
    }

    fn text(&mut self, text: &str) {
        match &mut self.open {
            Some(Block::Paragraph(before)) => {
                before.push(' ');
                before.push_str(&quoted(text));
            }
            Some(Block::List(items)) => {
                if let Some((_, item)) = items.last_mut() {
                    item.push(' ');
                    item.push_str(&quoted(text));
                }
            }
            _ => {
                self.close();
                self.open = Some(Block::Paragraph(quoted(text)));
            }
        }
    }

    fn code(&mut self, line: &str) {
        if !matches!(self.open, Some(Block::Code(_))) {
            self.close();
            self.open = Some(Block::Code(Vec::new()));
        }
        if let Some(Block::Code(lines)) = &mut self.open {
            lines.push(line.to_owned());
        }
    }

    fn close(&mut self) {
        self.paused = false;
        match self.open.take() {
            Some(Block::Code(lines)) => self.done.extend(code_block(&lines)),
            Some(block) => self.done.push(block),
            None => {}
        }
    }
}

/// Code without its common indentation and without blank lines around it. Code that begins like a list would be read as
/// one, so it becomes a paragraph.
fn code_block(lines: &[String]) -> Option<Block> {
    let first = lines.iter().position(|line| !line.trim().is_empty())?;
    let last = lines.iter().rposition(|line| !line.trim().is_empty())?;
    let kept = &lines[first..=last];
    if item_of(kept[0].trim()).is_some() {
        return Some(Block::Paragraph(quoted(
            &kept.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "),
        )));
    }
    let indent =
        kept.iter().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len());
    let common = indent.min().unwrap_or_default();
    let dedent = |line: &String| line.get(common..).unwrap_or_default().trim_end().to_owned();
    Some(Block::Code(kept.iter().map(dedent).collect()))
}

fn fence_of(text: &str) -> Option<String> {
    let marker = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let run: String = text.chars().take_while(|c| *c == marker).collect();
    (run.len() >= 3).then_some(run)
}

fn heading_of(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches('#');
    let level = text.len() - rest.len();
    let title = rest.trim().trim_end_matches('#').trim_end();
    ((1..=6).contains(&level) && rest.starts_with(' ') && !title.is_empty()).then_some(title)
}

/// Marker and text of a list item.
fn item_of(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = text.strip_prefix(['-', '*', '+', '•']) {
        return rest
            .strip_prefix(' ')
            .map(str::trim)
            .filter(|rest| !rest.is_empty())
            .map(|rest| ("-".to_owned(), rest));
    }
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix(['.', ')'])?.strip_prefix(' ')?.trim();
    ((1..=2).contains(&digits) && !rest.is_empty()).then(|| (format!("{}.", &text[..digits]), rest))
}

fn is_marker(word: &str) -> bool {
    item_of(&format!("{word} x")).is_some()
}

/// Text in which nothing reads as the doubled quotes that `gofmt` turns into typographic ones.
fn quoted(text: &str) -> String {
    let mut out = text.to_owned();
    while out.contains("``") {
        out = out.replace("``", "`");
    }
    while out.contains("''") {
        out = out.replace("''", "'");
    }
    out
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            // A marker at the start of a line would begin an item.
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width || is_marker(word) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc(text: &str) -> String {
        lines(&Prose::own(text), 30).join("\n")
    }

    #[test]
    fn paragraphs_are_wrapped_and_lists_are_indented() {
        assert_eq!(
            doc("One paragraph that is longer than a line.\n* first\n  item\n* second\n\nEnd"),
            "One paragraph that is longer\nthan a line.\n\n  - first item\n  - second\n\nEnd"
        );
    }

    #[test]
    fn code_is_indented_and_headings_stand_alone() {
        assert_eq!(
            doc("## Title ##\ntext\n```json\n  {\n    \"a\": 1\n  }\n```\nmore"),
            "# Title\n\ntext.\n\n\t{\n\t  \"a\": 1\n\t}\n\nmore"
        );
        assert_eq!(doc("a\n\n    indented\n\n```\n- a list\n```"), "a\n\n\tindented\n\n- a list");
    }

    #[test]
    fn indented_blocks_do_not_run_together() {
        assert_eq!(doc("- a\n```\n{\n  1\n}\n```"), "  - a\n\n{\n1\n}");
        assert_eq!(doc("```\ncode\n```\n- a\n- b"), "\tcode\n\n- a\n- b");
        assert_eq!(doc("1. one\n   - inner\n2. two"), " 1. one - inner\n 2. two");
        assert_eq!(
            doc("- this line is quite long so - breaks"),
            "  - this line is quite long so -\n    breaks"
        );
    }

    #[test]
    fn nothing_is_a_directive_a_link_or_a_heading() {
        assert_eq!(doc("+build x"), "\\+build x");
        assert_eq!(doc("Output: x"), "\\Output: x");
        assert_eq!(doc("[a]: http://x"), "[a] : http://x");
        assert_eq!(doc("a\n\nLooks like a title\n\nb"), "a\n\nLooks like a title.\n\nb");
        assert_eq!(doc("``a`` ''b''"), "`a` 'b'");
    }
}
