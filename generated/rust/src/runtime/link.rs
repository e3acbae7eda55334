//! The `Link` header (RFC 8288), as far as pages need it.

use reqwest::Url;

/// The URL of the next page: the target of the first link whose relation is `next`, if it has the same origin as `base`.
#[must_use]
pub fn next_page<'a>(headers: impl IntoIterator<Item = &'a str>, base: &Url) -> Option<Url> {
    let text = headers.into_iter().collect::<Vec<_>>().join(", ");
    let mut rest = text.as_str();
    while let Some((link, tail)) = Link::read(rest) {
        if link.is_next() {
            return base
                .join(link.target)
                .ok()
                .filter(|url| url.origin() == base.origin() && url.scheme() == base.scheme());
        }
        rest = tail;
    }
    None
}

struct Link<'a> {
    target: &'a str,
    rel: Option<String>,
    has_anchor: bool,
}

impl<'a> Link<'a> {
    /// Reads one link and gives what follows it; `None` at the end or at broken text.
    fn read(text: &'a str) -> Option<(Self, &'a str)> {
        let text = text
            .trim_start_matches([' ', '\t', ','])
            .strip_prefix('<')?;
        let (target, mut rest) = text.split_once('>')?;
        let mut link = Self {
            target,
            rel: None,
            has_anchor: false,
        };
        loop {
            rest = blank(rest);
            if rest.is_empty() || rest.starts_with(',') {
                return Some((link, rest));
            }
            rest = blank(rest.strip_prefix(';')?);
            let (name, tail) = token(rest);
            let (value, tail) = value(blank(tail))?;
            link.note(name, value);
            rest = tail;
        }
    }

    /// Of several `rel` the first counts.
    fn note(&mut self, name: &str, value: String) {
        if name.eq_ignore_ascii_case("rel") {
            self.rel.get_or_insert(value);
        }
        self.has_anchor |= name.eq_ignore_ascii_case("anchor");
    }

    /// A link with an anchor is about something else.
    fn is_next(&self) -> bool {
        let relations = self.rel.as_deref().unwrap_or_default();
        !self.has_anchor
            && relations
                .split([' ', '\t'])
                .any(|relation| relation.eq_ignore_ascii_case("next"))
    }
}

fn blank(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

fn token(text: &str) -> (&str, &str) {
    text.split_at(text.find([' ', '\t', ';', ',', '=']).unwrap_or(text.len()))
}

/// `= token`, `= "quoted"` or nothing.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(text) = text.strip_prefix('=').map(blank) else {
        return Some((String::new(), text));
    };
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = token(text);
        return Some((value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &quoted[at + 1..])),
            '\\' => value.push(chars.next()?.1),
            c => value.push(c),
        }
    }
    None
}
