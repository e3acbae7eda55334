//! Input made to break readers: each is answered by a located finding, quickly and without a panic.

use std::fmt::Write;

use clade_diag::codes;
use clade_spec::{Limits, MemoryLoader, Schema, read_bytes, read_with};

use crate::support::{codes, read, read_files, shown, with_schemas};

const SMALL: &str = r##"{"openapi":"3.1.0","info":{"title":"T\u00e9","version":"1"},"paths":{"/a/{b}?c=d#e":{"get":{"parameters":
[{"name":"b","in":"path","required":true,"schema":{"type":["string","null"],"minLength":-1.5e3}}],"responses":{"2XX":{"description":"x"},
"default":{"$ref":"#/components/responses/R"}}}}},"components":{"responses":{"R":{"description":"é","content":{"a/b":{"schema":
{"$ref":"#/components/schemas/S"}}}}},"schemas":{"S":{"allOf":[{"$ref":"#/components/schemas/S"},true]}}}}"##;

const SMALL_YAML: &str = "openapi: 3.1.0\ninfo: &i { title: \"T\\u00e9\", version: '1' }\npaths:\n  ? /a/{b}\n  : get:\n      summary: |\n        é\n        two\n      <<: *i\n      responses: { 200: { description: !!str x }, default: [] }\n--- # end\n... \n%TAG ! x\n";

#[test]
fn every_truncation_is_survived() {
    for text in [SMALL, SMALL_YAML] {
        for end in 0..text.len() {
            let result = read_bytes("a", &text.as_bytes()[..end]);
            assert!(!result.diags.is_empty(), "nothing to say about the first {end} bytes");
        }
    }
}

#[test]
fn every_changed_byte_is_survived() {
    for text in [SMALL, SMALL_YAML] {
        for at in 0..text.len() {
            for byte in
                [0, b'"', b'\\', b'{', b'[', b']', b':', b',', b'#', b'*', b'&', b'\n', b'\t', b'9', 0xff]
            {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] = byte;
                read_bytes("a", &bytes);
            }
        }
    }
}

#[test]
fn deep_nesting_stops_at_the_bound() {
    for unit in ["[", "{\"a\":", "- ", "? ", "[{", "a: {", "[ a, "] {
        let result = read_bytes("a", unit.repeat(100_000).as_bytes());
        let found = codes(&result);
        assert!(matches!(found[0], "CL0105" | "CL0106" | "CL0109" | "CL0118"), "{unit}: {found:?}");
        assert!(result.diags.iter().all(|diag| diag.place.as_ref().is_some_and(|place| place.line > 0)));
    }
}

#[test]
fn an_alias_bomb_stops_at_the_bound() {
    let mut text = String::from("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (before, name) in "abcdefgh".chars().zip("bcdefghi".chars()) {
        writeln!(text, "{name}: &{name} [{}]", vec![format!("*{before}"); 10].join(", ")).unwrap();
    }
    assert!(text.len() < 600, "{}", text.len());
    assert_eq!(codes(&read(&text)), ["CL0111"]);
}

#[test]
fn merges_of_merges_stop_at_a_bound() {
    let mut text = String::from("a0: &a0 { x: 1, y: 2 }\n");
    for level in 1..60 {
        writeln!(text, "a{level}: &a{level} {{ <<: [*a{0}, *a{0}], k{level}: *a{0} }}", level - 1).unwrap();
    }
    let found = codes(&read(&text));
    assert!(matches!(found.last(), Some(&"CL0111" | &"CL0109")), "{found:?}");
}

#[test]
fn bytes_nodes_and_files_are_bounded() {
    let entry = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\ncomponents:\n  schemas:\n    A: { $ref: 'b.yaml' }\n";
    let loader = MemoryLoader::from([("a.yaml", entry), ("b.yaml", "{ type: string }")]);
    let with = |limits: Limits| codes(&read_with(&loader, "a.yaml", "", &limits));
    assert_eq!(with(Limits::default()), [""; 0]);
    assert_eq!(with(Limits { bytes: entry.len() - 1, ..Limits::default() }), ["CL0108"]);
    assert_eq!(with(Limits { bytes: entry.len() + 1, ..Limits::default() }), ["CL0108"]);
    assert_eq!(with(Limits { nodes: 5, ..Limits::default() }), ["CL0110"]);
    assert_eq!(with(Limits { files: 1, ..Limits::default() }), ["CL0112"]);
}

