//! Words that a method need not repeat because its namespace says them.

use std::collections::HashMap;

use super::Plan;
use crate::naming::{Words, singular};

/// The words without those of the namespace, whatever their number: `list_specs` in `specs` is `list`.
pub(super) fn without(words: &[String], resource: &[String]) -> Words {
    let Some((start, length)) = longest_match(words, resource) else { return words.to_vec() };
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
    matches.filter(|(_, length)| *length > 0).max_by_key(|(start, length)| (*length, std::cmp::Reverse(*start)))
}

/// Where shortened names clash in a namespace, all of them keep their words.
pub(super) fn settle(plans: &mut [Plan]) {
    let mut count: HashMap<(String, String), usize> = HashMap::new();
    let key = |plan: &Plan| (plan.resource.concat(), plan.methods.first().map(|words| words.concat()));
    for plan in plans.iter() {
        if let (resource, Some(method)) = key(plan) {
            *count.entry((resource, method)).or_default() += 1;
        }
    }
    for plan in plans.iter_mut() {
        let (resource, Some(method)) = key(plan) else { continue };
        if count.get(&(resource, method)).is_some_and(|count| *count > 1) && plan.methods.len() > 1 {
            plan.methods.rotate_left(1);
        }
    }
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
        ] {
            assert_eq!(without(&split(words), &split(resource)).join("_"), folded, "{words}");
        }
    }
}
