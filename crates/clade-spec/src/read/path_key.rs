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
        let mut is_sound = true;
        let segments = split_all_outside_braces(path, '/')
            .into_iter()
            .map(|segment| PathSegment { parts: parts(segment, &mut is_sound) })
            .collect();
        let fixed_query = fixed_query(query.unwrap_or_default(), &mut is_sound);
        if !is_sound {
            self.report(codes::path_braces(raw), node);
        }
        if fixed_query.iter().any(FixedQuery::has_param) {
            self.report(codes::query_template(raw), node);
        }
        PathKey { raw: SpecText::from(raw), segments, fixed_query, fragment: fragment.map(SpecText::from) }
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
        fragment: None,
    }
}

fn fixed_query(query: &str, is_sound: &mut bool) -> Vec<FixedQuery> {
    let pairs = split_all_outside_braces(query, '&');
    let mut read = |pair: &str| {
        let (name, value) = split_outside_braces(pair, '=');
        FixedQuery { name: SpecText::from(name), value: value.map(|value| parts(value, is_sound)) }
    };
    pairs.into_iter().filter(|pair| !pair.is_empty()).map(&mut read).collect()
}

/// Literals and `{parameters}` of a text; braces that do not match stay literal and make it unsound.
fn parts(text: &str, is_sound: &mut bool) -> Vec<PathPart> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(open);
        literal.push_str(before);
        let Some(name) = parameter(from) else {
            *is_sound = false;
            literal.push_str(&from[..1]);
            rest = &from[1..];
            continue;
        };
        if !literal.is_empty() {
            parts.push(PathPart::Literal(SpecText::from(std::mem::take(&mut literal))));
        }
        parts.push(PathPart::Param(SpecText::from(name)));
        rest = &from[name.len() + 2..];
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        parts.push(PathPart::Literal(SpecText::from(literal)));
    }
    parts
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
