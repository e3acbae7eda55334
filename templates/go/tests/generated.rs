//! What becomes of descriptions, looked at as text; that it compiles is proven by the gates.

mod lexer;

use std::path::Path;

use clade_emit::{Emission, Emitter as _, Files, GoPackage, PackageConfig, RustPackage, TsPackage};
use clade_ir::Hints;
use clade_spec::ReadOptions;

fn emit(name: &str) -> Emission {
    emit_as(name, "sample")
}

fn emit_as(name: &str, product: &str) -> Emission {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/specs").join(name).with_extension("yaml");
    let read = clade_spec::read(&path, &ReadOptions::default());
    let (api, _) = clade_ir::build(&read.document, &Hints::default());
    let config = PackageConfig {
        name: product.to_owned(),
        version: "1.2.3".to_owned(),
        description: "A client".to_owned(),
        license: "MIT OR Apache-2.0".to_owned(),
        repository: None,
        env_prefix: "SAMPLE".to_owned(),
        base_url: None,
        dag: false,
        generator: "0".to_owned(),
        driver_to_package: "../go".to_owned(),
        rust: RustPackage { crate_name: "sample".to_owned() },
        ts: TsPackage { package_name: "sample".to_owned() },
        go: GoPackage { module: "example.com/sample".to_owned(), package: "sample".to_owned() },
    };
    clade_go::Go.emit(&api, &config)
}

fn is_go(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|end| end == "go")
}

/// All code in the root package and in the driver.
fn code(emission: &Emission) -> String {
    let of = |files: &Files| {
        let sources = files.iter().filter(|(path, _)| is_go(path) && !path.contains('/'));
        sources.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect::<String>()
    };
    of(&emission.package) + &of(&emission.driver)
}

#[test]
fn the_same_description_gives_the_same_bytes() {
    let (first, second) = (emit("union-tagged"), emit("union-tagged"));
    assert_eq!(first.package, second.package);
    assert_eq!(first.driver, second.driver);
}

#[test]
fn every_text_of_a_description_is_a_string_or_a_comment() {
    let emission = emit("hostile-text");
    for (path, bytes) in emission.package.iter().chain(emission.driver.iter()).filter(|(path, _)| is_go(path))
    {
        let text = String::from_utf8_lossy(bytes);
        for token in lexer::tokens(&text) {
            let harmless = matches!(token.kind, lexer::Kind::Text | lexer::Kind::Comment);
            assert!(harmless || !token.text.contains("CANARY"), "{path}: {}", token.text);
            let directive = token.kind == lexer::Kind::Comment
                && token.text.starts_with("//")
                && !token.text.starts_with("// ");
            assert!(
                !directive || token.text == "//" || token.text.starts_with("//\t"),
                "{path}: {}",
                token.text
            );
        }
    }
    assert!(code(&emission).contains("CANARY"));
}

#[test]
fn paths_stay_below_the_root() {
    let emission = emit("hostile-text");
    for (path, _) in emission.package.iter().chain(emission.driver.iter()) {
        assert!(!path.contains("..") && !path.starts_with('/') && !path.contains("CANARY"), "{path}");
    }
}

#[test]
fn keywords_and_names_of_the_runtime_give_way() {
    let text = code(&emit("keywords"));
    for word in ["type string", "func string", "range string", " string string", "error string"] {
        assert!(!text.contains(&format!("({word}")) && !text.contains(&format!(", {word}")), "{word}");
    }
    let text = code(&emit("prelude-names"));
    assert_eq!(text.matches("type Error struct").count(), 1, "the runtime's own");
    assert!(text.contains("type ErrorModel struct"));
}

#[test]
fn absent_null_and_value_differ() {
    let text = code(&emit("nullable-optional-patch"));
    assert!(text.contains(" Field["), "{text}");
}

#[test]
fn a_call_that_fixes_a_member_does_not_offer_it() {
    let text = code(&emit("sse-finite-switch"));
    assert!(text.contains("request.Pin{Name: \"stream\", Value: true}") && text.contains("Value: false}"));
    assert!(!text.contains("Stream Field[bool]"), "the member is no argument");
}

#[test]
fn a_sample_of_several_files_is_a_list_of_files() {
    let text = code(&emit("multipart-files"));
    assert!(text.contains("[]sample.File{{Content: strings.NewReader"), "{text}");
}

#[test]
fn an_enum_is_a_variant_by_itself() {
    let text = code(&emit("union-enum"));
    assert!(text.contains("func (ToolMode) isQuestionToolChoice()"), "{text}");
    assert!(text.contains("type QuestionContentPartList []ContentPart"), "{text}");
}

#[test]
fn every_description_has_a_quick_start_that_runs() {
    for name in ["body-on-get", "bytes-body", "text", "null-reply"] {
        let emission = emit(name);
        let file = |wanted: &str| {
            let found = emission.package.iter().find(|(path, _)| *path == wanted);
            found.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
        };
        assert!(file("README.md").contains("func main()"), "{name}");
        assert!(file("example_test.go").contains("// Output:"), "{name}");
    }
}

#[test]
fn the_client_is_in_no_test_and_on_every_platform() {
    for product in ["music-test", "music-linux", "errors"] {
        let emission = emit_as("empty", product);
        assert!(emission.package.iter().any(|(path, _)| path == "client.go"), "{product}");
    }
}

#[test]
fn lists_in_paths_are_no_samples() {
    let text = code(&emit("params-styles"));
    assert!(!text.contains("(ctx, nil)"), "{text}");
}
