//! Documentation comments in the form that Go's tools expect: they begin with the name of what they describe.

use clade_emit::Prose;
use clade_emit::encode::GoComment;
use clade_ir::{Docs, SpecText};

use crate::names::Ident;

/// The comment of a declaration. `otherwise` completes the sentence that begins with the name when nothing is described;
/// `more` are paragraphs of the emitter's own.
pub(crate) fn declaration(name: &Ident, docs: &Docs, otherwise: &str, more: &[String]) -> GoComment {
    let mut prose = lead(name.as_str(), docs, otherwise);
    for paragraph in more {
        prose = prose.then(Prose::own(paragraph));
    }
    GoComment::of(&deprecated(prose, docs), "")
}

/// The comment of a member: what is described, as it is.
pub(crate) fn member(docs: &Docs) -> GoComment {
    GoComment::of(&deprecated(described(docs), docs), "\t")
}

/// A comment of the emitter's own.
pub(crate) fn own(text: &str) -> GoComment {
    GoComment::of(&Prose::own(text), "")
}

/// A comment of the emitter's own for a member.
pub(crate) fn own_member(text: &str) -> GoComment {
    GoComment::of(&Prose::own(text), "\t")
}

/// Whether a member has a comment.
pub(crate) fn has_comment(docs: &Docs) -> bool {
    !described(docs).is_empty() || docs.deprecated
}

fn lead(name: &str, docs: &Docs, otherwise: &str) -> Prose {
    let text = described(docs);
    let mut lines = text.lines();
    let Some(first) = lines.next() else { return Prose::own(&format!("{name} {otherwise}")) };
    let rest = lines.collect::<Vec<_>>().join("\n");
    if first.strip_prefix(name).is_some_and(|after| after.starts_with(' ')) {
        return Prose::own(&format!("{first}\n{rest}"));
    }
    // A list, a heading or code cannot follow the name in a line.
    if first.starts_with(['-', '*', '+', '#', '|', '>', '`', '~', ' '])
        || first.starts_with(|c: char| c.is_ascii_digit())
    {
        return Prose::own(&format!("{name} {otherwise}\n\n{first}\n{rest}"));
    }
    Prose::own(&format!("{name} — {first}\n{rest}"))
}

/// Summary and description; the summary is left out when the description begins with it.
fn described(docs: &Docs) -> Prose {
    let of = |text: &Option<SpecText>| text.as_ref().map(Prose::of).unwrap_or_default();
    let (summary, description) = (of(&docs.summary), of(&docs.description));
    let begins = summary.lines().next().is_some_and(|first| {
        description.lines().next().is_some_and(|line| line.starts_with(first.trim_end_matches('.')))
    });
    if begins { description } else { summary.then(description) }
}

fn deprecated(prose: Prose, docs: &Docs) -> Prose {
    if docs.deprecated {
        prose.then(Prose::own("Deprecated: the API marks it as deprecated."))
    } else {
        prose
    }
}

/// The first sentence of what is described, for tables; `None` if there is nothing.
pub(crate) fn sentence(docs: &Docs) -> Option<String> {
    let text = described(docs);
    (!text.is_empty()).then(|| text.first_sentence(120))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc(description: &str) -> String {
        let docs = Docs { description: Some(SpecText::from(description)), ..Docs::default() };
        declaration(&Ident::own("Spec"), &docs, "is a thing.", &[]).to_string()
    }

    #[test]
    fn comments_begin_with_the_name() {
        assert_eq!(doc("A wish."), "// Spec — A wish.\n");
        assert_eq!(doc("Spec is a wish."), "// Spec is a wish.\n");
        assert_eq!(doc("- a\n- b"), "// Spec is a thing.\n//\n//   - a\n//   - b\n");
        assert_eq!(doc(""), "// Spec is a thing.\n");
    }
}
