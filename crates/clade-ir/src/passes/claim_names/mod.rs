//! Claims the names of types, security schemes and webhooks. (Names inside a type or an operation are claimed when the
//! model is frozen: their scopes are local.)

mod dotted;

use std::collections::HashMap;

use clade_diag::{Diags, codes};

use clade_spec::SpecText;

use crate::draft::{Draft, NodeId, OpKey, Origin, Scalar, Shape, TagRule};
use crate::naming::{Scope, Words, fixed, is_plain, is_plural, singular_words, split};
use crate::{Literal, StatusSet};

/// Owners looked at for the name of something inside something inside something.
const DEEPEST: usize = 48;

/// The pass.
pub(crate) fn run(draft: &mut Draft<'_>, diags: &mut Diags) {
    schemes(draft);
    let tails = dotted::tails(draft);
    let mut names =
        Names { draft, tails, words_of_operation: HashMap::new(), index_of_variant: HashMap::new() };
    names.learn();
    let mut scope = Scope::default();
    let mut ordered = names.draft.declared.clone();
    ordered.sort_by_key(|id| names.rank(*id));
    for id in ordered {
        let candidates = names.candidates(id);
        let name = scope.claim(&candidates, "model");
        names.note_taken(id, &candidates, &name, diags);
        names.draft.node_mut(id).name = Some(name);
    }
}

fn schemes(draft: &mut Draft<'_>) {
    let mut scope = Scope::default();
    for scheme in &mut draft.auth {
        scheme.name = scope.claim_words(&split(scheme.wire.expose()), "auth");
    }
}

struct Names<'a, 'd> {
    draft: &'a mut Draft<'d>,
    tails: HashMap<NodeId, Words>,
    words_of_operation: HashMap<OpKey, Words>,
    /// Label of a union's variant, by the variant's node.
    index_of_variant: HashMap<NodeId, Words>,
}

impl Names<'_, '_> {
    fn learn(&mut self) {
        for operation in &self.draft.operations {
            let resource = &self.draft.resources[operation.resource.0 as usize].name;
            let resource: Words = resource.words().map(str::to_owned).collect();
            let words = [singular_words(&resource), operation.words.clone()].concat();
            self.words_of_operation.insert(operation.key, words);
        }
        for index in 0..self.draft.nodes.len() {
            let Shape::Union(union) = &self.draft.nodes[index].shape else { continue };
            if let TagRule::Member(_) = union.tag {
                for variant in &union.variants {
                    if let Some(tag) = variant.tags.first() {
                        self.index_of_variant.entry(variant.node).or_insert_with(|| split(tag.expose()));
                    }
                }
            }
        }
    }

    /// Names that the description gives come before those that are made up, plain ones first.
    fn rank(&self, id: NodeId) -> u8 {
        match &self.draft.node(id).origin {
            Origin::Named { text, component: true } => u8::from(!is_plain(text.expose())),
            Origin::Named { .. } => 2,
            Origin::Shared(_) => 3,
            // The union of several replies is the reply; each of them goes by its status.
            Origin::Reply(_, None) => 4,
            _ => 5,
        }
    }

    fn candidates(&self, id: NodeId) -> Vec<Words> {
        if let Origin::Named { text, component } = &self.draft.node(id).origin {
            if let Some(hint) = self.draft.hints.types.get(text.expose()).filter(|_| *component) {
                return vec![split(hint)];
            }
            let tail = self.tails.get(&id).cloned();
            return tail.into_iter().chain([split(text.expose())]).collect();
        }
        self.made(id, DEEPEST)
    }

    /// Names for what the description does not name, best first.
    fn made(&self, id: NodeId, room: usize) -> Vec<Words> {
        match &self.draft.node(id).origin {
            Origin::Items(list) => self.inside(*list, &["item"], room),
            Origin::Value(map) => self.inside(*map, &["value"], room),
            Origin::Variant(union, at) => {
                let (owner, label) = (self.words(*union, room), self.label(id, *at));
                vec![
                    overlapped(&owner, &label),
                    overlapped(&owner, &fixed(&["variant", &(at + 1).to_string()])),
                ]
            }
            Origin::Property(..) | Origin::Unknown => {
                let words = self.words_of(id, room);
                vec![words.clone(), [words, fixed(&["value"])].concat()]
            }
            Origin::Failure(_, status) | Origin::Reply(_, Some(status)) => {
                let words = self.words_of(id, room);
                vec![words.clone(), [words, vec![status_word(*status)]].concat()]
            }
            _ => vec![self.words_of(id, room)],
        }
    }

    /// What a list or map holds: the singular of its own name, or its name and one more word.
    fn inside(&self, owner: NodeId, word: &[&str], room: usize) -> Vec<Words> {
        let words = self.words(owner, room);
        if matches!(self.draft.node(owner).origin, Origin::Event(_)) {
            return vec![words];
        }
        let longer = [words.clone(), fixed(word)].concat();
        if words.last().is_some_and(|last| is_plural(last)) {
            vec![singular_words(&words), longer]
        } else {
            vec![longer]
        }
    }

    /// Words of a node: its claimed name, or what its name would be.
    fn words(&self, id: NodeId, room: usize) -> Words {
        if let Some(name) = self.draft.name(id) {
            return name.words().map(str::to_owned).collect();
        }
        match (&self.draft.node(id).origin, room.checked_sub(1)) {
            (_, None) => fixed(&["inner"]),
            (Origin::Items(_) | Origin::Value(_) | Origin::Variant(..), Some(room)) => {
                self.made(id, room).into_iter().next().unwrap_or_default()
            }
            (_, Some(room)) => self.words_of(id, room),
        }
    }

