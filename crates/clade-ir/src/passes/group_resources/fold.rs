//! Words that a method need not repeat because its namespace says them.

use std::collections::{HashMap, HashSet};

use super::Plan;
use crate::naming::{Words, singular};

/// The words without those of the namespace, whatever their number: `list_specs` in `specs` is `list`.
pub(super) fn without(words: &[String], resource: &[String]) -> Words {
    // The last word is what the namespace is about: `create_run` in `background_runs` is `create`.
    let last = resource.len().saturating_sub(1);
    let found = longest_match(words, resource).or_else(|| longest_match(words, &resource[last..]));
    let Some((start, length)) = found else { return words.to_vec() };
    let rest: Words = words[..start].iter().chain(&words[start + length..]).cloned().collect();
    // What is left must still say what is done.
    let only_small_words = rest.iter().all(|word| SMALL.contains(&word.as_str()));
    if only_small_words && !rest.is_empty() { words.to_vec() } else { trimmed(rest) }
}

const SMALL: [&str; 10] = ["a", "an", "the", "by", "for", "from", "in", "of", "on", "to"];

/// A small word at the end means something only with what came after it.
fn trimmed(mut words: Words) -> Words {
    while words.len() > 1 && words.last().is_some_and(|word| SMALL.contains(&word.as_str())) {
        words.pop();
    }
    words
}

/// Where the most words of the namespace stand in a row, beginning with its first.
fn longest_match(words: &[String], resource: &[String]) -> Option<(usize, usize)> {
    let same = |a: &String, b: &String| a == b || singular(a) == singular(b);
    let length_at = |start: usize| {
        words[start..].iter().zip(resource).take_while(|(word, named)| same(word, named)).count()
    };
    let matches = (0..words.len()).map(|start| (start, length_at(start)));
    matches
        .filter(|(_, length)| *length > 0)
        .max_by_key(|(start, length)| (*length, std::cmp::Reverse(*start)))
}

/// Where shortened names clash in a namespace, the versions in their paths tell them apart; without any, all of them
/// keep their words.
pub(super) fn settle(plans: &mut [Plan]) {
    let clashing = clashes(plans);
    let mut versions: HashMap<Key, HashSet<Option<Words>>> = HashMap::new();
    for plan in plans.iter().filter(|plan| clashing.contains(&key(plan))) {
        versions.entry(key(plan)).or_default().insert(plan.version.clone());
    }
    for plan in plans.iter_mut() {
        let differ = versions.get(&key(plan)).is_some_and(|versions| versions.len() > 1);
        if let (true, Some(version), Some(method)) = (differ, &plan.version, plan.methods.first()) {
            let versioned = [method.as_slice(), version].concat();
            plan.methods.insert(0, versioned);
        }
    }
    let clashing = clashes(plans);
    for plan in plans.iter_mut().filter(|plan| plan.methods.len() > 1) {
        if clashing.contains(&key(plan)) {
            plan.methods.rotate_left(1);
        }
    }
}

/// Namespace and first choice of a method.
type Key = (String, String);

fn key(plan: &Plan) -> Key {
    (plan.resource.concat(), plan.methods.first().map(|words| words.concat()).unwrap_or_default())
}

/// What more than one plan wants.
fn clashes(plans: &[Plan]) -> HashSet<Key> {
    let mut seen = HashSet::new();
    plans.iter().map(key).filter(|key| !seen.insert(key.clone())).collect()
}

/// The method of the streaming half of an operation.
pub(super) fn streaming(words: &[String]) -> Words {
    let mut words = words.to_vec();
    if words.last().is_none_or(|last| last != "stream") {
        words.push("stream".to_owned());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::naming::split;

    #[test]
    fn the_namespace_is_not_repeated() {
        for (words, resource, folded) in [
            ("list_specs", "specs", "list"),
            ("create_spec", "specs", "create"),
            ("createApiKey", "API Keys", "create"),
            ("list_agent_runs", "agents", "list_runs"),
            ("get_user_by_name", "users", "get_by_name"),
            ("health", "health", ""),
            ("get_the_spec", "specs", "get"),
            ("advance", "specs", "advance"),
            ("create_run", "background_runs", "create"),
        ] {
            assert_eq!(without(&split(words), &split(resource)).join("_"), folded, "{words}");
        }
    }
}
