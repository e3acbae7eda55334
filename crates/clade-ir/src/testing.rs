//! Small descriptions for the tests of the passes.

use clade_diag::Diags;

use crate::{Api, Hints, build, dump};

/// The model of a description, and what there was to say about it.
pub(crate) fn document(text: &str) -> (Api, Diags) {
    hinted(text, &Hints::default())
}

/// [`document`] with settings.
pub(crate) fn hinted(text: &str, hints: &Hints) -> (Api, Diags) {
    let read = clade_spec::read_bytes("test.yaml", text.as_bytes());
    let (api, diags) = build(&read.document, hints);
    let mut all = read.diags;
    all.absorb(diags);
    assert!(!all.has_errors(), "{all:?}");
    (api, all)
}

/// The types of a description whose one reply is the schema `Root`, as text. Takes the lines below `schemas:`.
pub(crate) fn types(schemas: &str) -> String {
    types_and_codes(schemas).0
}

/// [`types`], and the codes of what there was to say.
pub(crate) fn types_and_codes(schemas: &str) -> (String, Vec<&'static str>) {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /root:\n    get:\n      operationId: root.get\n      \
         responses:\n        '200':\n          description: ok\n          content: {{application/json: {{schema: \
         {{$ref: '#/components/schemas/Root'}}}}}}\ncomponents:\n  schemas:\n{}",
        indented(schemas)
    );
    let (api, diags) = document(&text);
    let dumped = dump(&api);
    let start = dumped.find("retry safe").map_or(0, |at| dumped[at..].find('\n').map_or(0, |end| at + end));
    let end = dumped.find("coverage:").unwrap_or(dumped.len());
    (dumped[start..end].trim().to_owned(), codes(&diags))
}

/// The operations of a description given by the lines below `paths:`, as text.
pub(crate) fn operations(paths: &str) -> String {
    let text = format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{}", indented(paths));
    dump(&document(&text).0)
}

pub(crate) fn codes(diags: &Diags) -> Vec<&'static str> {
    diags.iter().map(|diag| diag.code.as_str()).collect()
}

fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("    {line}")).collect();
    lines.join("\n") + "\n"
}

/// Asserts that a text holds each of some lines, and shows the text if it does not.
macro_rules! assert_lines {
    ($text:expr, $($line:expr),+ $(,)?) => {{
        let text = $text;
        $(assert!(text.lines().any(|line| line.trim() == $line), "no line `{}` in:\n{text}", $line);)+
    }};
}
pub(crate) use assert_lines;
