//! Rules of the house that no compiler checks.
#![cfg(test)]

use std::collections::BTreeSet;
use std::path::Path;

use conformance::repository::{ends, files, text};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use regex::Regex;
use serde_json::Value;

/// Lines above which a file is no longer one concept.
const MOST_LINES: usize = 600;
/// One table each: rows may be added without making the file harder to read.
const TABLES: [&str; 1] = ["crates/clade-diag/src/codes.rs"];

fn report(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}\n{}", faults.join("\n"));
}

/// Every line of the files that a pattern matches.
fn lines_matching(paths: &[std::path::PathBuf], pattern: &str) -> Vec<String> {
    let regex = Regex::new(pattern).unwrap();
    let mut found = Vec::new();
    for path in paths {
        for (index, line) in text(path).unwrap_or_default().lines().enumerate() {
            if regex.is_match(line) {
                found.push(format!("{}:{}: {}", path.display(), index + 1, line.trim()));
            }
        }
    }
    found
}

#[test]
fn templates_never_print_unencoded_text() {
    let templates: Vec<_> =
        files("templates").into_iter().filter(|path| path.iter().any(|part| part == "j2")).collect();
    report(
        "a template must not mark text as safe: give the node a field of an encoder's type",
        &lines_matching(&templates, r"\|\s*safe\b"),
    );
}

#[test]
fn the_toolkit_has_no_panic_sites() {
    let mut faults = Vec::new();
    for path in toolkit_sources() {
        let source = text(&path).unwrap_or_default();
        let tokens: TokenStream =
            source.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for (line, what) in panic_sites(tokens) {
            faults.push(format!("{}:{line}: {what}", path.display()));
        }
    }
    report("the toolkit reports errors as values and does not panic", &faults);
}

/// Rust sources of the toolkit, without files that are tests as a whole.
fn toolkit_sources() -> Vec<std::path::PathBuf> {
    let toolkit =
        |path: &Path| path.starts_with("templates") || path.to_string_lossy().starts_with("crates/clade");
    let test = |path: &Path| {
        path.iter()
            .any(|part| part == "tests" || part == "examples" || part == "tests.rs" || part == "fixture.rs")
    };
    let paths = files("crates").into_iter().chain(files("templates"));
    let sources: Vec<_> = paths.filter(|path| toolkit(path) && ends(path, &["rs"]) && !test(path)).collect();
    assert!(sources.len() > 20, "only {} sources found", sources.len());
    sources
}

/// Calls that end the program, with their lines; what stands under `#[cfg(test)]` is passed over.
fn panic_sites(tokens: TokenStream) -> Vec<(usize, String)> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        if is_test_attribute(&tokens[index..]) {
            index = after_item(&tokens, index + 2);
            continue;
        }
        if let TokenTree::Group(group) = &tokens[index] {
            found.extend(panic_sites(group.stream()));
        } else if let Some(what) = panic_site(&tokens, index) {
            found.push((tokens[index].span().start().line, what));
        }
        index += 1;
    }
    found
}

/// `#[cfg(test)]` or `#[test]`.
fn is_test_attribute(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Punct(hash), TokenTree::Group(attribute), ..] if hash.as_char() == '#' => {
            let text = attribute.stream().to_string().replace(' ', "");
            text == "test" || text.starts_with("cfg(test") || text.starts_with("cfg(all(test")
        }
        _ => false,
    }
}

/// The index behind the item that begins here: behind its block, or its semicolon.
fn after_item(tokens: &[TokenTree], from: usize) -> usize {
    let ends_item = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    };
    tokens[from..].iter().position(ends_item).map_or(tokens.len(), |offset| from + offset + 1)
}

fn panic_site(tokens: &[TokenTree], index: usize) -> Option<String> {
    let TokenTree::Ident(ident) = &tokens[index] else { return None };
    let name = ident.to_string();
    let next_is =
        |c: char| matches!(tokens.get(index + 1), Some(TokenTree::Punct(punct)) if punct.as_char() == c);
    let previous_is_dot =
        index > 0 && matches!(&tokens[index - 1], TokenTree::Punct(punct) if punct.as_char() == '.');
    let called = matches!(tokens.get(index + 1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
    match name.as_str() {
        "unwrap" | "expect" if previous_is_dot && called => Some(format!(".{name}()")),
        "panic" | "todo" | "unimplemented" if next_is('!') => Some(format!("{name}!")),
        _ => None,
    }
}

#[test]
fn panic_sites_are_found_where_they_are() {
    let source = "fn f() { a.unwrap(); vec![b.expect(\"x\")]; \"c.unwrap()\"; todo!() }\n\
                  #[cfg(test)] mod tests { fn g() { panic!() } }\nfn h() { unwrap(); d.unwrap_or(1); }";
    let sites: Vec<String> = panic_sites(source.parse().unwrap()).into_iter().map(|(_, what)| what).collect();
    assert_eq!(sites, [".unwrap()", ".expect()", "todo!"]);
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    let endings = [
        "rs", "ts", "mts", "js", "go", "mod", "j2", "md", "toml", "json", "yaml", "yml", "sql", "sh", "snap",
        "lock",
    ];
    let paths: Vec<_> = files("").into_iter().filter(|path| ends(path, &endings)).collect();
    // Put together so that this file does not match itself.
    let pattern = ["(^|[^A-Za-z0-9_.}\\])/-])/(wo", "rk|ro", "ot|home/[a-z]+)/"].concat();
    report("files must not name places of one machine", &lines_matching(&paths, &pattern));
}

#[test]
fn no_source_has_grown_beyond_one_concept() {
    let written = ["crates", "templates", "overlays", "tests", "xtask"];
    let machine = |path: &Path| path.starts_with("tests/drivers") || path.starts_with("tests/vectors");
    let table = |path: &Path| TABLES.iter().any(|table| path == Path::new(table));
    let sources = written.iter().flat_map(|folder| files(folder));
    let mut faults = Vec::new();
    for path in
        sources.filter(|path| ends(path, &["rs", "ts", "mts", "go", "j2"]) && !machine(path) && !table(path))
    {
        let lines = text(&path).unwrap_or_default().lines().count();
        if lines > MOST_LINES {
            faults.push(format!("{}: {lines} lines", path.display()));
        }
    }
    report("a source has at most 600 lines; split it by concept", &faults);
}

#[test]
fn vectors_are_readable_and_their_cases_have_names_of_their_own() {
    let paths: Vec<_> = files("tests/vectors").into_iter().filter(|path| ends(path, &["json"])).collect();
    assert!(paths.len() >= 10, "only {} files of vectors", paths.len());
    let mut faults = Vec::new();
    for path in paths {
        match serde_json::from_str::<Value>(&text(&path).unwrap_or_default()) {
            Ok(vectors) => faults
                .extend(faults_of(&vectors).into_iter().map(|fault| format!("{}: {fault}", path.display()))),
            Err(error) => faults.push(format!("{}: {error}", path.display())),
        }
    }
    report("vectors", &faults);
}

fn faults_of(vectors: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    if vectors["about"].as_str().is_none_or(str::is_empty) {
        faults.push("`about` is missing".to_owned());
    }
    let cases = vectors["cases"].as_array().map(Vec::as_slice).unwrap_or_default();
    if cases.is_empty() {
        faults.push("there are no cases".to_owned());
    }
    let mut names = BTreeSet::new();
    for case in cases {
        match case["name"].as_str() {
            Some(name) if names.insert(name) => {}
            Some(name) => faults.push(format!("two cases are called `{name}`")),
            None => faults.push(format!("a case without a name: {case}")),
        }
    }
    faults
}
