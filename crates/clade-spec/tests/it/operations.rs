//! Paths, operations, parameters, bodies and responses.

use clade_spec::{
    Document, Method, Parameter, ParameterIn, ParameterValue, PathPart, SchemaId, SpecText, Status, Style,
    Type,
};

use crate::support::{clean, codes, object, operation, raw, read, shown, with_operation};

fn path(key: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  '{key}':\n    get: {{ responses: {{ '200': {{ description: Fine. }} }} }}\n"
    )
}

/// A key as text: literals as they are, parameters in angle brackets, segments separated by `|`.
fn segments(document: &Document) -> String {
    let parts = |parts: &[PathPart]| -> String {
        let show = |part: &PathPart| match part {
            PathPart::Literal(text) => text.expose().to_owned(),
            PathPart::Param(name) => format!("<{}>", name.expose()),
        };
        parts.iter().map(show).collect()
    };
    let segments: Vec<String> =
        document.paths[0].key.segments.iter().map(|segment| parts(&segment.parts)).collect();
    segments.join("|")
}

fn style(parameter: &Parameter) -> (Style, bool, SchemaId) {
    match &parameter.value {
        ParameterValue::Schema { style, explode, schema, .. } => (*style, *explode, *schema),
        ParameterValue::Content(media) => panic!("content {:?}", media.name),
    }
}

#[test]
fn path_keys_are_taken_apart() {
    for (key, expected, findings) in [
        ("/", "", &[][..]),
        ("/a/b", "a|b", &[]),
        ("/a/", "a|", &[]),
        ("/a//b", "a||b", &[]),
        ("/a/{x}", "a|<x>", &["CL0503"]),
        ("/a{x}b", "a<x>b", &["CL0503"]),
        ("/{x}{y}:go", "<x><y>:go", &["CL0503", "CL0503"]),
        ("/{a/b?c#d}", "<a/b?c#d>", &["CL0503"]),
        ("a/b", "a|b", &["CL0501"]),
        ("/{x", "{x", &["CL0502"]),
        ("/x}", "x}", &["CL0502"]),
        ("/{}", "{}", &["CL0502"]),
        ("/{a{b}}", "{a<b>}", &["CL0502", "CL0503"]),
        ("/{+x}/{y*}", "<x>|<y>", &["CL0517", "CL0517", "CL0503", "CL0503"]),
    ] {
        let result = read(&path(key));
        assert_eq!(segments(&result.document), expected, "{key}");
        assert_eq!(codes(&result), findings, "{key}");
        assert_eq!(result.document.paths[0].key.raw.expose(), key);
    }
}

#[test]
fn queries_and_fragments_of_path_keys_are_told_apart() {
    let document = clean(&path("/a?beta=true&flag&x=#stream"));
    let key = &document.paths[0].key;
    assert_eq!(segments(&document), "a");
    assert_eq!(raw(key.fragment.as_ref()), "stream");
    let names: Vec<&str> = key.fixed_query.iter().map(|pair| pair.name.expose()).collect();
    assert_eq!(names, ["beta", "flag", "x"]);
    assert_eq!(key.fixed_query[0].value, Some(vec![PathPart::Literal("true".into())]));
    assert_eq!(key.fixed_query[1].value, None);
    assert_eq!(key.fixed_query[2].value, Some(Vec::new()));
}

#[test]
fn reserved_parameters_are_noted_without_their_mark() {
    let result = read(&path("/files/{path+}"));
    let reserved: Vec<&str> = result.document.paths[0].key.reserved.iter().map(SpecText::expose).collect();
    assert_eq!(reserved, ["path"]);
}

#[test]
fn undeclared_path_parameters_are_assumed_to_be_strings() {
    let result = read(&path("/a/{x}"));
    let parameter = &operation(&result.document).parameters[0];
    assert_eq!(
        (parameter.name.expose(), parameter.location, parameter.required),
        ("x", ParameterIn::Path, true)
    );
    let (style, explode, schema) = style(parameter);
    assert_eq!((style, explode), (Style::Simple, false));
    assert_eq!(object(&result.document, schema).types.single(), Some(Type::String));
}

