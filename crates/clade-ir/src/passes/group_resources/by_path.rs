//! What path and method tell, where there is no id or no tag.

use std::collections::HashSet;

use clade_spec::SpecText;

use crate::HttpMethod;
use crate::draft::{Draft, DraftOperation, Segment, Shape};
use crate::naming::{Words, fixed, is_plural, singular_words, split};

/// Leading parts of paths that name no resource.
const MEANINGLESS: [&str; 6] = ["api", "rest", "apis", "public", "service", "services"];
/// Tags that name no resource.
const UNTELLING: [&str; 5] = ["default", "api", "apis", "untagged", "general"];

/// Whether a tag tells a namespace.
pub(super) fn is_telling(tag: &SpecText) -> bool {
    let words = split(tag.expose());
    match words.as_slice() {
        [] => false,
        [one] => !UNTELLING.contains(&one.as_str()),
        _ => true,
    }
}

/// A piece of a path between slashes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Piece {
    Text(String),
    Param,
}

/// All paths of the API: whether something is a collection shows in the paths below it.
pub(super) struct Paths {
    /// Paths that have a path with one parameter more below them, or are read as lists.
    collections: HashSet<Vec<Piece>>,
    /// Those that have a path with one parameter more below them.
    with_items: HashSet<Vec<Piece>>,
    /// Paths of which a part can be changed by a method that says so.
    changeable: HashSet<Vec<Piece>>,
}

impl Paths {
    pub(super) fn new(draft: &Draft<'_>) -> Self {
        let mut collections = HashSet::new();
        let mut with_items = HashSet::new();
        let mut changeable = HashSet::new();
        for operation in &draft.operations {
            let mut pieces = pieces(operation);
            if matches!(operation.method, HttpMethod::Put | HttpMethod::Patch) {
                changeable.insert(pieces.clone());
            }
            if operation.method == HttpMethod::Get && matches!(pieces.last(), Some(Piece::Text(_))) {
                collections.insert(pieces.clone());
            }
            while let Some(last) = pieces.pop() {
                if last == Piece::Param {
                    collections.insert(pieces.clone());
                    with_items.insert(pieces.clone());
                }
            }
        }
        Self { collections, with_items, changeable }
    }

    /// Whether an operation reads a collection, beyond doubt: it gives a list, or single items are read below its path.
    pub(super) fn reads_collection(&self, draft: &Draft<'_>, operation: &DraftOperation) -> bool {
        let pieces = pieces(operation);
        operation.method == HttpMethod::Get
            && matches!(pieces.last(), Some(Piece::Text(_)))
            && (gives_list(draft, operation) || self.with_items.contains(&pieces))
    }

    /// Namespace: the first part of the path that names something. A path that is nothing but the name of a procedure
    /// (`POST /sendMessage`) names none.
    pub(super) fn resource(&self, operation: &DraftOperation) -> Words {
        let pieces = pieces(operation);
        if self.is_procedure(operation, &pieces) {
            return Words::new();
        }
        let texts = pieces.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            Piece::Param => None,
        });
        texts
            .filter(|text| !is_meaningless(text))
            .map(split)
            .find(|words| !words.is_empty())
            .unwrap_or_default()
    }

    /// `list`, `get`, `create_member`, `advance`: method and what the path says below the namespace.
    pub(super) fn verb(&self, draft: &Draft<'_>, operation: &DraftOperation, resource: &Words) -> Words {
        let pieces = pieces(operation);
        let first =
            pieces.iter().position(|piece| matches!(piece, Piece::Text(text) if !is_meaningless(text)));
        let is_namespace = |at: usize| match &pieces[at] {
            Piece::Text(text) => singular_words(&split(text)) == singular_words(resource),
            Piece::Param => false,
        };
        let named = usize::from(first.is_some_and(is_namespace));
        let below = first.map_or(&[][..], |at| &pieces[at + named..]);
        self.verb_for(draft, operation, &pieces, below)
    }

    /// The version in the path, if there is one.
    pub(super) fn version(operation: &DraftOperation) -> Option<Words> {
        pieces(operation).into_iter().find_map(|piece| match piece {
            Piece::Text(text) if is_version(&text) => Some(split(&text)),
            _ => None,
        })
    }

    /// Like [`Self::verb`] with every word of the path.
    pub(super) fn full_verb(operation: &DraftOperation) -> Words {
        let pieces = pieces(operation);
        let mut words = split(&method_word(&operation.method));
        for piece in &pieces {
            if let Piece::Text(text) = piece {
                words.extend(split(text));
            }
        }
        words
    }

    fn is_procedure(&self, operation: &DraftOperation, pieces: &[Piece]) -> bool {
        let telling = |piece: &&Piece| matches!(piece, Piece::Text(text) if !is_meaningless(text));
        operation.method == HttpMethod::Post
            && !self.collections.contains(pieces)
            && pieces.iter().filter(telling).count() == 1
            && matches!(pieces.last(), Some(Piece::Text(text)) if split(text).len() > 1 && !names_many(text))
    }

    fn verb_for(
        &self,
        draft: &Draft<'_>,
        operation: &DraftOperation,
        pieces: &[Piece],
        below: &[Piece],
    ) -> Words {
        let ends_in_param = pieces.last() == Some(&Piece::Param);
        let is_collection = self.collections.contains(pieces);
        let mut nouns: Words = Vec::new();
        for (at, piece) in below.iter().enumerate() {
            let Piece::Text(text) = piece else { continue };
            let words = split(text);
            // One of them is meant where more of the path follows: `team_metrics` for `/teams/{id}/metrics`.
            let is_one = below.get(at + 1) == Some(&Piece::Param) && at + 2 < below.len();
            nouns.extend(if is_one { singular_words(&words) } else { words });
        }
        // `refunds` are made; `count_tokens` may be what is done.
        let is_made = matches!(pieces.last(), Some(Piece::Text(text)) if is_noun_of_many(text));
        let is_action = operation.method == HttpMethod::Post
            && !(ends_in_param || is_collection || is_made || nouns.is_empty());
        if is_action {
            return nouns;
        }
        let many = self.with_items.contains(pieces) || is_many(draft, operation, pieces);
        let (verb, one) = match operation.method {
            HttpMethod::Get if ends_in_param => ("get", true),
            HttpMethod::Get if many => ("list", false),
            HttpMethod::Get => ("get", false),
            HttpMethod::Post if ends_in_param && self.changeable.contains(pieces) => ("post", true),
            HttpMethod::Post if ends_in_param => ("update", true),
            HttpMethod::Post => ("create", true),
            HttpMethod::Put if is_collection && !ends_in_param => ("replace", false),
            HttpMethod::Put => ("replace", true),
            HttpMethod::Patch => ("update", true),
            HttpMethod::Delete if is_collection && !ends_in_param => ("delete", false),
            HttpMethod::Delete => ("delete", true),
            ref other => return [split(&method_word(other)), nouns].concat(),
        };
        let nouns = if one { singular_words(&nouns) } else { nouns };
        [fixed(&[verb]), nouns].concat()
    }
}

