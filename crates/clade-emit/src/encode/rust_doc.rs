//! Markdown of a description as Markdown that rustdoc shows as meant, and nothing more: it never runs code, resolves links,
//! sees HTML, or trips a lint of the compiler or of clippy.

use crate::Prose;

/// Words in mixed case that are names, not code.
const NAMES: [&str; 18] = [
    "GitHub",
    "GitLab",
    "GraphQL",
    "JavaScript",
    "TypeScript",
    "WebAssembly",
    "OAuth",
    "OAuth2",
    "OpenAPI",
    "OpenSSL",
    "OpenTelemetry",
    "IPv4",
    "IPv6",
    "DevOps",
    "PostgreSQL",
    "SQLite",
    "MiB",
    "KiB",
];

/// Lines without their markers, wrapped to `width` characters.
pub(super) fn lines(prose: &Prose, width: usize) -> Vec<String> {
    let mut writer = Writer::default();
    prose.lines().for_each(|line| writer.line(line));
    writer.finish(width)
}

#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    fence: Option<String>,
}

enum Block {
    /// Text to be encoded and wrapped, with the indentation of its list item.
    Text {
        first: String,
        indent: usize,
        text: String,
    },
    /// A line as it is.
    Line(String),
    Blank,
}

impl Writer {
    fn line(&mut self, line: &str) {
        let trimmed = line.trim_start();
        match (self.fence.clone(), fence_of(trimmed)) {
            (None, Some(marker)) => {
                self.separate();
                self.blocks.push(Block::Line(format!("{marker}text")));
                self.fence = Some(marker);
            }
            (Some(open), Some(marker)) if marker.starts_with(&open) && trimmed.trim_end() == marker => {
                self.blocks.push(Block::Line(open));
                self.fence = None;
            }
            (Some(_), _) => self.blocks.push(Block::Line(line.to_owned())),
            (None, None) => self.prose(trimmed),
        }
    }

    fn prose(&mut self, line: &str) {
        if line.is_empty() {
            self.blocks.push(Block::Blank);
        } else if let Some((marker, rest)) = list_item(line) {
            let text = rest.to_owned();
            let after_text =
                matches!(self.blocks.last(), Some(Block::Text { indent: 0, .. } | Block::Line(_)));
            if after_text {
                self.blocks.push(Block::Blank);
            }
            self.blocks.push(Block::Text { indent: marker.chars().count(), first: marker, text });
        } else if line.starts_with('#') && line.trim_start_matches('#').starts_with(' ') {
            self.heading(line);
        } else if line.starts_with('|') {
            self.table_row(line);
        } else if is_rule(line) {
            // A line of dashes would make a heading of the text above it.
            self.separate();
        } else {
            self.text(line);
        }
    }

    /// Goes on with the paragraph or list item above, if there is one.
    fn text(&mut self, more: &str) {
        match self.blocks.last_mut() {
            Some(Block::Text { text, .. }) => {
                text.push(' ');
                text.push_str(more);
            }
            Some(Block::Line(_)) => {
                self.blocks.push(Block::Blank);
                self.text(more);
            }
            _ => self.blocks.push(Block::Text { first: String::new(), indent: 0, text: more.to_owned() }),
        }
    }

    fn heading(&mut self, line: &str) {
        self.separate();
        let level = line.chars().take_while(|c| *c == '#').count().min(6);
        self.blocks.push(Block::Line(format!(
            "{} {}",
            "#".repeat(level),
            inline(line.trim_start_matches('#').trim())
        )));
        self.blocks.push(Block::Blank);
    }

    fn table_row(&mut self, line: &str) {
        if !matches!(self.blocks.last(), Some(Block::Line(above)) if above.starts_with('|')) {
            self.separate();
        }
        let is_ruler = line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
        let row = if is_ruler { line.to_owned() } else { inline(line) };
        self.blocks.push(Block::Line(row));
    }

    /// A blank line, unless there is one or nothing above.
    fn separate(&mut self) {
        if !matches!(self.blocks.last(), None | Some(Block::Blank)) {
            self.blocks.push(Block::Blank);
        }
    }

