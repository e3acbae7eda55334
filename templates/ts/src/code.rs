//! TypeScript code that fits itself to the width of a line, broken where the language's usual formatter breaks it.

use std::fmt;

use clade_emit::encode::TsStr;
use clade_ir::SpecText;

use crate::names::Ident;

/// Width of a line.
pub(crate) const WIDTH: usize = 100;
/// Blanks of one level of indentation.
pub(crate) const INDENT: usize = 2;

/// A piece of code. It can only be made of fixed words, identifiers and encoded literals.
#[derive(Debug, Clone, Default)]
pub(crate) struct Code(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    /// A line end where the group around it is broken, else this text.
    Line(&'static str),
    /// Text only where the group around it is broken.
    Broken(&'static str),
    Indent(Code),
    /// Broken where it does not fit, or always if `forced`.
    Group {
        code: Code,
        forced: bool,
    },
    /// Behind a blank, or moved to a line of its own if not even its beginning fits here.
    Moved(Code),
}

/// Code whose line breaks are settled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rendered(String);

impl fmt::Display for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&'static str> for Code {
    fn from(word: &'static str) -> Self {
        Self(vec![Piece::Text(word.to_owned())])
    }
}

impl From<&Ident> for Code {
    fn from(ident: &Ident) -> Self {
        Self(vec![Piece::Text(ident.to_string())])
    }
}

impl From<&TsStr> for Code {
    fn from(literal: &TsStr) -> Self {
        Self(vec![Piece::Text(literal.to_string())])
    }
}

impl From<i64> for Code {
    fn from(number: i64) -> Self {
        Self(vec![Piece::Text(number.to_string())])
    }
}

/// Joins pieces of code.
macro_rules! code {
    ($($piece:expr),* $(,)?) => {{
        let mut all = $crate::code::Code::default();
        $(all.push($crate::code::Code::from($piece));)*
        all
    }};
}
pub(crate) use code;

impl Code {
    /// A finite number, in a notation that TypeScript reads as the same number.
    pub(crate) fn number(value: f64) -> Self {
        Self(vec![Piece::Text(value.to_string())])
    }

    /// A key that stands without quotes. `crate::key` has checked that it is plain.
    pub(crate) fn plain_key(wire: &SpecText) -> Self {
        Self(vec![Piece::Text(wire.expose().to_owned())])
    }

    /// A name that `crate::imports` got as an identifier or a fixed word.
    pub(crate) fn imported(name: &str) -> Self {
        Self(vec![Piece::Text(name.to_owned())])
    }

    pub(crate) fn push(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    fn group(self) -> Self {
        Self(vec![Piece::Group { code: self, forced: false }])
    }

    fn indent(self) -> Self {
        Self(vec![Piece::Indent(self)])
    }

    fn line(flat: &'static str) -> Self {
        Self(vec![Piece::Line(flat)])
    }

    fn broken(text: &'static str) -> Self {
        Self(vec![Piece::Broken(text)])
    }

    /// `a, b`: items that break all together.
    fn items(items: Vec<Self>) -> Self {
        let mut all = Self::default();
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                all.push(code![",", Self::line(" ")]);
            }
            all.push(item);
        }
        all
    }

    /// `open a, b close`, one item a line where it does not fit.
    pub(crate) fn list(open: &'static str, items: Vec<Self>, close: &'static str) -> Self {
        if items.is_empty() {
            return code![open, close];
        }
        code![
            open,
            code![Self::line(""), Self::items(items)].indent(),
            Self::broken(","),
            Self::line(""),
            close
        ]
        .group()
    }

    /// `open A, B close`: arguments of a type, behind which no comma may stand.
    pub(crate) fn type_arguments(open: &'static str, items: Vec<Self>, close: &'static str) -> Self {
        code![open, code![Self::line(""), Self::items(items)].indent(), Self::line(""), close].group()
    }

    /// `[a, b]`. Several objects stand one a line.
    pub(crate) fn array(items: Vec<Self>, all_objects: bool) -> Self {
        let forced = all_objects && items.len() > 1;
        let mut list = Self::list("[", items, "]");
        if let Some(Piece::Group { forced: flag, .. }) = list.0.first_mut() {
            *flag = forced;
        }
        list
    }

    /// `{ a: 1, b }`
    pub(crate) fn object(members: Vec<Self>) -> Self {
        code![
            "{",
            code![Self::line(" "), Self::items(members)].indent(),
            Self::broken(","),
            Self::line(" "),
            "}"
        ]
        .group()
    }

    /// `{ a, ...rest }` on the left of an assignment: no comma may follow the rest.
    pub(crate) fn object_pattern(members: Vec<Self>) -> Self {
        code!["{", code![Self::line(" "), Self::items(members)].indent(), Self::line(" "), "}"].group()
    }

    /// ` A & B` behind a `=`
    pub(crate) fn intersection_behind(members: Vec<Self>) -> Self {
        let single = members.len() == 1;
        let mut members = members.into_iter();
        let mut all = members.next().unwrap_or_default();
        if single {
            return Self::moved(all);
        }
        for member in members {
            all.push(code![" &", code![Self::line(" "), member].indent()]);
        }
        code![" ", all.group()]
    }

    /// `{ [key: string]: value }`
    pub(crate) fn map_type(value: Self) -> Self {
        let entry = code![Self::line(" "), "[key: string]: ", value].indent();
        code!["{", entry, Self::broken(";"), Self::line(" "), "}"].group()
    }

    /// `a | b`, broken one a line, each behind a bar.
    pub(crate) fn union(members: Vec<Self>) -> Self {
        let single = members.len() == 1;
        let mut all = if single { Self::default() } else { Self::broken("| ") };
        for (at, member) in members.into_iter().enumerate() {
            if at > 0 {
                all.push(code![Self::line(" "), "| "]);
            }
            all.push(if single { member } else { member.indent() });
        }
        if single { all } else { all.group() }
    }

    /// ` a | b` behind a `:` or `=`; on a line of its own where it does not fit.
    pub(crate) fn union_behind(members: Vec<Self>) -> Self {
        if members.len() == 1 {
            return code![" ", Self::union(members)];
        }
        code![Self::line(" "), Self::union(members)].indent().group()
    }

    /// ` a ?? b` behind a `=`
    pub(crate) fn first_of(values: Vec<Self>) -> Self {
        let mut all = Self::default();
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                all.push(code![" ??", Self::line(" ")]);
            }
            all.push(value);
        }
        code![Self::line(" "), all.group()].indent().group()
    }

    /// `(item) => value`, broken behind the arrow, as the last argument of a call.
    pub(crate) fn arrow_argument(head: &'static str, value: Self) -> Self {
        let body = code![Self::line(" "), value].indent();
        code![head, " =>", body, Self::broken(","), Self::line("")].group()
    }

    /// ` value` behind a `:` or `=`, moved to the next line rather than broken.
    pub(crate) fn moved(value: Self) -> Self {
        Self(vec![Piece::Moved(value)])
    }

    /// `A`, or `(A | B)` where a single type is wanted.
    pub(crate) fn union_within_if_many(open: &'static str, members: Vec<Self>, close: &'static str) -> Self {
        if members.len() == 1 { Self::union(members) } else { Self::union_within(open, members, close) }
    }

    /// `{ key: type }`
    pub(crate) fn object_type(member: Self) -> Self {
        code!["{", code![Self::line(" "), member].indent(), Self::broken(";"), Self::line(" "), "}"].group()
    }

    /// The same for what a name of a type stands for.
    pub(crate) fn alias_behind(members: Vec<Self>) -> Self {
        if members.len() == 1 { Self::moved(Self::union(members)) } else { Self::union_behind(members) }
    }

    /// `open a | b close`
    pub(crate) fn union_within(open: &'static str, members: Vec<Self>, close: &'static str) -> Self {
        code![open, code![Self::line(""), Self::union(members)].indent(), Self::line(""), close].group()
    }

    /// Width up to the first place where the code can be broken, and whether there is one.
    fn head(&self) -> (usize, bool) {
        let mut width = 0;
        for piece in &self.0 {
            let (more, breaks) = match piece {
                Piece::Text(text) => (self::width(text), false),
                Piece::Line(_) => (0, true),
                Piece::Broken(_) => (0, false),
                Piece::Indent(code) | Piece::Group { code, .. } | Piece::Moved(code) => code.head(),
            };
            width += more;
            if breaks {
                return (width, true);
            }
        }
        (width, false)
    }

    /// The text, beginning in `column` of a line that is indented by `indent` blanks.
    pub(crate) fn render(&self, column: usize, indent: usize) -> Rendered {
        let mut printer = Printer { out: String::new(), column };
        printer.print(self, indent);
        Rendered(printer.out)
    }
}

