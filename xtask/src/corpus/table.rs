//! The table that `cargo xtask corpus` prints.

use clade::languages;

use super::Row;
use crate::compile::{Compiled, Made};

pub(super) fn print(rows: &[Row]) {
    let languages = languages::names();
    let mut header = format!("{:<26} {:>6} {:>8} {:>7}", "document", "typed", "degraded", "ms");
    languages
        .iter()
        .for_each(|language| header += &format!(" {:>13} {:>9}", format!("{language} lines"), "compiles"));
    println!("{header}");
    for row in rows {
        println!("{}", line(row, languages.len()));
    }
    rows.iter().for_each(faults);
}

fn line(row: &Row, languages: usize) -> String {
    let Ok(Made { typed, degraded, lines, took, .. }) = &row.made else {
        return format!("{:<26} failed", row.name);
    };
    let mut text = format!("{:<26} {typed:>6} {degraded:>8} {:>7}", row.name, took.as_millis());
    for at in 0..languages {
        let compiled = row.compiled.get(at).and_then(Option::as_ref);
        text += &format!(" {:>13} {:>9}", lines.get(at).copied().unwrap_or_default(), verdict(compiled));
    }
    text
}

fn verdict(compiled: Option<&Compiled>) -> String {
    match compiled {
        None => "-".to_owned(),
        Some(Compiled { fault: Some(_), .. }) => "FAILED".to_owned(),
        Some(Compiled { took, .. }) => format!("{:.1} s", took.as_secs_f64()),
    }
}

fn faults(row: &Row) {
    if let Err(error) = &row.made {
        println!("\n{}: {error}", row.name);
    }
    for (language, compiled) in languages::names().into_iter().zip(&row.compiled) {
        if let Some(fault) = compiled.as_ref().and_then(|compiled| compiled.fault.as_ref()) {
            println!("\n{} ({language}): {fault}", row.name);
        }
    }
}