    fn words_of(&self, id: NodeId, room: usize) -> Words {
        let inner = |owner: NodeId, label: Words| overlapped(&self.words(owner, room), &label);
        match &self.draft.node(id).origin {
            Origin::Named { text, .. } | Origin::Shared(text) => split(text.expose()),
            Origin::Property(owner, wire) => inner(*owner, split(wire.expose())),
            Origin::Part(owner) | Origin::Beside(owner) => self.words(*owner, room),
            Origin::Joined(owner, variant) => inner(*owner, self.words(*variant, room)),
            Origin::Base(owner) => inner(*owner, fixed(&["base"])),
            Origin::Param(key, wire) | Origin::Header(key, wire) => {
                overlapped(&self.operation(*key), &split(wire.expose()))
            }
            Origin::Body(key) => [self.operation(*key), fixed(&["body"])].concat(),
            Origin::Reply(key, _) => [self.operation(*key), fixed(&["reply"])].concat(),
            Origin::Event(key) => overlapped(&self.operation(*key), &fixed(&["event"])),
            Origin::Failure(key, _) => [self.operation(*key), fixed(&["error"])].concat(),
            Origin::Webhook(wire) => [split(wire.expose()), fixed(&["payload"])].concat(),
            Origin::Items(_) | Origin::Value(_) | Origin::Variant(..) | Origin::Unknown => self.by_place(id),
        }
    }

    fn operation(&self, key: OpKey) -> Words {
        self.words_of_operation.get(&key).cloned().unwrap_or_default()
    }

    /// Label of a variant that is written inside its union: its tag, its title, or what it is.
    fn label(&self, id: NodeId, at: usize) -> Words {
        if let Some(words) = self.index_of_variant.get(&id).filter(|words| !words.is_empty()) {
            return words.clone();
        }
        let node = self.draft.node(id);
        if let Some(tag) = constant_tag(self.draft, id) {
            return split(tag.expose());
        }
        let title = node.title.as_ref().map(|title| split(title.expose())).unwrap_or_default();
        if !title.is_empty() && title.len() < 6 {
            return title;
        }
        match &node.shape {
            Shape::Enum(_) => fixed(&["enum"]),
            // Only what is inside needs a name: that of the union tells enough.
            Shape::List(_) | Shape::Map(_) => Words::new(),
            Shape::Object(object) => {
                match object.props.iter().filter(|prop| prop.required).collect::<Vec<_>>()[..] {
                    [only] => split(only.wire.expose()),
                    _ => fixed(&["variant", &(at + 1).to_string()]),
                }
            }
            _ => fixed(&["variant", &(at + 1).to_string()]),
        }
    }

    /// A name from where a schema stands, when it is known by a reference alone.
    fn by_place(&self, id: NodeId) -> Words {
        let place = self.draft.node_place(id);
        let telling = place.pointer.rsplit('/').filter(|part| !is_structure(part));
        let mut parts: Vec<Words> = telling.map(|part| split(&part.replace("~1", "/"))).take(2).collect();
        parts.reverse();
        parts.concat()
    }

    fn note_taken(&self, id: NodeId, candidates: &[Words], name: &crate::Name, diags: &mut Diags) {
        let Origin::Named { text, component: true } = &self.draft.node(id).origin else { return };
        let wanted = candidates.first().map(|words| words.concat()).unwrap_or_default();
        let diag = match wanted.as_str() {
            _ if self.tails.contains_key(&id) => return,
            "" => codes::name_invented(text.expose(), name.join("_")),
            wanted
                if name.join("") == wanted || name.join("") == format!("n{wanted}") || wanted.len() > 60 =>
            {
                return;
            }
            _ => codes::name_taken(text.expose(), name.join("_")),
        };
        diags.push(diag.at(self.draft.node_place(id)));
    }
}

fn status_word(status: StatusSet) -> String {
    match status {
        StatusSet::Code(code) => code.to_string(),
        StatusSet::Class(digit) => format!("{digit}xx"),
        StatusSet::Default => "default".to_owned(),
    }
}

/// The text to which an object fixes a member that is a tag by custom.
fn constant_tag<'a>(draft: &'a Draft<'_>, id: NodeId) -> Option<&'a SpecText> {
    let Shape::Object(object) = draft.shape(id) else { return None };
    let tags =
        object.props.iter().filter(|prop| ["type", "kind", "event"].iter().any(|tag| prop.wire == **tag));
    tags.into_iter().find_map(|prop| match draft.shape(prop.node) {
        Shape::Scalar(Scalar::Literal(Literal::Text(text))) => Some(text),
        _ => None,
    })
}

/// Keywords in a pointer.
fn is_structure(part: &str) -> bool {
    const KEYWORDS: [&str; 16] = [
        "",
        "properties",
        "items",
        "schema",
        "content",
        "responses",
        "paths",
        "components",
        "schemas",
        "allOf",
        "oneOf",
        "anyOf",
        "application~1json",
        "additionalProperties",
        "parameters",
        "requestBody",
    ];
    KEYWORDS.contains(&part) || part.chars().all(|c| c.is_ascii_digit())
}

/// Two lists of words, one after the other; words that end the first and start the second stand once.
pub(super) fn overlapped(first: &[String], second: &[String]) -> Words {
    let most = first.len().min(second.len());
    let shared =
        (1..=most).rev().find(|length| first[first.len() - length..] == second[..*length]).unwrap_or(0);
    [first, &second[shared..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_words_stand_once() {
        for (first, second, both) in [
            ("task", "task_status", "task_status"),
            ("spec", "phase", "spec_phase"),
            ("a_b", "b", "a_b"),
            ("", "x", "x"),
        ] {
            assert_eq!(overlapped(&split(first), &split(second)).join("_"), both);
        }
    }
}
