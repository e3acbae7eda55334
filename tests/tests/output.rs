//! What is generated from each tiny description of `tests/specs`, in every language: the files that say something of the
//! API, and nothing that is the same for all.
#![cfg(test)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clade::{Config, Loaded, Target, generate, languages, load, load_bytes};
use clade_diag::Sources;
use clade_emit::Files;
use conformance::repository::{ends, files};

/// A description with nothing in it: what is generated from it all the same is not worth showing again.
const NOTHING: &[u8] =
    br#"{"openapi": "3.1.0", "info": {"title": "Nothing", "version": "1.0.0"}, "paths": {}}"#;

/// Descriptions without operations and schemas.
const WITHOUT_CODE: [&str; 1] = ["empty"];

fn emit(loaded: &Loaded) -> BTreeMap<&'static str, Files> {
    let targets = languages::ALL.map(|emitter| Target { emitter, driver_to_package: "../package" });
    let generated = generate(&loaded.api, &settings(), &targets);
    generated.languages.into_iter().map(|(language, emission)| (language, emission.package)).collect()
}

/// Names and versions that are the same for all.
fn settings() -> Config {
    let mut sources = Sources::new();
    Config::read(Path::new("tiny.toml"), &mut sources).expect("tests/tiny.toml")
}

fn nothing() -> BTreeMap<&'static str, Files> {
    emit(&load_bytes("nothing.json", NOTHING, &settings()))
}

/// Models and resources of a package, one file after the other; the client too where the description is about it.
fn telling(name: &str, language: &str, package: &Files, nothing: &Files) -> String {
    let about_client = name.starts_with("auth") || name.starts_with("server");
    let mut text = String::new();
    for (path, bytes) in package.iter() {
        let shown = is_api(language, path) || (about_client && is_client(path));
        if shown && nothing.get(path) != Some(bytes) {
            let _ = writeln!(text, "──── {path}\n{}", String::from_utf8_lossy(bytes));
        }
    }
    text
}

fn is_api(language: &str, path: &str) -> bool {
    match language {
        "go" => {
            ends(Path::new(path), &["go"]) && !path.contains('/') && !is_client(path) && path != "field.go"
        }
        _ => {
            ["src/models/", "src/resources/"].iter().any(|folder| path.starts_with(folder))
                && !path.ends_with("mod.rs")
        }
    }
}

fn is_client(path: &str) -> bool {
    ["src/client.rs", "src/client.ts", "tiny.go"].contains(&path)
}

fn descriptions() -> Vec<PathBuf> {
    // What lies deeper is a part of a description.
    let whole =
        |path: &PathBuf| path.parent() == Some(Path::new("tests/specs")) && ends(path, &["yaml", "json"]);
    let descriptions: Vec<_> = files("tests/specs").into_iter().filter(whole).collect();
    assert!(descriptions.len() >= 40, "only {} descriptions in tests/specs", descriptions.len());
    descriptions
        .into_iter()
        .filter_map(|path| path.strip_prefix("tests").map(Path::to_path_buf).ok())
        .collect()
}

#[test]
fn output_is_what_was_reviewed() {
    let nothing = nothing();
    let mut unchanged = true;
    for path in descriptions() {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        for (language, package) in emit(&load(&path, &settings())) {
            let text = telling(&name, language, &package, &nothing[language]);
            assert!(
                WITHOUT_CODE.contains(&name.as_str()) || !text.is_empty(),
                "{language}: nothing is generated from {name}"
            );
            unchanged &= matches_snapshot(language, &name, &text);
        }
    }
    assert!(unchanged, "output differs from its snapshots; see above, and review with `cargo insta review`");
}

/// Compares with the snapshot and goes on, so that one run shows all that has changed.
fn matches_snapshot(language: &str, name: &str, text: &str) -> bool {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../snapshots/output/{language}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let compare = std::panic::AssertUnwindSafe(|| settings.bind(|| insta::assert_snapshot!(name, text)));
    std::panic::catch_unwind(compare).is_ok()
}

#[test]
fn the_same_description_gives_the_same_bytes() {
    let mut paths = descriptions();
    paths.push(PathBuf::from("../openapi/openapi.json"));
    let mut faults = Vec::new();
    for path in paths {
        let (first, second) = (emit(&load(&path, &settings())), emit(&load(&path, &settings())));
        for (language, package) in &first {
            if package != &second[language] {
                faults.push(format!("{language}: {}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "not the same twice:\n{}", faults.join("\n"));
}

#[test]
fn every_feature_has_one_small_description() {
    for path in descriptions() {
        let text = std::fs::read_to_string(&path).expect("readable");
        assert!(
            text.lines().count() <= 200,
            "{}: {} lines are not tiny",
            path.display(),
            text.lines().count()
        );
        let loaded = load(&path, &settings());
        assert!(!loaded.diags.has_errors(), "{}: {:?}", path.display(), loaded.diags.sorted());
    }
}
