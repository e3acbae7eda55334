//! Names with a path in front: `io.k8s.api.core.v1.Pod` is `pod` where no other schema is called so.

use std::collections::HashMap;

use crate::draft::{Draft, NodeId, Origin};
use crate::naming::{Words, split};

/// The shortest end of each dotted name that no other component shares.
pub(super) fn tails(draft: &Draft<'_>) -> HashMap<NodeId, Words> {
    let components: Vec<(NodeId, &str)> =
        draft.components.iter().filter_map(|id| named(draft, *id)).collect();
    let mut count: HashMap<String, usize> = HashMap::new();
    for (_, text) in &components {
        for tail in ends(text) {
            *count.entry(tail.concat()).or_default() += 1;
        }
    }
    let mut tails = HashMap::new();
    for (id, text) in components.into_iter().filter(|(_, text)| is_dotted(text)) {
        if let Some(tail) = ends(text).find(|tail| count.get(&tail.concat()) == Some(&1)) {
            tails.insert(id, tail);
        }
    }
    tails
}

fn named<'a>(draft: &'a Draft<'_>, id: NodeId) -> Option<(NodeId, &'a str)> {
    match &draft.node(id).origin {
        Origin::Named { text, component: true } => Some((id, text.expose())),
        _ => None,
    }
}

/// Whether the last part is a type's name and the others are where it comes from.
fn is_dotted(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(_, last)| last.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// Ends of a name, shortest first, the whole last.
fn ends(text: &str) -> impl Iterator<Item = Words> {
    let starts = text.rmatch_indices('.').map(|(at, _)| at + 1).take(8);
    starts.chain([0]).map(|at| split(&text[at..])).filter(|words| !words.is_empty())
}