    fn finish(mut self, width: usize) -> Vec<String> {
        self.blocks.extend(self.fence.take().map(Block::Line));
        let mut lines: Vec<String> = Vec::new();
        for block in self.blocks {
            match block {
                Block::Blank => lines.push(String::new()),
                Block::Line(line) => lines.push(line),
                Block::Text { first, indent, text } => {
                    lines.extend(wrap(&first, indent, &inline(&text), width));
                }
            }
        }
        lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    }
}

/// The fence's marker, if the line is one.
fn fence_of(line: &str) -> Option<String> {
    let marker = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let run: String = line.chars().take_while(|c| *c == marker).collect();
    let info = &line[run.len()..];
    (run.len() >= 3 && !info.contains('`')).then_some(run)
}

/// Marker and text of a list item. Nested lists become flat: their depth is not worth a lint.
fn list_item(line: &str) -> Option<(String, &str)> {
    if let Some(rest) = ["- ", "* ", "+ ", "• "].iter().find_map(|bullet| line.strip_prefix(bullet)) {
        return Some(("- ".to_owned(), rest.trim_start()));
    }
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let rest = line[digits..].strip_prefix(". ").or_else(|| line[digits..].strip_prefix(") "))?;
    ((1..=3).contains(&digits)).then(|| (format!("{}. ", &line[..digits]), rest.trim_start()))
}

fn is_rule(line: &str) -> bool {
    line.len() >= 2 && line.chars().all(|c| matches!(c, '-' | '*' | '_' | '=' | ' '))
}

fn wrap(first: &str, indent: usize, text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut is_start = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let fits = line.chars().count() + 1 + word.chars().count() <= width;
        if is_start {
            line.push_str(word);
        } else if fits || opens_a_block(word) {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent) + word));
        }
        is_start = false;
    }
    lines.push(line);
    lines
}

/// Whether a line that starts with this word would not be plain text.
fn opens_a_block(word: &str) -> bool {
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    matches!(word, "-" | "+" | "*")
        || word.starts_with(['#', '>', '|', '='])
        || word.starts_with("```")
        || word.starts_with("~~~")
        || word.starts_with("--")
        || (digits > 0 && matches!(&word[digits..], "." | ")"))
}

/// Stands for a mark of strong text until all else is encoded; cleaned prose has no control characters.
const STRONG: char = '\u{1}';

/// Inline Markdown: balanced code spans, strong text and web links stay, of links within an unknown site the label stays, words
/// that look like code become code, all else is text.
fn inline(text: &str) -> String {
    let text = mark_strong(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(link) = link(rest) {
        out.push_str(&spans(link.before));
        if link.is_web {
            out.extend(["[", &spans(link.label), "](", link.url, ")"]);
        } else {
            out.push_str(&spans(link.label));
        }
        rest = link.after;
    }
    (out + &spans(rest)).replace(STRONG, "**")
}

/// Marks pairs of `**` outside of code that begin and end where words do.
fn mark_strong(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut done, mut opened) = (0, None);
    for at in marks(text) {
        let (before, after) = (text[..at].chars().next_back(), text[at + 2..].chars().next());
        if let Some(open) = opened.filter(|open| at > open + 2 && closes(before, after)) {
            let mark = STRONG.to_string();
            out.extend([&text[done..open], &mark, &text[open + 2..at], &mark]);
            (done, opened) = (at + 2, None);
        } else {
            opened = opens(before, after).then_some(at);
        }
    }
    out + &text[done..]
}

/// Where `**` stands outside of code.
fn marks(text: &str) -> impl Iterator<Item = usize> {
    let (mut at, mut ticks) = (0, 0);
    text.match_indices("**").filter_map(move |(mark, _)| {
        ticks += text[at..mark].matches('`').count();
        at = mark;
        (ticks % 2 == 0).then_some(mark)
    })
}

fn opens(before: Option<char>, after: Option<char>) -> bool {
    before.is_none_or(|c| c == ' ' || c == '(')
        && after.is_some_and(|c| c.is_alphanumeric() || c == '`' || c == '[')
}

fn closes(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(|c| c != ' ' && c != '*')
        && after.is_none_or(|c| c == ' ' || matches!(c, '.' | ',' | ':' | ';' | ')' | '!' | '?'))
}

