//! Identifiers that must not clash within one scope of one language.

use std::collections::HashSet;

/// Hands out identifiers, each once. Names of the model are unique already; what a language adds (keywords, prelude,
/// names of the runtime, file names) makes a scope of its own necessary.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    taken: HashSet<String>,
    fold_case: bool,
}

impl Scope {
    /// A scope in which `reserved` cannot be claimed.
    pub fn reserving<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Self {
        Self { taken: reserved.into_iter().map(str::to_owned).collect(), fold_case: false }
    }

    /// The same for file names: two that differ in case only clash.
    pub fn for_files<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Self {
        let taken = reserved.into_iter().map(str::to_ascii_lowercase).collect();
        Self { taken, fold_case: true }
    }

    /// Takes the first free one of `candidates`; if none is, the last candidate (or `x`) with the first free number from 2.
    pub fn claim<I, S>(&mut self, candidates: I) -> String
    where
        I: IntoIterator<Item = S>,
        S: Into<String>,
    {
        let mut last = String::from("x");
        for candidate in candidates {
            last = candidate.into();
            if self.take(&last) {
                return last;
            }
        }
        self.numbered(&last)
    }

    /// Whether the identifier cannot be claimed any more.
    pub fn is_taken(&self, identifier: &str) -> bool {
        self.taken.contains(&self.key(identifier))
    }

    fn numbered(&mut self, stem: &str) -> String {
        let separator = if stem.ends_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
        let mut number = 2_u32;
        loop {
            let candidate = format!("{stem}{separator}{number}");
            if self.take(&candidate) {
                return candidate;
            }
            number += 1;
        }
    }

    fn take(&mut self, identifier: &str) -> bool {
        let key = self.key(identifier);
        self.taken.insert(key)
    }

    fn key(&self, identifier: &str) -> String {
        if self.fold_case { identifier.to_ascii_lowercase() } else { identifier.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefers_candidates_in_order_then_numbers() {
        let mut scope = Scope::reserving(["type"]);
        assert_eq!(scope.claim(["type", "type_"]), "type_");
        assert_eq!(scope.claim(["type", "type_"]), "type_2");
        assert_eq!(scope.claim(["v1"]), "v1");
        assert_eq!(scope.claim(["v1"]), "v1_2");
    }

    #[test]
    fn files_that_differ_in_case_clash() {
        let mut scope = Scope::for_files(["index"]);
        assert_eq!(scope.claim(["Index"]), "Index2");
        assert_eq!(scope.claim(["user"]), "user");
        assert_eq!(scope.claim(["User"]), "User2");
    }
}
