//! From text of a description to [`Name`](crate::Name)s: splitting into words, ASCII folding, claiming in scopes.

mod fold;
mod scope;
mod singular;
mod symbols;
mod words;

pub(crate) use scope::{Scope, Wish, is_plain};
pub(crate) use singular::{is_plural, singular, singular_words};
pub(crate) use symbols::{leading_sign, spelled};
pub(crate) use words::split;

/// Words of a name, lower case; not yet checked or claimed.
pub(crate) type Words = Vec<String>;

/// Words given as literals.
pub(crate) fn fixed(words: &[&str]) -> Words {
    words.iter().map(|word| (*word).to_owned()).collect()
}
