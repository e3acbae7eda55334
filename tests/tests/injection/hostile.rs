//! A description whose every text tries to break out of where it is put.

use serde_json::{Map, Value, json};

/// Stands behind each attempt; code must never contain it. No identifier derived by any rule looks like this.
pub(crate) const CANARY: &str = "cAnArY__zz";

/// How text gets out of strings, comments, templates and lines, in one language or another.
pub(crate) const PAYLOADS: &[(&str, &str)] = &[
    ("double quote", "\""),
    ("single quote", "'"),
    ("backtick", "`"),
    ("backslash", "\\"),
    ("backslash and quote", "\\\""),
    ("raw string end", "\"#"),
    ("raw string end twice", "\"##;"),
    ("interpolation", "${"),
    ("interpolation end", "}"),
    ("format verbs", "%s%n%[1]q{}{0}"),
    ("comment end", "*/"),
    ("comment end, spread", "* /*/"),
    ("comment begin", "/*"),
    ("line comment", "// x"),
    ("line feed", "\n"),
    ("carriage return", "\r"),
    ("carriage return and line feed", "\r\n"),
    ("line separator", "\u{2028}"),
    ("paragraph separator", "\u{2029}"),
    ("next line", "\u{85}"),
    ("vertical tab", "\u{b}"),
    ("form feed", "\u{c}"),
    ("bidirectional override", "\u{202e}"),
    ("delete", "\u{7f}"),
    ("unicode escape of a quote", "\\u0022"),
    ("hexadecimal escape of a quote", "\\x22"),
    ("template tags", "{{ x }}{% y %}{# z #}"),
    ("attribute", "]\n#[test]\nfn f() {}\n"),
    ("inner attribute", "\n#![feature(x)]\n"),
    ("code fence", "\n```\nfn main() {}\n```\n"),
    ("indented code", "\n\n    std::process::exit(1);\n\n"),
    ("go directive", "\n//go:build ignore\n//go:embed /etc/passwd\n//line x.go:1\n"),
    ("cgo", "\nimport \"C\"\n"),
    ("typescript directive", "\n@ts-nocheck\n// @ts-nocheck\n/// <reference path=\"x\"/>\n"),
    ("source map", "\n//# sourceMappingURL=data:x\n"),
    ("html", "</script><script>x</script><!-- -->"),
    ("markdown link", "](javascript:x)"),
    ("table cell", "|\n|---|"),
];

/// A description with the payload before and after the canary in every text that a description has.
pub(crate) fn description(payload: &str) -> Value {
    let text = format!("{payload}{CANARY}();{payload}");
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": text, "version": text, "summary": text, "description": text, "termsOfService": text,
            "contact": {"name": text, "url": text, "email": text}, "license": {"name": text, "url": text},
        },
        "servers": [
            {"url": "https://api.example/v1", "description": text},
            {"url": format!("https://{{host}}.example/{}", plain(&text)), "description": text,
             "variables": {"host": {"default": plain(&text), "enum": [plain(&text)], "description": text}}},
        ],
        "externalDocs": {"url": text, "description": text},
        "tags": [{"name": text, "description": text, "summary": text}],
        "security": [{"header_key": []}, {"bearer": []}],
        "paths": paths(&text),
        "components": {"schemas": schemas(&text), "securitySchemes": schemes(&text)},
    })
}

/// The text without what has a meaning in a URL template.
fn plain(text: &str) -> String {
    text.replace(['{', '}'], "")
}

fn schemes(text: &str) -> Value {
    json!({
        "header_key": {"type": "apiKey", "in": "header", "name": "X-Key", "description": text},
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": text, "description": text},
    })
}

fn paths(text: &str) -> Value {
    let body = json!({"description": text, "required": true, "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Thing"}, "example": {"name": text},
    }}});
    let responses = json!({
        "200": {"description": text, "headers": {"X-Note": {"description": text, "schema": {"type": "string"}}},
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
        "404": {"description": text, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}}},
    });
    let mut paths = Map::new();
    paths.insert("/things/{id}".into(), json!({
        "summary": text, "description": text,
        "put": {"operationId": text, "tags": [text], "summary": text, "description": text, "parameters": parameters(text),
            "requestBody": body, "responses": responses, "deprecated": true, "x-note": text,
            "externalDocs": {"url": text, "description": text}},
        "get": {"tags": ["plain"], "summary": text, "description": text,
            "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
            "responses": {"200": {"description": text, "content": {"text/event-stream": {
                "schema": {"$ref": "#/components/schemas/Union"}}}}}},
    }));
    paths.insert(
        format!("/{}", plain(text)),
        json!({"post": {"operationId": "plain.post", "responses": responses}}),
    );
    Value::Object(paths)
}

fn parameters(text: &str) -> Value {
    json!([
        {"name": "id", "in": "path", "required": true, "description": text, "schema": {"type": "string"}},
        {"name": text, "in": "query", "description": text, "example": text,
         "schema": {"type": "string", "default": text, "enum": [text, "other"], "pattern": text, "title": text}},
        {"name": "X-Header", "in": "header", "description": text, "schema": {"type": "string", "const": text}},
        {"name": plain(text), "in": "cookie", "description": text, "schema": {"type": "string"}},
    ])
}

fn schemas(text: &str) -> Value {
    let mut properties = Map::new();
    properties.insert(
        "name".into(),
        json!({"type": "string", "description": text, "default": text, "pattern": text, "format": text}),
    );
    properties.insert(
        text.into(),
        json!({"type": "string", "title": text, "description": text, "examples": [text]}),
    );
    properties
        .insert("state".into(), json!({"type": "string", "enum": [text, "on", ""], "description": text}));
    properties.insert("kind".into(), json!({"const": text, "description": text}));
    let mut schemas = Map::new();
    schemas.insert("Thing".into(), json!({
        "type": "object", "title": text, "description": text, "required": ["name", text], "properties": properties,
        "additionalProperties": {"type": "string", "description": text}, "example": {"name": text},
    }));
    schemas.insert(
        "Fault".into(),
        json!({"type": "object", "description": text, "properties": {"code": {"type": "string"}}}),
    );
    let variant = |tag: &str| {
        json!({"type": "object", "description": text, "required": ["type"], "properties": {
        "type": {"type": "string", "const": tag}, "data": {"type": "string", "description": text}}})
    };
    schemas.insert("First".into(), variant(text));
    schemas.insert("Second".into(), variant("second"));
    schemas.insert("Union".into(), json!({
        "description": text, "oneOf": [{"$ref": "#/components/schemas/First"}, {"$ref": "#/components/schemas/Second"}],
        "discriminator": {"propertyName": "type", "mapping": {text: "#/components/schemas/First"}},
    }));
    schemas.insert(
        text.into(),
        json!({"type": "object", "description": text, "properties": {"a": {"type": "string"}}}),
    );
    Value::Object(schemas)
}
