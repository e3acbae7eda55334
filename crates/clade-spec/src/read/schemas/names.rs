//! The names that a description gives to schemas.

use clade_diag::SourceId;

use super::super::reader::Reader;
use crate::SpecText;
use crate::document::{NamedBy, SchemaName};
use crate::tree::View;

/// Last segments of pointers that say nothing about a schema.
const WORDLESS: [&str; 9] =
    ["schema", "items", "additionalProperties", "allOf", "anyOf", "oneOf", "not", "properties", "content"];

impl Reader<'_> {
    /// The name of the schema at a node that is referred to by name or pointer.
    pub(super) fn name_of(&self, view: View<'_>) -> Option<SchemaName> {
        let source = view.id().source;
        let Some(parent) = view.parent() else {
            let text = stem(self.files.path(source));
            return Some(SchemaName { text: SpecText::from(text), by: NamedBy::File });
        };
        let text = SpecText::from(view.key().unwrap_or_default());
        if is_components_schemas(parent) {
            let by = if source == SourceId(0) { NamedBy::Component } else { NamedBy::ForeignComponent };
            return Some(SchemaName { text, by });
        }
        if matches!(parent.key(), Some("$defs" | "definitions")) {
            return Some(SchemaName { text, by: NamedBy::Definition });
        }
        let wordy = std::iter::successors(Some(view), |view| view.parent())
            .filter_map(View::key)
            .find(|key| !WORDLESS.contains(key))?;
        Some(SchemaName { text: SpecText::from(wordy), by: NamedBy::Pointer })
    }
}

/// Whether a node is `components.schemas` of its file.
pub(super) fn is_components_schemas(view: View<'_>) -> bool {
    let components = view.parent().filter(|_| view.key() == Some("schemas"));
    let root = components.filter(|view| view.key() == Some("components")).and_then(View::parent);
    root.is_some_and(|root| root.parent().is_none())
}

/// A file's name without folder and ending.
fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or_default();
    file.split_once('.').map_or(file, |(stem, _)| stem)
}