#[test]
fn the_operation_s_parameters_replace_the_path_s() {
    let document = clean(
        "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /a:\n    parameters:\n      - { name: x, in: query, description: path, schema: {} }\n      \
         - { name: y, in: query, schema: {} }\n    get:\n      parameters:\n        - { name: z, in: query, schema: {} }\n        - { name: x, in: header, schema: {} }\n        \
         - { name: x, in: query, description: own, schema: {} }\n      responses: { '200': { description: Fine. } }\n",
    );
    let found: Vec<(&str, &str, &str)> = operation(&document)
        .parameters
        .iter()
        .map(|parameter| {
            (parameter.name.expose(), parameter.location.word(), raw(parameter.description.as_ref()))
        })
        .collect();
    assert_eq!(
        found,
        [
            ("x", "query", "own"),
            ("y", "query", "<none>"),
            ("z", "query", "<none>"),
            ("x", "header", "<none>")
        ]
    );
}

#[test]
fn styles_have_the_defaults_of_their_location() {
    let document = clean(&with_operation(
        "      parameters:\n        - { name: a, in: query, schema: {} }\n        - { name: b, in: query, style: pipeDelimited, schema: {} }\n        \
         - { name: c, in: query, style: deepObject, schema: {} }\n        - { name: d, in: header, schema: {} }\n        - { name: e, in: cookie, schema: {} }\n        \
         - { name: f, in: cookie, style: cookie, schema: {} }\n        - { name: g, in: query, explode: false, schema: {} }\n",
    ));
    let found: Vec<(Style, bool)> = operation(&document)
        .parameters
        .iter()
        .map(|parameter| (style(parameter).0, style(parameter).1))
        .collect();
    assert_eq!(
        found,
        [
            (Style::Form, true),
            (Style::PipeDelimited, false),
            (Style::DeepObject, true),
            (Style::Simple, false),
            (Style::Form, true),
            (Style::Cookie, true),
            (Style::Form, false)
        ]
    );
}

#[test]
fn parameters_may_have_a_media_type() {
    let document = clean(&with_operation(
        "      parameters:\n        - name: filter\n          in: query\n          content: { application/json: { schema: { type: object } } }\n        \
         - name: all\n          in: querystring\n          content: { application/x-www-form-urlencoded: { schema: { type: object } } }\n",
    ));
    let parameters = &operation(&document).parameters;
    let ParameterValue::Content(media) = &parameters[0].value else { panic!("no content") };
    assert_eq!(media.name.essence.expose(), "application/json");
    assert_eq!(parameters[1].location, ParameterIn::QueryString);
}

#[test]
fn faulty_parameters_are_reported_and_the_rest_is_read() {
    let result = read(&with_operation(
        "      parameters:\n        - { in: query, schema: {} }\n        - { name: b, schema: {} }\n        - { name: c, in: formData, schema: {} }\n        \
         - { name: d, in: query, required: 'true', style: simple }\n        - nonsense\n",
    ));
    assert_eq!(
        codes(&result),
        ["CL0305", "CL0305", "CL0506", "CL0307", "CL0507", "CL0509", "CL0304"],
        "{}",
        shown(&result)
    );
    let parameters = &operation(&result.document).parameters;
    assert_eq!(parameters.len(), 1);
    assert!(parameters[0].required);
    assert_eq!(style(&parameters[0]), (Style::Form, true, SchemaId::UNKNOWN));
}

#[test]
fn bodies_media_types_and_encodings() {
    let document = clean(&with_operation(
        "      requestBody:\n        required: true\n        description: D\n        content:\n          Multipart/Form-Data; boundary=x:\n            \
         schema: { type: object }\n            encoding:\n              file:\n                contentType: image/png, image/jpeg\n                \
         headers: { X-Id: { schema: { type: string } } }\n              list: { style: spaceDelimited }\n          application/jsonl: { itemSchema: { type: object } }\n",
    ));
    let body = operation(&document).request_body.as_ref().unwrap();
    assert!(body.required);
    let form = &body.content[0];
    assert_eq!(
        (form.name.essence.expose(), form.name.raw.expose()),
        ("multipart/form-data", "Multipart/Form-Data; boundary=x")
    );
    assert_eq!(raw(form.name.parameter("boundary")), "x");
    let file = &form.encoding[&SpecText::from("file")];
    assert_eq!(file.content_types.len(), 2);
    assert!(file.headers.contains_key(&SpecText::from("X-Id")));
    let list = &form.encoding[&SpecText::from("list")];
    assert_eq!((list.style, list.explode), (Some(Style::SpaceDelimited), false));
    assert!(body.content[1].item_schema.is_some() && body.content[1].schema.is_none());
}