/// How the line ends of a piece are printed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Flat,
    Broken,
}

struct Printer {
    out: String,
    column: usize,
}

impl Printer {
    fn print(&mut self, code: &Code, indent: usize) {
        let mut rest: Vec<(usize, Mode, &Piece)> =
            code.0.iter().rev().map(|piece| (indent, Mode::Broken, piece)).collect();
        while let Some((indent, mode, piece)) = rest.pop() {
            match piece {
                Piece::Text(text) => self.text(text),
                Piece::Line(flat) if mode == Mode::Flat => self.text(flat),
                Piece::Line(_) => self.line_end(indent),
                Piece::Broken(text) if mode == Mode::Broken => self.text(text),
                Piece::Broken(_) => {}
                Piece::Indent(code) => push(&mut rest, code, indent + INDENT, mode),
                Piece::Group { code, forced } => {
                    let flat = mode == Mode::Flat || (!forced && self.fits(code, &rest));
                    push(&mut rest, code, indent, if flat { Mode::Flat } else { Mode::Broken });
                }
                Piece::Moved(code) => {
                    self.move_or_stay(code, indent, &rest);
                    push(&mut rest, code, indent, mode);
                }
            }
        }
    }

    /// Ends the line if `code` fits into the next one, and not even its beginning into this one.
    fn move_or_stay(&mut self, code: &Code, indent: usize, rest: &[(usize, Mode, &Piece)]) {
        let fits_at = |column: usize| Self { out: String::new(), column }.fits(code, rest);
        let (head, breaks) = code.head();
        let stays = if breaks { self.column + 1 + head <= WIDTH } else { fits_at(self.column + 1) };
        if !stays && (!breaks || fits_at(indent + INDENT)) {
            self.line_end(indent + INDENT);
        } else {
            self.text(" ");
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += width(text);
    }

    fn line_end(&mut self, indent: usize) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
        self.out.push_str(&" ".repeat(indent));
        self.column = indent;
    }

