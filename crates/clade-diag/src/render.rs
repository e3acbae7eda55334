//! Findings for people, in the manner of rustc.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use crate::excerpt::{Excerpt, excerpt, line_starts};
use crate::visible::visible;
use crate::{Code, Diag, Diags, Place, Severity, SourceId, Sources};

/// Renders findings with excerpts of the files they stand in.
///
/// Text of a description is shown with its control characters spelt out: it cannot write to the terminal.
#[derive(Debug)]
pub struct Renderer<'s> {
    sources: &'s Sources,
    has_color: bool,
    per_code: usize,
    least: Severity,
    lines: RefCell<HashMap<SourceId, Vec<usize>>>,
}

impl<'s> Renderer<'s> {
    /// Renders without colour, at most 20 findings of one code, notes included.
    pub fn new(sources: &'s Sources) -> Self {
        Self { sources, has_color: false, per_code: 20, least: Severity::Note, lines: RefCell::default() }
    }

    /// Whether to use ANSI colours.
    #[must_use]
    pub fn color(mut self, has_color: bool) -> Self {
        self.has_color = has_color;
        self
    }

    /// Findings of one code to show; the rest is counted.
    #[must_use]
    pub fn per_code(mut self, per_code: usize) -> Self {
        self.per_code = per_code;
        self
    }

    /// The least severe findings to show (`Severity::Warning` leaves out notes).
    #[must_use]
    pub fn least(mut self, least: Severity) -> Self {
        self.least = least;
        self
    }

    /// All findings by place, then what was left out, then how many there are; empty when there are none to show.
    pub fn all(&self, diags: &Diags) -> String {
        let list: Vec<&Diag> =
            diags.sorted().into_iter().filter(|diag| diag.severity <= self.least).collect();
        let mut shown: BTreeMap<Code, usize> = BTreeMap::new();
        let mut hidden: BTreeMap<Code, usize> = BTreeMap::new();
        let mut text = String::new();
        for diag in &list {
            let count = shown.entry(diag.code).or_default();
            *count += 1;
            if *count <= self.per_code {
                text.push_str(&self.one(diag));
                text.push('\n');
            } else {
                *hidden.entry(diag.code).or_default() += 1;
            }
        }
        for code in shown.keys().filter(|code| diags.dropped(**code) > 0) {
            *hidden.entry(*code).or_default() += diags.dropped(*code);
        }
        for (code, count) in &hidden {
            let _ = writeln!(text, "… and {count} more of {code}: {}", code.title());
        }
        if !list.is_empty() {
            let _ = writeln!(text, "{}", summary(&list));
        }
        text
    }

    /// One finding; ends in a line break.
    pub fn one(&self, diag: &Diag) -> String {
        let mut text = String::new();
        let head = format!("{}[{}]", diag.severity.word(), diag.code);
        let _ =
            writeln!(text, "{}: {}", self.paint(&head, diag.severity), self.bold(&visible(&diag.message)));
        let excerpt = diag.place.as_ref().and_then(|place| self.excerpt(place));
        let number = diag.place.as_ref().map(|place| place.line.to_string()).unwrap_or_default();
        let gutter = " ".repeat(number.len().max(1));
        if let Some(place) = &diag.place {
            self.push_place(&mut text, &gutter, place);
        }
        if let Some(excerpt) = excerpt {
            self.push_excerpt(&mut text, &gutter, &number, &excerpt, diag);
        }
        for related in &diag.related {
            let place = self.position(&related.place);
            let _ = writeln!(text, "{gutter} = {}: {} ({place})", self.bold("note"), visible(&related.note));
        }
        if !diag.help.is_empty() {
            let _ = writeln!(text, "{gutter} = {}: {}", self.bold("help"), visible(&diag.help));
        }
        text
    }

    fn push_place(&self, text: &mut String, gutter: &str, place: &Place) {
        let _ = writeln!(text, "{gutter}{} {}", self.blue("-->"), self.position(place));
        if !place.pointer.is_empty() {
            let _ = writeln!(text, "{gutter} {} at #{}", self.blue("|"), visible(&place.pointer));
        }
    }

    fn push_excerpt(&self, text: &mut String, gutter: &str, number: &str, excerpt: &Excerpt, diag: &Diag) {
        let bar = self.blue("|");
        let carets = format!("{} {}", "^".repeat(excerpt.carets), visible(&diag.label));
        let _ = writeln!(text, "{gutter} {bar}");
        let _ = writeln!(text, "{} {bar} {}", self.blue(number), excerpt.text);
        let indent = " ".repeat(excerpt.indent);
        let _ = writeln!(text, "{gutter} {bar} {indent}{}", self.paint(carets.trim_end(), diag.severity));
    }

    /// `file:line:column`, as far as it is known.
    fn position(&self, place: &Place) -> String {
        let file = self.sources.get(place.source).map_or("<no file>", |source| source.path.as_str());
        if place.line == 0 {
            return visible(file);
        }
        format!("{}:{}:{}", visible(file), place.line, place.column)
    }

