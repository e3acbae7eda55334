//! Every faulty description provokes the code it is named after, and every code has one.

use std::collections::BTreeSet;
use std::path::Path;

use clade_diag::codes::ALL;
use clade_spec::{ReadOptions, read};

use crate::support::shown;

/// Codes that no small file can provoke; each is tested where it is raised.
const WITHOUT_FILE: [&str; 5] = ["CL0101", "CL0108", "CL0110", "CL0112", "CL0211"];

/// Whether reading raises a code: the lower half of the groups for syntax, references, structure, schemas and
/// operations (the upper half belongs to lowering).
fn is_of_reading(code: &str) -> bool {
    ("CL0101".."CL0550").contains(&code) && code.as_bytes()[4] < b'5'
}

fn files() -> Vec<(String, std::path::PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/bad");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.starts_with("CL") && is_of_reading(&name[..6]) {
            files.push((name[..6].to_owned(), path));
        }
    }
    files.sort();
    files
}

#[test]
fn each_file_provokes_its_code_alone() {
    for (code, path) in files() {
        let result = read(&path, &ReadOptions::default());
        let found: Vec<&str> = result.diags.sorted().iter().map(|diag| diag.code.as_str()).collect();
        assert_eq!(found, [code.as_str()], "{}\n{}", path.display(), shown(&result));
    }
}

#[test]
fn each_code_of_reading_has_a_file() {
    let covered: BTreeSet<String> = files().into_iter().map(|(code, _)| code).collect();
    let missing: Vec<&str> = ALL
        .iter()
        .map(|code| code.as_str())
        .filter(|code| is_of_reading(code) && !covered.contains(*code) && !WITHOUT_FILE.contains(code))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
