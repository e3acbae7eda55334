//! The table of results and the account of what failed.

use std::io::{self, Write};

use crate::language::Language;
use crate::scenario::Scenario;
use crate::suite::{Cell, Row};

/// Prints rows as they come and the account at the end.
#[derive(Debug)]
pub struct Report<W> {
    out: W,
    languages: Vec<Language>,
    width: usize,
    passed: usize,
    failed: usize,
    account: Vec<String>,
}

impl<W: Write> Report<W> {
    /// A report on these languages; `width` is that of the longest name of a scenario.
    pub fn new(out: W, languages: Vec<Language>, width: usize) -> Self {
        Self { out, languages, width, passed: 0, failed: 0, account: Vec::new() }
    }

    /// The head of the table.
    pub fn head(&mut self) -> io::Result<()> {
        write!(self.out, "{:<width$}", "scenario", width = self.width)?;
        for language in &self.languages {
            write!(self.out, " {:>8}", language.name())?;
        }
        writeln!(self.out)
    }

    /// One scenario.
    pub fn row(&mut self, scenario: &Scenario, row: &Row) -> io::Result<()> {
        self.passed += row.passed();
        self.failed += row.failed();
        write!(self.out, "{:<width$}", scenario.name, width = self.width)?;
        for language in &self.languages {
            write!(self.out, " {:>8}", row.cells.get(language).map_or_else(String::new, cell_text))?;
        }
        writeln!(self.out, "{}", if row.differences.is_empty() { "" } else { "  DIFFER" })?;
        self.out.flush()?;
        self.explain(scenario, row);
        Ok(())
    }

    fn explain(&mut self, scenario: &Scenario, row: &Row) {
        for (language, cell) in &row.cells {
            if let Some(failure) = cell.failure() {
                self.account.push(format!("{} [{language}] {failure}", scenario.name));
            }
        }
        if !row.differences.is_empty() {
            let lines = row.differences.join("\n    ");
            self.account.push(format!("{} [languages differ]\n    {lines}", scenario.name));
        }
    }

    /// What failed, then the totals. Returns whether everything passed.
    pub fn end(mut self) -> io::Result<bool> {
        for text in &self.account {
            writeln!(self.out, "\n{text}")?;
        }
        writeln!(self.out, "\n{} passed, {} failed", self.passed, self.failed)?;
        self.out.flush()?;
        Ok(self.failed == 0 && self.passed > 0)
    }
}

fn cell_text(cell: &Cell) -> String {
    match &cell.result {
        Some(Ok(_)) => format!("{} ms", cell.ms),
        Some(Err(_)) => "FAIL".to_owned(),
        None => "n/a".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::play::StepFailure;

    fn scenario() -> Scenario {
        serde_json::from_value(json!({"name": "specs.get", "steps": []})).unwrap()
    }

    #[test]
    fn the_table_ends_with_the_totals() {
        let failure =
            StepFailure { step: 2, label: "call specs.get".into(), lines: vec!["/value is 1".into()] };
        let row = Row {
            cells: BTreeMap::from([
                (Language::Rust, Cell { ms: 12, result: Some(Ok(vec![])) }),
                (Language::Go, Cell { ms: 3, result: Some(Err(failure)) }),
            ]),
            differences: vec!["/0: rust 1, go 2".into()],
        };
        let mut out = Vec::new();
        let mut report = Report::new(&mut out, vec![Language::Rust, Language::Go], 10);
        report.head().unwrap();
        report.row(&scenario(), &row).unwrap();
        assert!(!report.end().unwrap());
        let expected = "\
scenario       rust       go
specs.get     12 ms     FAIL  DIFFER

specs.get [go] step 2 (call specs.get)
    /value is 1

specs.get [languages differ]
    /0: rust 1, go 2

1 passed, 2 failed
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn nothing_run_is_no_success() {
        assert!(!Report::new(Vec::new(), vec![], 10).end().unwrap());
    }
}
