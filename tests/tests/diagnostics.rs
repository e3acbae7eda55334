//! What the toolkit says about each faulty description of `tests/bad`.
#![cfg(test)]

use std::path::Path;

use clade::{Config, Loaded, load};
use clade_diag::{Diag, Renderer, codes};
use conformance::repository::{ends, files};

/// Reads a description by its path from this crate, so that no message holds a path of one machine.
fn read(path: &Path) -> Loaded {
    let name = path.file_name().expect("a file");
    load(&Path::new("bad").join(name), &Config::default())
}

#[test]
fn every_fault_is_told_as_it_was() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/bad");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("../bad", "*.{yaml,json}", |path| {
            let loaded = read(path);
            insta::assert_snapshot!("bad", Renderer::new(&loaded.sources).all(&loaded.diags));
        });
    });
}

#[test]
fn the_first_finding_of_each_file_is_the_one_it_is_named_after() {
    let mut faults = Vec::new();
    for path in descriptions() {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        let code = name.split('-').next().unwrap_or_default();
        let loaded = read(&path);
        let found = causes(&loaded, code);
        if found.first().map(String::as_str) != Some(code) {
            faults.push(format!("{name}: {found:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Codes by place. What degrades because of a fault is told at the place that degrades, often before the fault: it
/// counts only where it is itself the point.
fn causes(loaded: &Loaded, wanted: &str) -> Vec<String> {
    let degrades = |diag: &&&Diag| diag.code.as_str().starts_with("CL06") && !wanted.starts_with("CL06");
    let sorted = loaded.diags.sorted();
    sorted.iter().filter(|diag| !degrades(diag)).map(|diag| diag.code.as_str().to_owned()).collect()
}

#[test]
fn every_file_is_named_after_a_code_of_the_table() {
    let descriptions = descriptions();
    assert!(descriptions.len() >= 60, "{} descriptions", descriptions.len());
    for path in descriptions {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        let code = name.split('-').next().unwrap_or_default();
        assert!(clade_diag::Code::find(code).is_some(), "{name}: no such code among {}", codes::ALL.len());
    }
}

fn descriptions() -> Vec<std::path::PathBuf> {
    files("tests/bad").into_iter().filter(|path| ends(path, &["yaml", "json"])).collect()
}
