//! Documents that nobody here wrote: each is read without an error, quickly.
//!
//! They are kept outside the repository; where they are missing the test says so and passes.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clade_diag::Severity;
use clade_spec::{ReadOptions, ReadResult, SchemaId, read};

use crate::support::shown;

/// Unpacks one document into a folder; its name and entry file.
fn unpack(archive: &Path, entry_in_tree: &str, folder: &Path) -> Option<(String, PathBuf)> {
    let file = archive.file_name()?.to_str()?.strip_suffix(".zst")?.to_owned();
    let bytes = zstd::decode_all(fs::File::open(archive).unwrap()).unwrap();
    if let Some(name) = file.strip_suffix(".tar") {
        let target = folder.join(name);
        tar::Archive::new(bytes.as_slice()).unpack(&target).unwrap();
        return Some((name.to_owned(), target.join(entry_in_tree)));
    }
    let target = folder.join(&file);
    fs::write(&target, bytes).unwrap();
    Some((file, target))
}

fn count(result: &ReadResult, severity: Severity) -> usize {
    result.diags.iter().filter(|diag| diag.severity == severity).count()
}

fn report(name: &str, result: &ReadResult, elapsed: Duration) {
    let document = &result.document;
    println!(
        "{name:40} {:4} operations {:6} schemas {:4} files {:3} degraded {:4} warnings {:4} notes {:7.1} ms",
        document.paths.iter().map(|item| item.operations.len()).sum::<usize>(),
        document.schema_ids().count(),
        result.sources.iter().count(),
        count(result, Severity::Degraded),
        count(result, Severity::Warning),
        count(result, Severity::Note),
        elapsed.as_secs_f64() * 1000.0,
    );
}

#[test]
fn public_documents_are_read_without_error() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/dev");
    let Ok(index) = fs::read_to_string(corpus.join("INDEX.tsv")) else {
        println!("skipped: there is no folder {} with public documents", corpus.display());
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut total = 0;
    for line in index.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let Some((name, entry)) = unpack(&corpus.join(columns[1]), columns[3], folder.path()) else {
            continue;
        };
        let start = Instant::now();
        let result = read(&entry, &ReadOptions::default());
        report(&name, &result, start.elapsed());
        assert!(!result.diags.has_errors(), "{name}\n{}", shown(&result));
        check_counts(&name, &result, columns[8], columns[9]);
        check_ids(&result);
        total += 1;
    }
    assert!(total >= 60, "only {total} documents");
}

/// Operations and component schemas are as many as the index says.
fn check_counts(name: &str, result: &ReadResult, operations: &str, schemas: &str) {
    let document = &result.document;
    let found: usize = document.paths.iter().map(|item| item.operations.len()).sum();
    assert_eq!(found.to_string(), operations, "operations of {name}");
    assert_eq!(document.components.schemas.len().to_string(), schemas, "schemas of {name}");
}

/// Following references ends, and every schema has a place.
fn check_ids(result: &ReadResult) {
    let document = &result.document;
    for id in document.schema_ids() {
        document.follow(id);
        let place = document.schema_place(id);
        assert!(id == SchemaId::UNKNOWN || place.line > 0, "{place:?}");
    }
}
