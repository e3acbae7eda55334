//! The collector of findings.

use std::collections::BTreeMap;

use crate::{Code, Diag, Severity};

/// Collects every finding of a run; nothing stops at the first fault.
///
/// Memory is bounded: of one code at most [`Diags::KEPT_PER_CODE`] findings are kept, the rest is counted.
#[derive(Debug, Clone, Default)]
pub struct Diags {
    kept: Vec<Diag>,
    seen: BTreeMap<Code, usize>,
    errors: usize,
    degraded: usize,
}

impl Diags {
    /// Findings kept of one code; further ones are only counted.
    pub const KEPT_PER_CODE: usize = 10_000;

    /// An empty collector.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one finding.
    pub fn push(&mut self, diag: Diag) {
        match diag.severity {
            Severity::Error => self.errors += 1,
            Severity::Degraded => self.degraded += 1,
            Severity::Warning | Severity::Note => {}
        }
        let seen = self.seen.entry(diag.code).or_default();
        *seen += 1;
        if *seen <= Self::KEPT_PER_CODE {
            self.kept.push(diag);
        }
    }

    /// Takes over everything another collector holds.
    pub fn absorb(&mut self, other: Self) {
        for diag in other.kept {
            self.push(diag);
        }
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Whether any finding is a degradation.
    pub fn has_degraded(&self) -> bool {
        self.degraded > 0
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// How many findings are kept.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// The findings in the order they were made.
    pub fn iter(&self) -> std::slice::Iter<'_, Diag> {
        self.kept.iter()
    }

    /// The findings by file, line and column, each once; ties keep the order they were made in.
    pub fn sorted(&self) -> Vec<&Diag> {
        let mut list: Vec<&Diag> = self.kept.iter().collect();
        list.sort_by(|a, b| position(a).cmp(&position(b)));
        let mut unique: Vec<&Diag> = Vec::with_capacity(list.len());
        for diag in list {
            let twin = unique.iter().rev().take_while(|d| position(d) == position(diag)).any(|d| *d == diag);
            if !twin {
                unique.push(diag);
            }
        }
        unique
    }
}

/// Sort key of a finding; findings without a place come first.
fn position(diag: &Diag) -> Option<(u32, u32, u32)> {
    diag.place.as_ref().map(|place| (place.source.0, place.line, place.column))
}

impl<'a> IntoIterator for &'a Diags {
    type Item = &'a Diag;
    type IntoIter = std::slice::Iter<'a, Diag>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