    fn excerpt(&self, place: &Place) -> Option<Excerpt> {
        let text = &*self.sources.get(place.source)?.text;
        let index = (place.line as usize).checked_sub(1)?;
        let mut lines = self.lines.borrow_mut();
        let starts = lines.entry(place.source).or_insert_with(|| line_starts(text));
        let start = *starts.get(index)?;
        let end = starts.get(index + 1).copied().unwrap_or(text.len());
        Some(excerpt(text.get(start..end)?, place.column as usize))
    }

    fn paint(&self, text: &str, severity: Severity) -> String {
        let color = match severity {
            Severity::Error => "1;31",
            Severity::Degraded => "1;35",
            Severity::Warning => "1;33",
            Severity::Note => "1;32",
        };
        self.ansi(text, color)
    }

    fn bold(&self, text: &str) -> String {
        self.ansi(text, "1")
    }

    fn blue(&self, text: &str) -> String {
        self.ansi(text, "1;34")
    }

    fn ansi(&self, text: &str, color: &str) -> String {
        if self.has_color { format!("\u{1b}[{color}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// `2 errors, 1 warning`
fn summary(list: &[&Diag]) -> String {
    let kinds = [
        (Severity::Error, "error", "errors"),
        (Severity::Degraded, "degraded part", "degraded parts"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Note, "note", "notes"),
    ];
    let mut pieces = Vec::new();
    for (severity, one, many) in kinds {
        match list.iter().filter(|diag| diag.severity == severity).count() {
            0 => {}
            1 => pieces.push(format!("1 {one}")),
            count => pieces.push(format!("{count} {many}")),
        }
    }
    pieces.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;

    fn sources() -> Sources {
        let mut sources = Sources::new();
        sources.add("api/pets.yaml", "openapi: 3.1.0\npaths:\n  /pets:\n    $ref: '#/gone'\n");
        sources
    }

    fn place(line: u32, column: u32, pointer: &str) -> Place {
        Place { source: SourceId(0), line, column, pointer: pointer.into() }
    }

    #[test]
    fn a_finding_shows_what_where_and_what_to_do() {
        let diag = codes::dangling_reference("#/gone")
            .at(place(4, 11, "/paths/~1pets/$ref"))
            .label("no such member")
            .related(place(2, 1, "/paths"), "the nearest part that exists");
        let sources = sources();
        insta::assert_snapshot!(Renderer::new(&sources).one(&diag), @r"
        degraded[CL0201]: `#/gone` points to nothing
         --> api/pets.yaml:4:11
          | at #/paths/~1pets/$ref
          |
        4 |     $ref: '#/gone'
          |           ^^^^^^^^ no such member
          = note: the nearest part that exists (api/pets.yaml:2:1)
          = help: correct the reference, or add what it points to
        ");
    }

    #[test]
    fn a_finding_without_a_place_is_short() {
        let sources = Sources::new();
        insta::assert_snapshot!(Renderer::new(&sources).one(&codes::unreadable_file("a.yaml", "there is no such file")), @r"
        error[CL0101]: cannot read `a.yaml`: there is no such file
          = help: check the path and its permissions
        ");
    }

    #[test]
    fn many_findings_of_one_code_are_counted() {
        let mut diags = Diags::new();
        for line in 1..=4 {
            diags.push(codes::duplicate_key("a").at(place(line, 1, "")));
        }
        diags.push(codes::unknown_keyword("foo").at(place(1, 1, "")));
        let sources = sources();
        let text = Renderer::new(&sources).per_code(1).all(&diags);
        assert!(
            text.contains("… and 3 more of CL0113: the key `{key}` occurs twice in one object\n"),
            "{text}"
        );
        assert!(text.ends_with("4 warnings, 1 note\n"), "{text}");
        let without_notes = Renderer::new(&sources).least(Severity::Warning).all(&diags);
        assert!(!without_notes.contains("CL0410"), "{without_notes}");
    }

    #[test]
    fn a_hostile_description_cannot_write_to_the_terminal() {
        let mut sources = Sources::new();
        sources.add("a\u{1b}[2J.yaml", "a: \u{1b}]0;title\u{7}\n");
        let diag = codes::dangling_reference("\u{1b}[31m").at(place(1, 4, "/\u{202e}x"));
        let text = Renderer::new(&sources).one(&diag);
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
        assert!(!text.contains('\u{202e}'), "{text:?}");
    }

    #[test]
    fn colour_is_optional() {
        let sources = sources();
        let diag = codes::nul_byte();
        assert!(!Renderer::new(&sources).one(&diag).contains('\u{1b}'));
        assert!(
            Renderer::new(&sources).color(true).one(&diag).starts_with("\u{1b}[1;31merror[CL0104]\u{1b}[0m")
        );
    }
}
