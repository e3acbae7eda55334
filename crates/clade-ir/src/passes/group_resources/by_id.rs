//! What an `operationId` tells.

use std::collections::HashSet;

use crate::draft::{Draft, DraftOperation, Segment};
use crate::naming::{Words, split};

/// An `operationId` taken apart.
#[derive(Debug, Clone)]
pub(super) enum Id {
    /// `specs.create`, `repos/list`, `Disks_Get`: namespace and method.
    Structured { resource: Words, method: Words },
    /// `createSpec`: words that need a tag or path to be told apart.
    Plain(Words),
}

/// The ids of all operations, by position.
pub(super) struct Ids(Vec<Option<Id>>);

impl Ids {
    pub(super) fn new(draft: &Draft<'_>) -> Self {
        // An id that another operation has already tells nothing of the second one.
        let mut seen = HashSet::new();
        let mut is_first = |operation: &DraftOperation| {
            operation.is_split_stream || operation.wire_id.as_ref().is_none_or(|id| seen.insert(id.clone()))
        };
        let operations = draft.operations.iter();
        let mut ids: Vec<Option<Id>> =
            operations.map(|operation| if is_first(operation) { id(operation) } else { None }).collect();
        drop_common_prefix(&mut ids);
        Self(ids)
    }

    pub(super) fn of(&self, at: usize) -> Option<&Id> {
        self.0.get(at).and_then(Option::as_ref)
    }
}

fn id(operation: &DraftOperation) -> Option<Id> {
    let text = operation.wire_id.as_ref()?.expose();
    let text = without_path(text, operation).unwrap_or(text);
    if let Some((resource, method)) = structured(text) {
        return Some(Id::Structured { resource, method });
    }
    let words = split(text);
    let is_telling = !words.is_empty() && !super::by_path::is_said_by(operation, text);
    is_telling.then_some(Id::Plain(words))
}

fn structured(text: &str) -> Option<(Words, Words)> {
    let at = text.rfind(['.', '/', ':']).or_else(|| pascal_pair(text))?;
    let (resource, method) = (split(&text[..at]), split(&text[at + 1..]));
    (!resource.is_empty() && !method.is_empty()).then_some((resource, method))
}

/// `Disks_CreateOrUpdate`: one underscore between two words in Pascal case.
fn pascal_pair(text: &str) -> Option<usize> {
    let at = text.find('_')?;
    let upper = |part: &str| part.starts_with(|c: char| c.is_ascii_uppercase()) && !part.contains('_');
    let mixed = text.bytes().any(|b| b.is_ascii_lowercase());
    (mixed && upper(&text[..at]) && upper(&text[at + 1..])).then_some(at)
}

/// The function's name in an id that a framework made of function, path and method
/// (`list_specs_api_specs_get`): `None` if the id is not of that form.
fn without_path<'a>(id: &'a str, operation: &DraftOperation) -> Option<&'a str> {
    let method = super::by_path::method_word(&operation.method);
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' };
    let mut suffix: String = operation.path_key.expose().chars().map(plain).collect();
    suffix.push('_');
    suffix.push_str(&method);
    let name = id.strip_suffix(suffix.as_str())?;
    let has_path =
        operation.path.iter().any(|part| matches!(part, Segment::Literal(text) if text.expose() != "/"));
    (has_path && !name.is_empty()).then_some(name)
}

/// A word that starts every structured id (the product's name) tells nothing.
fn drop_common_prefix(ids: &mut [Option<Id>]) {
    let resources = || -> Vec<&Words> {
        let structured = ids.iter().flatten().filter_map(|id| match id {
            Id::Structured { resource, .. } => Some(resource),
            Id::Plain(_) => None,
        });
        structured.collect()
    };
    let all = resources();
    let Some(first) = all.first().and_then(|words| words.first()).cloned() else { return };
    let common = all.len() > 2 && all.iter().all(|words| words.len() > 1 && words[0] == first);
    if !common {
        return;
    }
    for id in ids.iter_mut().flatten() {
        if let Id::Structured { resource, .. } = id {
            resource.remove(0);
        }
    }
}
