//! Names as words, before any casing.

use std::fmt;

/// A name as words: `[a-z0-9]+` each, at least one, the first starts with a letter. Unique in its scope even when
/// the words are joined without any separator (`foo_bar` and `fooBar` and `foobar` clash), so it stays unique under
/// every casing. Keywords of target languages are *not* avoided here.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    words: Box<[Box<str>]>,
}

impl Name {
    /// Takes words that already obey the rules of the type; others are the business of the naming pass.
    /// Returns `None` when they do not.
    pub fn from_words<I, S>(words: I) -> Option<Self>
    where
        I: IntoIterator<Item = S>,
        S: Into<Box<str>>,
    {
        let words: Box<[Box<str>]> = words.into_iter().map(Into::into).collect();
        let plain =
            |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let starts_with_letter = words.first()?.starts_with(|c: char| c.is_ascii_lowercase());
        (starts_with_letter && words.iter().all(|w| plain(w))).then_some(Self { words })
    }

    /// Takes words that splitting has made.
    pub(crate) fn of_split(words: Vec<String>) -> Self {
        debug_assert!(Self::from_words(words.clone()).is_some(), "{words:?}");
        Self { words: words.into_iter().map(Into::into).collect() }
    }

    /// The words in order.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.words.iter().map(|w| &**w)
    }

    /// Words joined by `separator`, e.g. `"_"` for the neutral key `retry_phase`.
    pub fn join(&self, separator: &str) -> String {
        self.words.join(separator)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.join("_"))
    }
}