#[test]
fn bytes_that_are_no_text_are_located() {
    for (bytes, code, line, column) in [
        (&b"a: \xc3("[..], "CL0102", 1, 4),
        (b"a: 1\nb: \xed\xa0\x80", "CL0102", 2, 4),
        (b"\xfe\xff\0a", "CL0103", 1, 1),
        (b"{\"a\":\n \"\0\"}", "CL0104", 2, 3),
        (b"", "CL0107", 1, 1),
        (b"\xef\xbb\xbf", "CL0107", 1, 1),
        (b" \n# nothing\n", "CL0107", 1, 1),
    ] {
        let result = read_bytes("a", bytes);
        let diag = result.diags.iter().next().unwrap();
        let place = diag.place.clone().unwrap();
        assert_eq!((diag.code.as_str(), place.line, place.column), (code, line, column), "{bytes:?}");
    }
}

#[test]
fn numbers_beyond_every_type_are_kept() {
    let digits = "9".repeat(10_000);
    let result = read(&with_schemas(&format!(
        "    A: {{ type: integer, maximum: {digits}, minimum: -1e400, default: 1e400, multipleOf: 0.1 }}\n"
    )));
    assert!(result.diags.is_empty(), "{}", shown(&result));
    let schema = crate::support::component(&result.document, "A");
    assert_eq!(schema.maximum.as_ref().unwrap().as_str(), digits);
    assert_eq!(schema.minimum.as_ref().unwrap().as_f64(), None);
}

#[test]
fn chains_of_references_are_followed_to_their_end() {
    let mut schemas = String::new();
    for n in 0..5_000 {
        writeln!(schemas, "    S{n}: {{ $ref: '#/components/schemas/S{}' }}", n + 1).unwrap();
    }
    schemas.push_str("    S5000: { type: string }\n");
    let result = read(&with_schemas(&schemas));
    assert!(result.diags.is_empty(), "{}", shown(&result));
    let first = crate::support::component_id(&result.document, "S0");
    assert!(matches!(result.document.schema(result.document.follow(first)), Schema::Object(_)));
}

#[test]
fn parts_that_contain_themselves_are_cut() {
    let result = read(
        "openapi: 3.1.0\ninfo: { title: T, version: '1' }\ncomponents:\n  headers:\n    A:\n      content:\n        \
         text/plain:\n          encoding:\n            p: { headers: { A: { $ref: '#/components/headers/A' } } }\n",
    );
    assert_eq!(codes(&result), ["CL0202"]);
}

#[test]
fn long_chains_of_nested_parts_do_not_exhaust_the_stack() {
    let mut text =
        String::from("openapi: 3.1.0\ninfo: { title: T, version: '1' }\ncomponents:\n  headers:\n");
    for n in 0..20_000 {
        writeln!(
            text,
            "    H{n}: {{ content: {{ a/b: {{ encoding: {{ p: {{ headers: {{ X: {{ $ref: '#/components/headers/H{}' }} }} }} }} }} }} }}",
            n + 1
        )
        .unwrap();
    }
    text.push_str("    H20000: { schema: {} }\n");
    assert!(codes(&read(&text)).contains(&"CL0202"));
}

#[test]
fn path_items_that_refer_to_each_other_are_cut() {
    let result = read(
        "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /a: { $ref: '#/paths/~1b' }\n  /b: { $ref: '#/paths/~1a' }\n",
    );
    assert_eq!(codes(&result), ["CL0202", "CL0202"]);
}

#[test]
fn pointers_through_references_cannot_multiply() {
    let mut schemas = String::from("    S0: { properties: { a: { type: string } } }\n");
    for n in 1..60 {
        writeln!(
            schemas,
            "    S{n}: {{ properties: {{ a: {{ $id: x{n}, $ref: '#/components/schemas/S{0}/properties/a/a' }} }}, $ref: '#/components/schemas/S{0}/properties/a' }}",
            n - 1
        )
        .unwrap();
    }
    read(&with_schemas(&schemas));
}

