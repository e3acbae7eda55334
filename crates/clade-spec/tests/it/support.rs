//! Reading small descriptions in tests.

use clade_diag::Renderer;
use clade_spec::{
    Document, Limits, MemoryLoader, Operation, ReadResult, Schema, SchemaId, SchemaObject, SpecText,
    read_bytes, read_with,
};

/// Reads a description of one file.
pub(crate) fn read(text: &str) -> ReadResult {
    read_bytes("api.yaml", text.as_bytes())
}

/// Reads a description of several files, the first of them the entry.
pub(crate) fn read_files<const N: usize>(files: [(&str, &str); N]) -> ReadResult {
    read_with(&MemoryLoader::from(files), files[0].0, "", &Limits::default())
}

/// Reads a description about which there must be nothing to say.
pub(crate) fn clean(text: &str) -> Document {
    let result = read(text);
    assert!(result.diags.is_empty(), "{}", shown(&result));
    result.document
}

/// The findings as people see them.
pub(crate) fn shown(result: &ReadResult) -> String {
    Renderer::new(&result.sources).all(&result.diags)
}

/// The codes of the findings, in the order they were made.
pub(crate) fn codes(result: &ReadResult) -> Vec<&'static str> {
    result.diags.iter().map(|diag| diag.code.as_str()).collect()
}

/// A description with these members under `components.schemas`, each line indented by four.
pub(crate) fn with_schemas(schemas: &str) -> String {
    format!("openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\ncomponents:\n  schemas:\n{schemas}")
}

/// A description whose `GET /things` has these members, each line indented by six.
pub(crate) fn with_operation(members: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /things:\n    get:\n{members}      \
         responses: {{ '200': {{ description: Fine. }} }}\n"
    )
}

/// The keywords of a component.
pub(crate) fn component<'d>(document: &'d Document, name: &str) -> &'d SchemaObject {
    object(document, component_id(document, name))
}

/// The id of a component.
pub(crate) fn component_id(document: &Document, name: &str) -> SchemaId {
    *document.components.schemas.get(&SpecText::from(name)).unwrap()
}

/// The keywords of a schema that has some.
pub(crate) fn object(document: &Document, id: SchemaId) -> &SchemaObject {
    match document.schema(id) {
        Schema::Object(object) => object,
        other => panic!("not keywords: {other:?}"),
    }
}

/// The first operation.
pub(crate) fn operation(document: &Document) -> &Operation {
    &document.paths[0].operations[0]
}

/// A text as it stands in the description.
pub(crate) fn raw(text: Option<&SpecText>) -> &str {
    text.map_or("<none>", SpecText::expose)
}
