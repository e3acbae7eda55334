//! Claiming names so that each is unique in its scope under every casing.

use std::collections::{HashMap, HashSet};

use super::Words;
use crate::Name;

/// Letters and digits of a claimed name, all words together.
const LONGEST: usize = 72;

/// What something would like to be called.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    /// Names, best first.
    pub(crate) candidates: Vec<Words>,
    /// Whether the text is a plain identifier, so that the best name is the text itself.
    pub(crate) exact: bool,
}

/// Whether a text is an identifier as it stands.
pub(crate) fn is_plain(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(inner) && !text.ends_with('_')
}

/// Names already given away.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    taken: HashSet<String>,
    suffixes: HashMap<String, u32>,
}

impl Scope {
    /// Gives away the first candidate that is free; if none is, the first with a number behind it. Candidates
    /// without words are passed over; `fallback` stands in when all are.
    pub(crate) fn claim(&mut self, candidates: &[Words], fallback: &str) -> Name {
        let mut first = None;
        for words in candidates.iter().filter(|words| !words.is_empty()) {
            let words = fitted(words);
            if self.take(&words) {
                return finished(words);
            }
            first.get_or_insert(words);
        }
        let base = first.unwrap_or_else(|| vec![fallback.to_owned()]);
        if self.take(&base) { finished(base) } else { self.numbered(&base) }
    }

    /// Gives away a name to each, in order, those that need no change first: `id` keeps its name beside `@id`.
    pub(crate) fn claim_all(&mut self, wishes: impl IntoIterator<Item = Wish>, fallback: &str) -> Vec<Name> {
        let wishes: Vec<Wish> = wishes.into_iter().collect();
        let mut names: Vec<Option<Name>> = vec![None; wishes.len()];
        for exact in [true, false] {
            for (wish, name) in wishes.iter().zip(&mut names) {
                if wish.exact == exact {
                    *name = Some(self.claim(&wish.candidates, fallback));
                }
            }
        }
        names.into_iter().flatten().collect()
    }

    /// Gives away one name.
    pub(crate) fn claim_words(&mut self, words: &[String], fallback: &str) -> Name {
        self.claim(&[words.to_vec()], fallback)
    }

    fn take(&mut self, words: &[String]) -> bool {
        self.taken.insert(words.concat())
    }

    fn numbered(&mut self, base: &[String]) -> Name {
        let key = base.concat();
        let mut number = self.suffixes.get(&key).copied().unwrap_or(2);
        loop {
            let mut words = base.to_vec();
            words.push(number.to_string());
            number += 1;
            if self.take(&words) {
                self.suffixes.insert(key, number);
                return finished(words);
            }
        }
    }
}

/// Words cut to the longest length, the first made to start with a letter.
fn fitted(words: &[String]) -> Words {
    let mut fitted = Words::new();
    let mut room = LONGEST;
    for mut word in without_middle(words) {
        if fitted.is_empty() && word.starts_with(|c: char| c.is_ascii_digit()) {
            word.insert(0, 'n');
        }
        word.truncate(room);
        room -= word.len();
        if !word.is_empty() {
            fitted.push(word);
        }
    }
    fitted
}

/// Words of a name that is too long: its beginning says where, its end says what, the way between is left out.
fn without_middle(words: &[String]) -> Words {
    let length: usize = words.iter().map(String::len).sum();
    if length <= LONGEST {
        return words.to_vec();
    }
    let head = fitting(words.iter(), LONGEST / 3).max(1);
    let tail = fitting(words[head..].iter().rev(), LONGEST - LONGEST / 3);
    [&words[..head], &words[words.len() - tail..]].concat()
}

/// How many words fit into so many letters.
fn fitting<'a>(words: impl Iterator<Item = &'a String>, room: usize) -> usize {
    let mut used = 0;
    let fits = |word: &&String| {
        used += word.len();
        used <= room
    };
    words.take_while(fits).count()
}

fn finished(words: Words) -> Name {
    Name::of_split(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::naming::split;

    fn claim(scope: &mut Scope, text: &str) -> String {
        scope.claim_words(&split(text), "value").join("_")
    }

    #[test]
    fn names_differ_under_every_casing() {
        let mut scope = Scope::default();
        assert_eq!(claim(&mut scope, "foo_bar"), "foo_bar");
        assert_eq!(claim(&mut scope, "foobar"), "foobar_2");
        assert_eq!(claim(&mut scope, "fooBar"), "foo_bar_3");
        assert_eq!(claim(&mut scope, "foobar2"), "foobar2_2");
    }

    #[test]
    fn a_name_is_invented_when_nothing_is_left() {
        let mut scope = Scope::default();
        assert_eq!(claim(&mut scope, "::"), "value");
        assert_eq!(claim(&mut scope, "--"), "value_2");
    }

    #[test]
    fn a_leading_digit_gets_a_letter() {
        assert_eq!(claim(&mut Scope::default(), "1024x768"), "n1024x768");
    }

    #[test]
    fn long_names_are_cut_and_stay_unique() {
        let mut scope = Scope::default();
        let long = "x".repeat(10_000);
        assert_eq!(claim(&mut scope, &long), "x".repeat(72));
        assert_eq!(claim(&mut scope, &long), format!("{}_2", "x".repeat(72)));
    }

    #[test]
    fn a_second_candidate_is_better_than_a_number() {
        let mut scope = Scope::default();
        let plain = split("DD.MM");
        assert_eq!(scope.claim_words(&plain, "value").join("_"), "dd_mm");
        assert_eq!(scope.claim(&[plain, split("dd slash mm")], "value").join("_"), "dd_slash_mm");
    }
}