    /// Whether `code` and what stands behind it up to the next possible line end fit into the line.
    fn fits(&self, code: &Code, rest: &[(usize, Mode, &Piece)]) -> bool {
        let mut left = WIDTH.saturating_sub(self.column);
        let mut inner: Vec<(Mode, &Piece)> = code.0.iter().rev().map(|piece| (Mode::Flat, piece)).collect();
        let mut outer = rest.iter().rev().map(|(_, mode, piece)| (*mode, *piece));
        while let Some((mode, piece)) = inner.pop().or_else(|| outer.next()) {
            let text = match piece {
                Piece::Text(text) => text,
                Piece::Line(_) | Piece::Moved(_) if mode == Mode::Broken => return true,
                Piece::Line(flat) => *flat,
                Piece::Broken(text) if mode == Mode::Broken => *text,
                Piece::Broken(_) => "",
                Piece::Group { forced: true, .. } if mode == Mode::Flat => return false,
                Piece::Group { code, forced } => {
                    let mode = if *forced { Mode::Broken } else { Mode::Flat };
                    inner.extend(code.0.iter().rev().map(|piece| (mode, piece)));
                    ""
                }
                Piece::Indent(code) => {
                    inner.extend(code.0.iter().rev().map(|piece| (mode, piece)));
                    ""
                }
                Piece::Moved(code) => {
                    inner.extend(code.0.iter().rev().map(|piece| (mode, piece)));
                    " "
                }
            };
            match left.checked_sub(width(text)) {
                Some(remaining) => left = remaining,
                None => return false,
            }
        }
        true
    }
}

fn push<'a>(rest: &mut Vec<(usize, Mode, &'a Piece)>, code: &'a Code, indent: usize, mode: Mode) {
    rest.extend(code.0.iter().rev().map(|piece| (indent, mode, piece)));
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(count: usize) -> Vec<Code> {
        (0..count).map(|_| Code::from(&TsStr::own("0123456789"))).collect()
    }

    #[test]
    fn what_fits_stays_on_one_line() {
        let code = code!["x: ", Code::list("[", words(3), "]"), ","];
        assert_eq!(code.render(6, 6).to_string(), "x: ['0123456789', '0123456789', '0123456789'],");
        assert_eq!(
            code!["T", Code::union_behind(vec!["A".into(), "B".into()]), ";"].render(0, 0).to_string(),
            "T A | B;"
        );
    }

    #[test]
    fn what_does_not_fit_is_broken_from_the_outside() {
        let code = code!["f(", Code::list("[", words(8), "]"), ");"];
        let lines: Vec<String> = code.render(0, 0).to_string().lines().map(str::to_owned).collect();
        assert_eq!(lines.first().map(String::as_str), Some("f(["));
        assert_eq!(lines[1], "  '0123456789',");
        assert_eq!(lines.last().map(String::as_str), Some("]);"));
    }

    #[test]
    fn a_union_goes_to_the_next_line_before_it_is_broken() {
        let six = code!["export type Name =", Code::union_behind(words(6)), ";"].render(0, 0).to_string();
        assert_eq!(six.lines().count(), 2, "{six}");
        let eight = code!["export type Name =", Code::union_behind(words(8)), ";"].render(0, 0).to_string();
        assert_eq!(eight.lines().nth(1), Some("  | '0123456789'"));
        assert_eq!(eight.lines().count(), 9);
    }

    #[test]
    fn several_objects_stand_one_a_line() {
        let object = || Code::object(vec!["a: 1".into()]);
        let text = Code::array(vec![object(), object()], true).render(0, 0).to_string();
        assert_eq!(text, "[\n  { a: 1 },\n  { a: 1 },\n]");
        assert_eq!(Code::array(vec![object()], true).render(0, 0).to_string(), "[{ a: 1 }]");
    }
}