/// Whether a part of a path is the plural of a noun in several words (`account_links`, unlike `getUpdates`).
fn names_many(text: &str) -> bool {
    text.contains(['_', '-']) && split(text).last().is_some_and(|word| is_plural(word))
}

/// Whether it is one word, and a plural.
fn is_noun_of_many(text: &str) -> bool {
    matches!(split(text).as_slice(), [word] if is_plural(word))
}

/// Whether a path that ends in a word gives many things: the reply is a list, or the word is a plural and the reply may
/// hold one.
fn is_many(draft: &Draft<'_>, operation: &DraftOperation, pieces: &[Piece]) -> bool {
    let words = match pieces.last() {
        Some(Piece::Text(text)) => split(text),
        _ => Words::new(),
    };
    let is_plural = words.last().is_some_and(|word| is_plural(word));
    gives_list(draft, operation) || (is_plural && may_hold_list(draft, operation))
}

fn may_hold_list(draft: &Draft<'_>, operation: &DraftOperation) -> bool {
    match operation.reply.map(|reply| draft.shape(reply)) {
        Some(Shape::Object(object)) => {
            object.props.iter().any(|prop| matches!(draft.shape(prop.node), Shape::List(_)))
        }
        _ => true,
    }
}

fn gives_list(draft: &Draft<'_>, operation: &DraftOperation) -> bool {
    operation.reply.is_some_and(|reply| matches!(draft.shape(reply), Shape::List(_)))
}

/// Whether an `operationId` says no more than method and path do (`PostCustomersCustomer`, `get_users_id`).
pub(super) fn is_said_by(operation: &DraftOperation, id: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let (id, method) = (bare(id), method_word(&operation.method));
    let mut parts: Vec<(bool, String)> = Vec::new();
    for part in &operation.path {
        match part {
            Segment::Param(at) => {
                parts.extend(operation.params.get(*at).map(|param| (true, bare(param.wire.expose()))));
            }
            Segment::Literal(text) => {
                for text in text.expose().split('/').filter(|text| !text.is_empty()) {
                    if !(parts.is_empty() && is_meaningless(text)) {
                        parts.push((false, bare(text)));
                    }
                }
            }
        }
    }
    let all: String = parts.iter().map(|(_, text)| text.as_str()).collect();
    let texts: String =
        parts.iter().filter(|(is_param, _)| !is_param).map(|(_, text)| text.as_str()).collect();
    let is_path = |rest: &str| !rest.is_empty() && (rest == all || rest == texts);
    id.strip_prefix(method.as_str()).is_some_and(is_path)
        || id.strip_suffix(method.as_str()).is_some_and(is_path)
}

/// The method in lower case.
pub(in crate::passes) fn method_word(method: &HttpMethod) -> String {
    match method {
        HttpMethod::Get => "get",
        HttpMethod::Put => "put",
        HttpMethod::Post => "post",
        HttpMethod::Delete => "delete",
        HttpMethod::Options => "options",
        HttpMethod::Head => "head",
        HttpMethod::Patch => "patch",
        HttpMethod::Trace => "trace",
        HttpMethod::Query => "query",
        HttpMethod::Other(token) => return token.to_ascii_lowercase(),
    }
    .to_owned()
}

fn pieces(operation: &DraftOperation) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for part in &operation.path {
        match part {
            Segment::Param(_) => pieces.push(Piece::Param),
            Segment::Literal(text) => {
                let texts = text.expose().split('/').filter(|text| !text.is_empty());
                pieces.extend(texts.map(|text| Piece::Text(text.to_owned())));
            }
        }
    }
    pieces
}

fn is_version(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.eq_ignore_ascii_case(&'v'))
        && chars.next().is_some_and(|c| c.is_ascii_digit())
}

fn is_meaningless(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let nothing = lower.chars().all(|c| !c.is_ascii_alphabetic());
    nothing || is_version(&lower) || MEANINGLESS.contains(&lower.as_str())
}
