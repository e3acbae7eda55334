//! JSON and YAML into one value: order, numbers, strings, positions, located errors.

use clade_spec::{Json, SpecText, read_bytes};

use crate::support::{clean, codes, component, read, shown, with_schemas};

fn example(text: &str) -> Json {
    clean(text).extensions.get("x-data").unwrap().clone()
}

fn yaml(data: &str) -> Json {
    example(&format!("openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{}}\nx-data: {data}\n"))
}

fn json(data: &str) -> Json {
    example(&format!(
        r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"paths":{{}},"x-data":{data}}}"#
    ))
}

fn number(text: &str) -> Json {
    Json::Number(text.into())
}

fn string(text: &str) -> Json {
    Json::String(SpecText::from(text))
}

#[test]
fn json_numbers_keep_their_digits() {
    for text in ["0", "-0", "1.50", "1e400", "1E-7", "123456789012345678901234567890"] {
        assert_eq!(json(text), number(text));
    }
}

#[test]
fn json_strings_are_unescaped() {
    assert_eq!(json(r#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00z""#), string("a\"\\/\u{8}\u{c}\n\r\té😀z"));
    assert_eq!(json(r#""""#), string(""));
    assert_eq!(json(r#""\u0000""#), string("\0"));
}

#[test]
fn members_keep_their_order() {
    let Json::Object(members) = json(r#"{"b":1,"a":{"z":null,"y":true},"c":[]}"#) else {
        panic!("not an object")
    };
    let keys: Vec<&str> = members.iter().map(|(key, _)| key.expose()).collect();
    assert_eq!(keys, ["b", "a", "c"]);
}

#[test]
fn yaml_scalars_follow_version_1_2() {
    for (text, value) in [
        ("yes", string("yes")),
        ("off", string("off")),
        ("2024-01-02", string("2024-01-02")),
        ("2024-01-02T03:04:05Z", string("2024-01-02T03:04:05Z")),
        ("True", Json::Bool(true)),
        ("~", Json::Null),
        ("0x10", number("16")),
        ("010", number("10")),
        ("+.5", number("0.5")),
        ("1.10", number("1.10")),
        ("'1'", string("1")),
        ("\"a\\u00e9\"", string("aé")),
        ("!!str 5", string("5")),
        ("!!int '5'", number("5")),
        ("! 5", string("5")),
    ] {
        assert_eq!(yaml(text), value, "{text}");
    }
}

#[test]
fn yaml_block_text_keeps_its_lines() {
    assert_eq!(yaml("|\n  one\n  two"), string("one\ntwo\n"));
    assert_eq!(yaml(">-\n  one\n  two"), string("one two"));
}

#[test]
fn yaml_keys_become_text() {
    let Json::Object(members) = yaml("{ 200: a, true: b, 1.0: c, null: d }") else { panic!("not an object") };
    let keys: Vec<&str> = members.iter().map(|(key, _)| key.expose()).collect();
    assert_eq!(keys, ["200", "true", "1.0", "null"]);
}

#[test]
fn yaml_aliases_and_merge_keys_expand() {
    let merged = yaml("{ base: &base { a: 1, b: 2 }, same: *base, own: { b: 3, <<: *base, c: 4 } }");
    assert_eq!(merged, json(r#"{"base":{"a":1,"b":2},"same":{"a":1,"b":2},"own":{"b":3,"a":1,"c":4}}"#));
    let several = yaml("{ p: &p { a: 1 }, q: &q { a: 2, b: 2 }, own: { <<: [*p, *q] } }");
    assert_eq!(several, json(r#"{"p":{"a":1},"q":{"a":2,"b":2},"own":{"a":1,"b":2}}"#));
    assert_eq!(yaml("{ '<<': { a: 1 } }"), json(r#"{"<<":{"a":1}}"#));
    assert_eq!(
        yaml("{ &k key: 1, other: *k, in: { *k : 2 } }"),
        json(r#"{"key":1,"other":"key","in":{"key":2}}"#)
    );
}

#[test]
fn an_aliased_schema_has_the_place_of_its_use() {
    let document = clean(&with_schemas(
        "    One: &one\n      type: object\n      properties:\n        id: { type: string }\n    Two: *one\n",
    ));
    let two = component(&document, "Two");
    let place = document.place(two.node);
    assert_eq!((place.line, place.column, &*place.pointer), (9, 5, "/components/schemas/Two"));
    let id = two.properties[&SpecText::from("id")];
    assert_eq!(&*document.schema_place(id).pointer, "/components/schemas/Two/properties/id");
}

#[test]
fn places_count_lines_and_characters() {
    let text = "\u{feff}{\r\n  \"openapi\": \"3.1.0\", \"info\": {\"title\": \"é\", \"version\": 1},\r\n  \"paths\": {}, \"x-ü\": 1, \
                \"components\": {\"schemas\": {\"A\": {\"type\": [\"nul\"]}}}}";
    let result = read_bytes("a.json", text.as_bytes());
    assert_eq!(codes(&result), ["CL0401"], "{}", shown(&result));
    let place = result.diags.iter().next().unwrap().place.clone().unwrap();
    assert_eq!((place.line, place.column), (3, 68));
    assert_eq!(&*place.pointer, "/components/schemas/A/type/0");
}

#[test]
fn pointers_are_escaped() {
    let result = read("openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /a~b/{c}:\n    get: {}\n");
    let place = result.diags.iter().next().unwrap().place.clone().unwrap();
    assert_eq!(&*place.pointer, "/paths/~1a~0b~1{c}/get");
}

#[test]
fn the_format_is_told_by_content() {
    let json = br#"{"openapi":"3.0.0","info":{"title":"T","version":"1"},"paths":{}}"#;
    assert!(read_bytes("api.yaml", json).diags.is_empty());
    let yaml = b"openapi: 3.0.0\ninfo: { title: T, version: '1' }\npaths: {}\n";
    assert!(read_bytes("api.json", yaml).diags.is_empty());
    let flow = b"{openapi: 3.0.0, info: {title: T, version: '1'}, paths: {}} # a comment\n";
    let result = read_bytes("api.json", flow);
    assert_eq!(codes(&result), ["CL0116"]);
    assert_eq!(result.document.info.title.expose(), "T");
}

#[test]
fn json_errors_say_what_was_expected() {
    for (text, line, column, message) in [
        ("{", 1, 2, "expected a key in double quotes, found the end of the file"),
        ("{\"a\" 1}", 1, 6, "expected `:` after the key, found `1`"),
        ("[1\n 2,\n \"x\u{1}]", 2, 2, "expected `,` or `]`, found `2`"),
        ("{\"a\": 01, \"}", 1, 8, "expected the end of the number, found `1`"),
        ("[tru, \"]", 1, 2, "expected a value, found `t`"),
        ("{\"a\": \"b", 1, 7, "expected a closing `\"`, found the end of the file"),
        ("[\"\\x\" \"]", 1, 4, "expected one of `\" \\ / b f n r t u` after `\\`, found `x`"),
        ("[\"\\u12g4\", \"]", 1, 7, "expected four hexadecimal digits after `\\u`, found `g`"),
        ("[] []", 1, 4, "expected the end of the file, found `[`"),
    ] {
        let result = read_bytes("a.json", text.as_bytes());
        let diag = result.diags.iter().next().unwrap();
        let place = diag.place.clone().unwrap();
        assert_eq!((diag.code.as_str(), diag.message.as_str()), ("CL0105", message), "{text}");
        assert_eq!((place.line, place.column), (line, column), "{text}");
    }
}

#[test]
fn yaml_errors_are_located() {
    let result = read("openapi: 3.1.0\ninfo:\n  title: a: b\n");
    let diag = result.diags.iter().next().unwrap();
    assert_eq!(diag.code.as_str(), "CL0106");
    assert_eq!(diag.place.as_ref().unwrap().line, 3);
}

#[test]
fn of_repeated_keys_the_last_wins() {
    let text = r#"{"openapi":"3.1.0","info":{"title":"A","version":"1","title":"B","title":"C"},"paths":{}}"#;
    let result = read_bytes("a.json", text.as_bytes());
    assert_eq!(codes(&result), ["CL0113", "CL0113"]);
    assert_eq!(result.document.info.title.expose(), "C");
}

#[test]
fn repeated_keys_of_large_objects_are_found_too() {
    let members: Vec<String> = (0..100).map(|n| format!("\"k{}\": {n}", n % 90)).collect();
    let text = format!(
        r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"paths":{{}},"x-data":{{{}}}}}"#,
        members.join(",")
    );
    let result = read_bytes("a.json", text.as_bytes());
    assert_eq!(result.diags.len(), 10);
    let Some(Json::Object(members)) = result.document.extensions.get("x-data") else {
        panic!("not an object")
    };
    assert_eq!(members.len(), 90);
    assert!(members.contains(&(SpecText::from("k3"), number("93"))));
}
