//! The collector of findings.

use std::collections::{BTreeMap, HashSet};

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

    /// Takes over everything another collector holds, what it only counted included.
    pub fn absorb(&mut self, other: Self) {
        let dropped: Vec<(Code, usize)> =
            other.seen.keys().map(|code| (*code, other.dropped(*code))).collect();
        for diag in other.kept {
            self.push(diag);
        }
        for (code, count) in dropped {
            *self.seen.entry(code).or_default() += count;
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

    /// How many findings of a code were made beyond those that are kept.
    pub fn dropped(&self, code: Code) -> usize {
        self.seen.get(&code).map_or(0, |seen| seen.saturating_sub(Self::KEPT_PER_CODE))
    }

    /// The findings by file, line and column, each once; ties keep the order they were made in.
    pub fn sorted(&self) -> Vec<&Diag> {
        let mut list: Vec<&Diag> = self.kept.iter().collect();
        list.sort_by_key(|diag| position(diag));
        let mut seen = HashSet::new();
        list.retain(|diag| seen.insert((diag.code, &diag.place, &diag.message)));
        list
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Place, SourceId, codes};

    fn at(source: u32, line: u32, column: u32) -> Place {
        Place { source: SourceId(source), line, column, pointer: "".into() }
    }

    #[test]
    fn sorted_by_place_and_each_once() {
        let mut diags = Diags::new();
        diags.push(codes::duplicate_key("b").at(at(0, 2, 1)));
        diags.push(codes::duplicate_key("a").at(at(1, 1, 1)));
        diags.push(codes::duplicate_key("c").at(at(0, 1, 9)));
        diags.push(codes::duplicate_key("b").at(at(0, 2, 1)));
        diags.push(codes::unreadable_file("x", "y"));
        let lines: Vec<String> = diags.sorted().iter().map(|diag| diag.message.clone()).collect();
        assert_eq!(
            lines,
            [
                "cannot read `x`: y",
                "the key `c` occurs twice in one object",
                "the key `b` occurs twice in one object",
                "the key `a` occurs twice in one object",
            ]
        );
    }

    #[test]
    fn memory_is_bounded_but_everything_is_counted() {
        let mut diags = Diags::new();
        for line in 0..u32::try_from(Diags::KEPT_PER_CODE).unwrap() + 5 {
            diags.push(codes::duplicate_key("a").at(at(0, line, 1)));
        }
        assert_eq!(diags.len(), Diags::KEPT_PER_CODE);
        assert_eq!(diags.dropped(codes::CL0113), 5);
    }

    #[test]
    fn absorbing_keeps_counts() {
        let mut inner = Diags::new();
        inner.push(codes::nul_byte());
        inner.push(codes::dangling_reference("#/a"));
        let mut outer = Diags::new();
        outer.absorb(inner);
        assert!(outer.has_errors());
        assert!(outer.has_degraded());
        assert_eq!(outer.len(), 2);
    }
}
