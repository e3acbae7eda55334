//! Documentation blocks.

use clade_emit::Prose;
use clade_emit::encode::{TsDoc, TsTag};
use clade_ir::{Docs, Json};

/// Longest default value that documentation quotes.
const DEFAULT_SHOWN: usize = 60;

/// Summary and description.
pub(crate) fn prose(docs: &Docs) -> Prose {
    let summary = docs.summary.as_ref().map(Prose::of).unwrap_or_default();
    let description = docs.description.as_ref().map(Prose::of).unwrap_or_default();
    // Many descriptions repeat their summary.
    let repeats = description.lines().next() == summary.lines().next() && !summary.is_empty();
    if repeats { description } else { summary.then(description) }
}

/// The block of a declaration or a member.
pub(crate) fn block(docs: &Docs, default: Option<&Json>, indent: &str) -> TsDoc {
    let prose = default.and_then(default_sentence).map_or_else(|| prose(docs), |text| prose(docs).then(text));
    TsDoc::of(&prose, &deprecated(docs), indent)
}

/// The tag of what is deprecated.
pub(crate) fn deprecated(docs: &Docs) -> Vec<TsTag> {
    if docs.deprecated { vec![TsTag::Deprecated(Prose::default())] } else { Vec::new() }
}

fn default_sentence(default: &Json) -> Option<Prose> {
    let text = json_text(default)?;
    (text.chars().count() <= DEFAULT_SHOWN).then(|| Prose::own(&format!("Default: `{text}`.")))
}

/// A scalar value as JSON; others are too long to tell.
fn json_text(value: &Json) -> Option<String> {
    match value {
        Json::Null | Json::Array(_) | Json::Object(_) => None,
        Json::Bool(value) => Some(value.to_string()),
        Json::Number(digits) => Some(digits.to_string()),
        Json::String(text) => Some(clade_emit::encode::JsonStr::of(text).to_string()),
    }
}
