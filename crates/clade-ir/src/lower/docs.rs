//! Prose and examples.

use clade_spec::{Document, Example, ExternalDocs, Json, SchemaObject, SpecText};

use crate::{Docs, Info};

/// `info` and the root's `externalDocs`.
pub(super) fn info(document: &Document) -> Info {
    let info = &document.info;
    Info {
        title: info.title.clone(),
        version: info.version.clone(),
        docs: Docs {
            summary: given(info.summary.as_ref()),
            description: given(info.description.as_ref()),
            link: link(document.external_docs.as_ref()),
            ..Docs::default()
        },
        license: info.license_identifier.clone().or_else(|| info.license_name.clone()),
        contact: info
            .contact_email
            .clone()
            .or_else(|| info.contact_url.clone())
            .or_else(|| info.contact_name.clone()),
        spec_version: document.version.clone(),
    }
}

/// Prose of a schema.
pub(super) fn of_schema(schema: &SchemaObject) -> Docs {
    Docs {
        summary: None,
        description: given(schema.description.as_ref()),
        deprecated: schema.deprecated,
        examples: schema.examples.clone(),
        link: None,
    }
}

/// Text that says something.
pub(super) fn given(text: Option<&SpecText>) -> Option<SpecText> {
    text.filter(|text| !text.expose().trim().is_empty()).cloned()
}

/// Values of examples that have one.
pub(super) fn values(examples: &[Example]) -> Vec<Json> {
    examples.iter().filter_map(|example| example.value.clone()).collect()
}

/// URL of further documentation.
pub(super) fn link(docs: Option<&ExternalDocs>) -> Option<SpecText> {
    given(docs.map(|docs| &docs.url))
}