#[test]
fn responses_by_status() {
    let result = read(
        "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /a:\n    get:\n      responses:\n        200:\n          description: Fine.\n          \
         headers: { X-Rate: { schema: { type: integer }, required: true } }\n          links: { next: { operationId: a } }\n        '4xx': { description: Bad. }\n        \
         default: { summary: S }\n        x-more: 1\n        700: { description: Never. }\n",
    );
    assert_eq!(codes(&result), ["CL0511"], "{}", shown(&result));
    let responses = &operation(&result.document).responses;
    let statuses: Vec<Status> = responses.iter().map(|entry| entry.status).collect();
    assert_eq!(statuses, [Status::Code(200), Status::Range(4), Status::Default]);
    assert!(responses[0].response.headers[&SpecText::from("X-Rate")].required);
    assert_eq!(responses[0].response.links.len(), 1);
    assert_eq!(raw(responses[2].response.summary.as_ref()), "S");
}

#[test]
fn a_schema_that_is_null_is_absent() {
    let result = read(&with_operation(
        "      requestBody: { content: { application/json: { schema: null }, text/plain: null } }\n",
    ));
    assert_eq!(codes(&result), ["CL0310", "CL0310"]);
    let content = &operation(&result.document).request_body.as_ref().unwrap().content;
    assert_eq!(content.len(), 2);
    assert!(content[0].schema.is_none());
    assert_eq!(content[1].name.essence.expose(), "text/plain");
}

#[test]
fn methods_of_3_2() {
    let document = clean(
        "openapi: 3.2.0\ninfo: { title: T, version: '1' }\npaths:\n  /a:\n    query: &op { responses: { '200': { description: Fine. } } }\n    \
         additionalOperations: { COPY: *op }\n    get: *op\n",
    );
    let methods: Vec<&Method> =
        document.paths[0].operations.iter().map(|operation| &operation.method).collect();
    assert_eq!(methods, [&Method::Query, &Method::Get, &Method::Other("COPY".into())]);
}

#[test]
fn webhooks_and_callbacks() {
    let document = clean(
        "openapi: 3.1.0\ninfo: { title: T, version: '1' }\nwebhooks:\n  created:\n    post:\n      responses: { '200': { description: Fine. } }\n      \
         callbacks:\n        done: { '{$request.body#/url}': { post: { responses: {} } } }\n        shared: { $ref: '#/components/callbacks/x' }\n",
    );
    let webhook = &document.webhooks[0];
    assert_eq!(webhook.name.expose(), "created");
    let callbacks = &webhook.item.operations[0].callbacks;
    assert_eq!(callbacks[0].expressions, [SpecText::from("{$request.body#/url}")]);
    assert!(callbacks[1].expressions.is_empty());
}

#[test]
fn operation_members() {
    let document = clean(&with_operation(
        "      operationId: a.b/c\n      summary: S\n      description: D\n      tags: [x, y, x]\n      deprecated: true\n      externalDocs: { url: u }\n      \
         servers: [{ url: /v2 }]\n      security: []\n      x-extra: { a: 1 }\n",
    ));
    let operation = operation(&document);
    assert_eq!(raw(operation.operation_id.as_ref()), "a.b/c");
    assert_eq!(operation.tags, [SpecText::from("x"), SpecText::from("y")]);
    assert!(operation.deprecated);
    assert_eq!(operation.servers[0].url.expose(), "/v2");
    assert_eq!(operation.security.as_ref().map(Vec::len), Some(0));
    assert!(operation.extensions.get("x-extra").is_some());
}

#[test]
fn an_operation_without_responses_is_still_one() {
    for members in ["{}", "{ responses: {} }", "{ responses: null }"] {
        let result = read(&format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{ /a: {{ get: {members} }} }}\n"
        ));
        assert!(codes(&result).contains(&"CL0510"), "{members}");
        assert_eq!(result.document.paths[0].operations.len(), 1);
    }
}
