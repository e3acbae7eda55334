//! Public descriptions, read from a folder beside the repository: each gets a model, twice the same, without a panic.
#![cfg(test)]

mod invariants;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clade_ir::{Api, Hints, build, dump};
use clade_spec::{ReadOptions, read};

/// One row of the folder's index: name, file, and the entry's path inside an archive.
struct Row {
    name: String,
    file: PathBuf,
    entry: String,
}

fn rows(folder: &Path) -> Vec<Row> {
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).expect("a readable index");
    let row = |line: &str| {
        let columns: Vec<&str> = line.split('\t').collect();
        Row { name: columns[0].to_owned(), file: folder.join(columns[1]), entry: columns[3].to_owned() }
    };
    index.lines().skip(1).filter(|line| !line.is_empty()).map(row).collect()
}

/// Unpacks a description; its entry file below `target`.
fn unpack(row: &Row, target: &Path) -> PathBuf {
    let packed = zstd::Decoder::new(File::open(&row.file).expect("a readable file")).expect("zstd");
    let inner = row.file.file_stem().expect("a name");
    if Path::new(inner).extension().is_some_and(|ending| ending == "tar") {
        let folder = target.join(&row.name);
        tar::Archive::new(packed).unpack(&folder).expect("an archive");
        return folder.join(&row.entry);
    }
    let path = target.join(inner);
    std::io::copy(&mut { packed }, &mut File::create(&path).expect("a new file")).expect("unpacked");
    path
}

fn model(path: &Path) -> Api {
    build(&read(path, &ReadOptions::default()).document, &Hints::default()).0
}

#[test]
fn every_public_description_has_a_model() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/dev");
    if !folder.join("INDEX.tsv").is_file() {
        eprintln!("SKIPPED: {} is not there", folder.display());
        return;
    }
    let target = tempfile::tempdir().expect("a temporary folder");
    let rows = rows(&folder);
    assert!(rows.len() >= 60, "{} descriptions", rows.len());
    println!("{:28} {:>6} {:>8} {:>6} {:>6}", "description", "typed", "degraded", "types", "ms");
    for row in &rows {
        let path = unpack(row, target.path());
        let started = Instant::now();
        let api = model(&path);
        let spent = started.elapsed().as_millis();
        invariants::check(&row.name, &api);
        assert_eq!(dump(&api), dump(&model(&path)), "{}: two models", row.name);
        let coverage = &api.coverage;
        println!(
            "{:28} {:>6} {:>8} {:>6} {spent:>6}",
            row.name,
            coverage.typed,
            coverage.degraded,
            api.types.len()
        );
    }
}