/// Code spans and words.
fn spans(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let (before, tail) = rest.split_at(at);
        out.push_str(&words(before));
        let run = tail.chars().take_while(|c| *c == '`').count();
        if let Some(end) = closing(&tail[run..], run) {
            out.push_str(&code_span(tail[run..run + end].trim()));
            rest = &tail[run + end + run..];
        } else {
            out.push_str(&"\\`".repeat(run));
            rest = &tail[run..];
        }
    }
    out + &words(rest)
}

/// A code span with as many ticks as its content makes necessary.
fn code_span(code: &str) -> String {
    if code.is_empty() {
        return String::new();
    }
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{code}{pad}{ticks}")
}

/// Where a run of exactly `run` ticks begins.
fn closing(text: &str, run: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let start = at + found;
        let length = text[start..].chars().take_while(|c| *c == '`').count();
        if length == run {
            return Some(start);
        }
        at = start + length;
    }
    None
}

/// A link in a text.
struct Link<'t> {
    before: &'t str,
    label: &'t str,
    url: &'t str,
    after: &'t str,
    /// Whether it leads to a place of the web, and not of a site that is unknown here.
    is_web: bool,
}

/// The first `[label](https://…)` or `[label](/…)`.
fn link(text: &str) -> Option<Link<'_>> {
    text.match_indices("](").find_map(|(middle, _)| link_at(text, middle))
}

fn link_at(text: &str, middle: usize) -> Option<Link<'_>> {
    let open = text[..middle].rfind('[')?;
    let end = middle + text[middle..].find(')')?;
    let (label, url) = (&text[open + 1..middle], &text[middle + 2..end]);
    let is_web = url.starts_with("http://") || url.starts_with("https://");
    let is_relative = url.starts_with(['/', '#']) && !url.starts_with("//");
    let is_bad =
        |c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '`' | '(' | '[' | ']' | '\\' | '"');
    // A link that begins inside a code span is none.
    let outside = |part: &str| part.matches('`').count().is_multiple_of(2);
    let is_link = outside(&text[..open]) && outside(label) && !label.is_empty() && !label.contains(']');
    ((is_web || is_relative) && is_link && !url.contains(is_bad)).then(|| Link {
        before: &text[..open],
        label,
        url,
        after: &text[end + 1..],
        is_web,
    })
}

fn words(text: &str) -> String {
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn word(word: &str) -> String {
    if let Some(at) = word.find("https://").or_else(|| word.find("http://")) {
        return with_url(&word[..at], &word[at..]);
    }
    let is_call = word.contains("()");
    let is_path = word.contains("::");
    let stays = |c: char| match c {
        '_' | '/' | '$' | '{' | '}' => true,
        '(' | ')' => is_call,
        ':' => is_path,
        _ => false,
    };
    let core = word.trim_matches(|c: char| c == STRONG || c.is_ascii_punctuation() && !stays(c));
    if core.is_empty() {
        return escape(word);
    }
    let start = word.find(core).unwrap_or(0);
    let (before, after) = (&word[..start], &word[start + core.len()..]);
    if looks_like_code(core) && !core.contains('`') {
        return format!("{}`{core}`{}", escape(before), escape(after));
    }
    escape(word)
}

/// A bare URL between brackets, without the punctuation of the sentence it stands in.
fn with_url(before: &str, tail: &str) -> String {
    let is_end =
        |c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '`' | '(' | ')' | '[' | ']' | '"' | '\\');
    let url = &tail[..tail.find(is_end).unwrap_or(tail.len())];
    let url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
    format!("{}<{url}>{}", word(before), word(&tail[url.len()..]))
}

/// Whether clippy would want ticks around it, or Markdown would see emphasis in it.
fn looks_like_code(word: &str) -> bool {
    let is_snake = word.contains('_') && word.chars().any(char::is_alphanumeric);
    is_snake
        || word.contains("()")
        || word.contains("::")
        || word.contains(":/")
        || word.contains('{')
        || word.split(['/', '-', '.', ',', '\'']).any(is_camel)
}