#[test]
fn files_outside_the_root_are_refused() {
    for reference in
        ["../secret.yaml", "/etc/passwd", "a/../../secret.yaml", "..%2fsecret.yaml", "%2e%2e/secret.yaml"]
    {
        let entry = with_schemas(&format!("    A: {{ $ref: '{reference}' }}\n"));
        let result = read_files([("a.yaml", &entry), ("secret.yaml", "type: string")]);
        assert_eq!(codes(&result), ["CL0203"], "{reference}");
    }
    for reference in ["file:///etc/passwd", "http://localhost/x", "//host/x", "urn:x:y", "c:/x.yaml"] {
        let result = read(&with_schemas(&format!("    A: {{ $ref: '{reference}' }}\n")));
        assert_eq!(codes(&result), ["CL0204"], "{reference}");
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_do_not_lead_out() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("api");
    std::fs::create_dir(&root).unwrap();
    std::fs::write(folder.path().join("secret.yaml"), "type: string\n").unwrap();
    std::os::unix::fs::symlink("../secret.yaml", root.join("link.yaml")).unwrap();
    std::fs::write(root.join("inside.yaml"), "type: string\n").unwrap();
    std::os::unix::fs::symlink("inside.yaml", root.join("fine.yaml")).unwrap();
    let entry = root.join("api.yaml");
    std::fs::write(
        &entry,
        with_schemas("    A: { $ref: 'link.yaml' }\n    B: { $ref: 'fine.yaml' }\n    C: { $ref: '.' }\n"),
    )
    .unwrap();
    let result = clade_spec::read(&entry, &clade_spec::ReadOptions::default());
    assert_eq!(codes(&result), ["CL0203", "CL0205"], "{}", shown(&result));
}

#[test]
fn a_missing_entry_file_is_told() {
    let result =
        clade_spec::read(std::path::Path::new("no/such/file.yaml"), &clade_spec::ReadOptions::default());
    assert_eq!(codes(&result), ["CL0101"]);
    let here = clade_spec::read(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")),
        &clade_spec::ReadOptions::default(),
    );
    assert_eq!(codes(&here), ["CL0101"], "{}", shown(&here));
}

#[test]
fn a_flood_of_faults_is_counted_not_kept() {
    let mut text = with_schemas("");
    for n in 0..30_000 {
        writeln!(text, "    S{n}: {{ $ref: '#/components/schemas/T{n}' }}").unwrap();
    }
    let result = read(&text);
    assert_eq!(result.diags.len(), clade_diag::Diags::KEPT_PER_CODE);
    assert_eq!(result.diags.dropped(codes::CL0201), 20_000);
}

/// Paths that all refer to one item, whose parameters each of its operations inherits.
fn many_users_of_one_item(paths: usize, parameters: usize) -> String {
    let mut text = String::from("openapi: 3.2.0\ninfo: { title: T, version: '1' }\npaths:\n");
    for n in 0..paths {
        writeln!(text, "  /p{n}: {{ $ref: '#/components/pathItems/Item' }}").unwrap();
    }
    text.push_str("components:\n  pathItems:\n    Item:\n      get: { responses: { 200: { description: Fine. } } }\n      parameters:\n");
    for n in 0..parameters {
        writeln!(text, "        - {{ name: q{n}, in: query, schema: {{}} }}").unwrap();
    }
    text
}

#[test]
fn parts_used_many_times_cannot_multiply() {
    let text = many_users_of_one_item(300, 300);
    let limits = Limits { nodes: 10_000, ..Limits::default() };
    let loader = MemoryLoader::from([("a.yaml", text.as_str())]);
    let result = read_with(&loader, "a.yaml", "", &limits);
    assert_eq!(codes(&result), ["CL0211"], "{}", shown(&result));
    let uses: usize = result
        .document
        .paths
        .iter()
        .flat_map(|item| &item.operations)
        .map(|operation| operation.parameters.len())
        .sum();
    assert!((300..=10_000).contains(&uses), "{uses}");
    assert!(read_bytes("a.yaml", many_users_of_one_item(30, 30).as_bytes()).diags.is_empty());
}

#[test]
fn examples_used_many_times_cannot_multiply() {
    let mut text =
        String::from("openapi: 3.2.0\ninfo: { title: T, version: '1' }\ncomponents:\n  headers:\n");
    for n in 0..300 {
        writeln!(
            text,
            "    H{n}: {{ schema: {{}}, examples: {{ a: {{ $ref: '#/components/examples/Big' }} }} }}"
        )
        .unwrap();
    }
    writeln!(text, "  examples: {{ Big: {{ value: [{}] }} }}", vec!["1"; 300].join(", ")).unwrap();
    let loader = MemoryLoader::from([("a.yaml", text.as_str())]);
    let result = read_with(&loader, "a.yaml", "", &Limits { nodes: 10_000, ..Limits::default() });
    assert_eq!(codes(&result), ["CL0211"], "{}", shown(&result));
}

#[test]
fn wide_lists_are_read_in_linear_time() {
    let parameters: Vec<String> =
        (0..20_000).map(|n| format!("{{ name: q{n}, in: query, schema: {{}} }}")).collect();
    let tags: Vec<String> = (0..100_000).map(|n| format!("t{n}")).collect();
    let text = format!(
        "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    parameters: &p [{}]\n    get:\n      tags: [{}]\n      parameters: *p\n      responses: {{ 200: {{ description: Fine. }} }}\n",
        parameters.join(", "),
        tags.join(", ")
    );
    let result = read(&text);
    assert!(result.diags.is_empty(), "{}", shown(&result));
    let operation = crate::support::operation(&result.document);
    assert_eq!((operation.parameters.len(), operation.tags.len()), (20_000, 100_000));
}
