//! Documentation comments, for everything public must have one.

use clade_emit::Prose;
use clade_emit::encode::{RsDoc, RsInnerDoc};
use clade_ir::{Docs, SpecText};

/// Prose of a node: summary, description, what else there is to say; `fallback` when the description says nothing.
pub(crate) fn prose(docs: &Docs, fallback: &str, more: &[String]) -> Prose {
    let mut all = described(docs);
    if all.is_empty() {
        all = Prose::own(fallback);
    }
    if docs.deprecated {
        all = all.then(Prose::own("**Deprecated.**"));
    }
    more.iter().fold(all, |all, text| all.then(Prose::own(text)))
}

/// A doc comment at an indentation level.
pub(crate) fn item(docs: &Docs, fallback: &str, more: &[String], level: usize) -> RsDoc {
    RsDoc::of(&prose(docs, fallback, more), &crate::layout::pad(level))
}

/// A doc comment of the emitter's own.
pub(crate) fn own(text: &str, level: usize) -> RsDoc {
    RsDoc::of(&Prose::own(text), &crate::layout::pad(level))
}

/// The doc comment of a setter: what it sets, and what that is in one sentence.
pub(crate) fn setter(docs: &Docs, wire: &str, level: usize) -> RsDoc {
    own(format!("Sets `{wire}`. {}", described(docs).first_sentence(160)).trim_end(), level)
}

/// The doc comment of a file.
pub(crate) fn module(docs: &Docs, fallback: &str) -> RsInnerDoc {
    RsInnerDoc::of(&prose(docs, fallback, &[]), "")
}

/// The doc comment of a file of the emitter's own.
pub(crate) fn own_module(text: &str) -> RsInnerDoc {
    RsInnerDoc::of(&Prose::own(text), "")
}

fn described(docs: &Docs) -> Prose {
    let part = |text: &Option<SpecText>| text.as_ref().map(Prose::of).unwrap_or_default();
    let (summary, description) = (part(&docs.summary), part(&docs.description));
    let repeats = summary.lines().next().is_some_and(|line| {
        let line = line.trim_end_matches('.');
        description.lines().next().is_some_and(|first| first.starts_with(line))
    });
    if repeats { description } else { summary.then(description) }
}
