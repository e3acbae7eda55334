//! The model of every small description in `tests/specs`, as text, with everything there was to say about it.
#![cfg(test)]

mod invariants;

use std::fmt::Write as _;
use std::path::Path;

use clade_ir::{Hints, build, dump};
use clade_spec::{ReadOptions, read, read_bytes};

fn model(path: &Path) -> String {
    let read = read(path, &ReadOptions::default());
    let (api, diags) = build(&read.document, &Hints::default());
    let mut text = dump(&api);
    for diag in read.diags.iter().chain(diags.iter()) {
        let place = diag.place.clone().unwrap_or_default();
        let _ = writeln!(
            text,
            "{} {} {}:{} {}",
            diag.severity,
            diag.code,
            place.line,
            place.column,
            diag.message.escape_debug()
        );
    }
    text
}

#[test]
fn every_small_description_has_its_model() {
    insta::glob!("../../../tests/specs", "*.yaml", |path| {
        insta::assert_snapshot!(model(path));
    });
}

#[test]
fn the_same_description_gives_the_same_model() {
    insta::glob!("../../../tests/specs", "*.yaml", |path| {
        assert_eq!(model(path), model(path), "{}", path.display());
    });
}

/// A line that is missing, or stands twice, makes other structures that nobody thought of.
#[test]
fn no_damage_stops_the_toolkit() {
    insta::glob!("../../../tests/specs", "*.yaml", |path| {
        let text = std::fs::read_to_string(path).expect("readable");
        let lines: Vec<&str> = text.lines().collect();
        for at in 0..lines.len() {
            for copies in [0, 2] {
                let damaged: Vec<&str> = lines[..at]
                    .iter()
                    .chain(std::iter::repeat_n(&lines[at], copies))
                    .chain(&lines[at + 1..])
                    .copied()
                    .collect();
                let read = read_bytes("damaged.yaml", damaged.join("\n").as_bytes());
                let (api, _) = build(&read.document, &Hints::default());
                invariants::check(&format!("{} without or with twice line {}", path.display(), at + 1), &api);
            }
        }
    });
}
