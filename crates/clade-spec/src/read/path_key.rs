//! Taking path keys apart.

use clade_diag::codes;

use super::reader::Reader;
use crate::SpecText;
use crate::document::{FixedQuery, PathKey, PathPart, PathSegment};
use crate::tree::NodeId;

impl Reader<'_> {
    /// Takes a key of `paths` apart; faults are reported at the path item.
    pub(super) fn path_key(&mut self, raw: &str, node: NodeId) -> PathKey {
        let (rest, fragment) = split_outside_braces(raw, '#');
        let (template, query) = split_outside_braces(rest, '?');
        let Some(path) = template.strip_prefix('/') else {
            self.report(codes::path_without_slash(raw), node);
            return self.assemble(raw, template, query, fragment, node);
        };
        self.assemble(raw, path, query, fragment, node)
    }

    fn assemble(
        &mut self,
        raw: &str,
        path: &str,
        query: Option<&str>,
        fragment: Option<&str>,
        node: NodeId,
    ) -> PathKey {
        let mut pieces = Pieces::default();
        let segments = split_all_outside_braces(path, '/')
            .into_iter()
            .map(|segment| PathSegment { parts: pieces.parts(segment) })
            .collect();
        let fixed_query = pieces.fixed_query(query.unwrap_or_default());
        if pieces.is_unsound {
            self.report(codes::path_braces(raw), node);
        }
        if fixed_query.iter().any(FixedQuery::has_param) {
            self.report(codes::query_template(raw), node);
        }
        for (marked, _) in &pieces.reserved {
            self.report(codes::reserved_expansion(format!("{{{marked}}}")), node);
        }
        let reserved = pieces.reserved.into_iter().map(|(_, name)| SpecText::from(name)).collect();
        let fragment = fragment.map(SpecText::from);
        PathKey { raw: SpecText::from(raw), segments, fixed_query, reserved, fragment }
    }
}

impl FixedQuery {
    /// Whether the value contains a parameter.
    fn has_param(&self) -> bool {
        self.value.iter().flatten().any(|part| matches!(part, PathPart::Param(_)))
    }
}

/// A name as a path key: one literal segment.
pub(super) fn name_key(name: &str) -> PathKey {
    let parts = vec![PathPart::Literal(SpecText::from(name))];
    PathKey {
        raw: SpecText::from(name),
        segments: vec![PathSegment { parts }],
        fixed_query: Vec::new(),
        reserved: Vec::new(),
        fragment: None,
    }
}

/// Cuts templates into literals and parameters, and keeps what is odd about them.
#[derive(Default)]
struct Pieces {
    /// Whether braces do not match somewhere; such braces stay literal.
    is_unsound: bool,
    /// Parameters with a mark: with it and without.
    reserved: Vec<(String, String)>,
}

impl Pieces {
    fn fixed_query(&mut self, query: &str) -> Vec<FixedQuery> {
        let pairs = split_all_outside_braces(query, '&').into_iter().filter(|pair| !pair.is_empty());
        let read = |pair| {
            let (name, value) = split_outside_braces(pair, '=');
            FixedQuery { name: SpecText::from(name), value: value.map(|value| self.parts(value)) }
        };
        pairs.map(read).collect()
    }

    fn parts(&mut self, text: &str) -> Vec<PathPart> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(open);
            literal.push_str(before);
            let Some(name) = parameter(from) else {
                self.is_unsound = true;
                literal.push_str(&from[..1]);
                rest = &from[1..];
                continue;
            };
            if !literal.is_empty() {
                parts.push(PathPart::Literal(SpecText::from(std::mem::take(&mut literal))));
            }
            parts.push(PathPart::Param(SpecText::from(self.unmarked(name))));
            rest = &from[name.len() + 2..];
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(PathPart::Literal(SpecText::from(literal)));
        }
        parts
    }

    /// A parameter's name without the mark that lets its value contain slashes.
    fn unmarked<'n>(&mut self, name: &'n str) -> &'n str {
        let plain = name.strip_prefix('+').or(name.strip_suffix(['+', '*'])).unwrap_or(name);
        if plain.is_empty() || plain == name {
            return name;
        }
        self.reserved.push((name.to_owned(), plain.to_owned()));
        plain
    }
}

/// The name of a `{parameter}` at the start of a text.
fn parameter(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('{')?;
    let end = inside.find(['{', '}'])?;
    let name = &inside[..end];
    (inside[end..].starts_with('}') && !name.is_empty()).then_some(name)
}

fn split_outside_braces(text: &str, at: char) -> (&str, Option<&str>) {
    match find_outside_braces(text, at) {
        Some(found) => (&text[..found], Some(&text[found + at.len_utf8()..])),
        None => (text, None),
    }
}

fn split_all_outside_braces(text: &str, at: char) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        let (piece, next) = split_outside_braces(rest, at);
        pieces.push(piece);
        match next {
            Some(next) => rest = next,
            None => return pieces,
        }
    }
}

/// The first occurrence outside `{…}`; an open brace that is never closed protects nothing.
fn find_outside_braces(text: &str, wanted: char) -> Option<usize> {
    let mut end_of_parameter = 0;
    for (index, c) in text.char_indices() {
        if index < end_of_parameter {
            continue;
        }
        if c == '{'
            && let Some(name) = parameter(&text[index..])
        {
            end_of_parameter = index + name.len() + 2;
        } else if c == wanted {
            return Some(index);
        }
    }
    None
}
