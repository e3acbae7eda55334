//! Text of a description never becomes code, in any language.
#![cfg(test)]

mod directives;
mod hostile;
mod manifest;
mod rust;
mod script;

use clade::languages;
use clade::{Config, Target, generate, load_bytes};
use clade_emit::Files;
use conformance::repository::root;
use hostile::{CANARY, PAYLOADS, description};
use script::Script;

/// What text of the description got where it must not be.
fn escapes(files: &Files, benign: &Files) -> Vec<String> {
    let mut faults = Vec::new();
    if files.is_empty() {
        faults.push("nothing is generated".to_owned());
    }
    for (path, bytes) in files.iter() {
        let text = String::from_utf8_lossy(bytes);
        if path.contains(CANARY) {
            faults.push(format!("{path}: the name of the file"));
        }
        let plain = String::from_utf8_lossy(benign.get(path).unwrap_or_default());
        let added = directives::added(ending(path), &text, &plain);
        faults.extend(added.into_iter().map(|danger| format!("{path}: {danger}")));
        match fault(path, &text, benign) {
            Ok(None) => {}
            Ok(Some(line)) => faults.push(format!("{path}: {line}")),
            Err(error) => faults.push(format!("{path} cannot be read as what it is: {error}")),
        }
    }
    faults
}

fn ending(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// The line of code that holds the canary, if there is one.
fn fault(path: &str, text: &str, benign: &Files) -> Result<Option<String>, String> {
    let ending = ending(path);
    let code = match ending {
        "rs" => rust::code(text)?,
        "ts" | "mts" | "cts" | "js" | "mjs" | "cjs" => script::code(Script::TypeScript, text)?,
        "go" => script::code(Script::Go, text)?,
        "json" | "toml" | "mod" => return manifest::fault(ending, path, text, benign),
        "md" => return Ok(manifest::markdown_fault(text)),
        _ => return Ok(text.lines().find(|line| line.contains(CANARY)).map(str::to_owned)),
    };
    Ok(code.lines().find(|line| line.contains(CANARY)).map(|line| line.trim().to_owned()))
}

/// Packages and drivers of every language for a description.
fn packages(name: &str, bytes: &[u8]) -> Vec<(&'static str, Files, Files)> {
    let config = Config::default();
    let loaded = load_bytes(name, bytes, &config);
    let targets = languages::ALL.map(|emitter| Target { emitter, driver_to_package: "../package" });
    let generated = generate(&loaded.api, &config, &targets);
    let packages = generated.languages.into_iter();
    packages.map(|(language, emission)| (language, emission.package, emission.driver)).collect()
}

#[test]
fn every_way_out_is_shut_in_every_text() {
    let benign = packages("benign.json", description("").to_string().replace(CANARY, "plain").as_bytes());
    let mut faults = Vec::new();
    for (name, payload) in PAYLOADS {
        let bytes = description(payload).to_string();
        for ((language, package, driver), (_, plain_package, plain_driver)) in
            packages("hostile.json", bytes.as_bytes()).iter().zip(&benign)
        {
            let found = escapes(package, plain_package).into_iter().chain(escapes(driver, plain_driver));
            faults.extend(found.map(|fault| format!("{language}, {name}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{} escapes\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_description_of_hostile_texts_stays_text() {
    let path = root().join("tests/specs/hostile-text.yaml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(text.contains("CANARY"), "the description has no canary");
    let hostile = packages("hostile-text.yaml", text.replace("CANARY", CANARY).as_bytes());
    let benign = packages("hostile-text.yaml", text.replace("CANARY", "plain").as_bytes());
    let mut faults = Vec::new();
    for ((language, package, driver), (_, plain_package, plain_driver)) in hostile.iter().zip(&benign) {
        let found = escapes(package, plain_package).into_iter().chain(escapes(driver, plain_driver));
        faults.extend(found.map(|fault| format!("{language}: {fault}")));
    }
    assert!(faults.is_empty(), "{} escapes\n{}", faults.len(), faults.join("\n"));
}