fn is_camel(word: &str) -> bool {
    let upper = word.chars().filter(|c| c.is_uppercase()).count();
    let lower = word.chars().filter(|c| c.is_lowercase()).count();
    let plural_of_capitals =
        word.strip_suffix('s').is_some_and(|stem| stem.chars().all(|c| !c.is_lowercase()));
    upper > 1
        && lower > 0
        && !plural_of_capitals
        && !NAMES.contains(&word)
        && word.starts_with(char::is_uppercase)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '[' | ']' | '<' | '>' | '`' | '*' | '_' | '\\' | '|' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::Prose;

    fn doc(text: &str) -> Vec<String> {
        lines(&Prose::own(text), 60)
    }

    #[test]
    fn code_spans_stay_and_code_like_words_become_spans() {
        assert_eq!(
            doc("Use `a b` or org_id, OmoiOS (see TaskResult) and GitHub's APIs."),
            ["Use `a b` or `org_id`, `OmoiOS` (see `TaskResult`) and", "GitHub's APIs."]
        );
        assert_eq!(doc("an odd ` tick and ``two ` in``"), ["an odd ```tick and ``two``` in\\`\\`"]);
        assert_eq!(doc("``a ` b`` and ` alone"), ["``a ` b`` and \\` alone"]);
    }

    #[test]
    fn paths_and_links_of_other_schemes_become_spans() {
        assert_eq!(doc(":::note or a::b: go"), ["`:::note` or `a::b:` go"]);
        assert_eq!(doc("**my-app://ref1** (app://x)"), ["**`my-app://ref1`** (`app://x`)"]);
    }

    #[test]
    fn web_links_stay_and_other_brackets_are_text() {
        assert_eq!(
            doc("[docs](https://h/x) [x](javascript:1) [y][z] https://h/a_b."),
            ["[docs](https://h/x) \\[x\\](javascript:1) \\[y\\]\\[z\\]", "<https://h/a_b>."]
        );
        assert_eq!(
            doc("see [the `ls`\ncommand](https://h/x), call f()"),
            ["see [the `ls` command](https://h/x), call `f()`"]
        );
        assert_eq!(doc("`[x](https://h)`"), ["`[x](https://h)`"]);
        assert_eq!(
            doc("href=\"https://h/x\">SqlAlchemy</a>"),
            ["href=\"<https://h/x>\"\\>`SqlAlchemy</a`\\>"]
        );
    }

    #[test]
    fn links_of_an_unknown_site_are_their_labels() {
        assert_eq!(doc("[Learn more](/docs/a_b#c). [x](//h) [y](#z)"), ["Learn more. \\[x\\](//h) y"]);
    }

    #[test]
    fn strong_text_stays_where_it_is_whole() {
        assert_eq!(
            doc("**Note:** set **org_id**, **[a `b`](https://h)** and (**all**)."),
            ["**Note:** set **`org_id`**, **[a `b`](https://h)** and", "(**all**)."]
        );
        assert_eq!(doc("2 ** 3 **x y `**` z"), ["2 \\*\\* 3 \\*\\*x y `**` z"]);
    }

    #[test]
    fn lists_are_flat_and_their_lines_belong_to_them() {
        assert_eq!(
            doc("Kinds:\n* one\nmore\n    - two\n1) three"),
            ["Kinds:", "", "- one more", "- two", "1. three"]
        );
    }

    #[test]
    fn nothing_makes_a_heading_html_or_code_block() {
        assert_eq!(
            doc("Title\n=====\n<b>x</b> *y*\n\n        code()\n> quote"),
            ["Title", "", "\\<b\\>x\\</b\\> \\*y\\*", "", "`code()` \\> quote"]
        );
        assert_eq!(doc("~~~rust\nopen"), ["~~~text", "open", "~~~"]);
    }

    #[test]
    fn no_wrapped_line_starts_like_a_block() {
        for marker in ["-", "#1", "1.", "+", "|x", "--x", "> y"] {
            let text = format!("{} {marker} tail of the text", "word ".repeat(12).trim());
            let first = doc(&text);
            assert!(first.iter().skip(1).all(|line| !line.starts_with(marker)), "{first:?}");
        }
    }
}
