//! Reads edges off a drawing as a person would: to the right, both ways along verticals, under bare verticals.

use std::collections::{BTreeMap, BTreeSet};

pub(crate) type Edges = BTreeSet<(String, String)>;

/// A drawing as a grid of characters, with labels of ASCII letters and digits.
pub(crate) struct Drawing {
    grid: Vec<Vec<char>>,
    /// Where each label begins, and its text.
    labels: BTreeMap<(usize, usize), String>,
}

/// Arms of a character: left, right, up, down.
fn arms(c: char) -> Option<[bool; 4]> {
    let drawn = |text: &str| Some(['l', 'r', 'u', 'd'].map(|arm| text.contains(arm)));
    match c {
        '─' => drawn("lr"),
        '│' => drawn("ud"),
        '┬' => drawn("lrd"),
        '┴' => drawn("lru"),
        '├' => drawn("rud"),
        '┤' => drawn("lud"),
        '┼' => drawn("lrud"),
        '┌' => drawn("rd"),
        '┐' => drawn("ld"),
        '└' => drawn("ru"),
        '┘' => drawn("lu"),
        _ => None,
    }
}

impl Drawing {
    pub(crate) fn new(text: &str) -> Self {
        let grid: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        let mut labels = BTreeMap::new();
        for (y, line) in grid.iter().enumerate() {
            for (x, &c) in line.iter().enumerate() {
                if c.is_ascii_alphanumeric() && (x == 0 || !line[x - 1].is_ascii_alphanumeric()) {
                    let label = line[x..]
                        .iter()
                        .take_while(|c| c.is_ascii_alphanumeric())
                        .collect();
                    labels.insert((y, x), label);
                }
            }
        }
        Self { grid, labels }
    }

    fn at(&self, y: usize, x: usize) -> char {
        self.grid
            .get(y)
            .and_then(|line| line.get(x))
            .copied()
            .unwrap_or(' ')
    }

    pub(crate) fn labels(&self) -> Vec<&str> {
        self.labels.values().map(String::as_str).collect()
    }

    /// Every edge that can be traced. Panics with the place where a line ends in nothing.
    pub(crate) fn edges(&self) -> Edges {
        let mut edges = Edges::new();
        for (&(y, x), label) in &self.labels {
            let end = x + label.len();
            assert_eq!(self.at(y, end), ' ', "a space behind {label}");
            if self.at(y, end + 1) == '─' {
                for target in self.targets(y, end + 1) {
                    edges.insert((label.clone(), target));
                }
            }
        }
        edges
    }

    /// Labels that a line which runs to the right from here leads to.
    fn targets(&self, y: usize, x: usize) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![(y, x)];
        while let Some((y, x)) = open.pop() {
            if !seen.insert((y, x)) {
                continue;
            }
            match self.at(y, x) {
                '─' | '│' => open.push((y, x + 1)),
                ' ' => {
                    let label = self.labels.get(&(y, x + 1));
                    assert!(label.is_some(), "a loose end at {y}:{x}");
                    found.extend(label.cloned());
                }
                c => {
                    assert!(
                        arms(c).is_some_and(|[left, ..]| left),
                        "a line runs against {c:?} at {y}:{x}"
                    );
                    open.extend(self.exits(y, x).into_iter().map(|y| (y, x + 1)));
                }
            }
        }
        found
    }

    /// Heights where the vertical through this place is left to the right.
    fn exits(&self, y: usize, x: usize) -> Vec<usize> {
        let arms_at = |y| arms(self.at(y, x)).unwrap_or_default();
        let (mut top, mut bottom) = (y, y);
        while arms_at(top)[2] {
            top -= 1;
            assert!(arms_at(top)[3], "a vertical ends in nothing at {top}:{x}");
        }
        while arms_at(bottom)[3] {
            bottom += 1;
            assert!(
                arms_at(bottom)[2],
                "a vertical ends in nothing at {bottom}:{x}"
            );
        }
        (top..=bottom).filter(|&y| arms_at(y)[1]).collect()
    }

    /// Every arm must meet an arm, a label, or pass under a vertical; panics with the first that does not.
    pub(crate) fn assert_joined(&self) {
        for (y, line) in self.grid.iter().enumerate() {
            for (x, &c) in line.iter().enumerate() {
                let Some([left, right, up, down]) = arms(c) else {
                    continue;
                };
                let meets = |c: char, arm: usize| c == '│' || arms(c).is_some_and(|arms| arms[arm]);
                let label_before =
                    x >= 2 && self.at(y, x - 1) == ' ' && self.at(y, x - 2).is_ascii_alphanumeric();
                let label_behind =
                    self.at(y, x + 1) == ' ' && self.labels.contains_key(&(y, x + 2));
                assert!(
                    !left || meets(self.at(y, x - 1), 1) || label_before,
                    "left of {c} at {y}:{x}"
                );
                assert!(
                    !right || meets(self.at(y, x + 1), 0) || label_behind,
                    "right of {c} at {y}:{x}"
                );
                assert!(
                    !up || arms(self.at(y - 1, x)).is_some_and(|arms| arms[3]),
                    "above {c} at {y}:{x}"
                );
                assert!(
                    !down || arms(self.at(y + 1, x)).is_some_and(|arms| arms[2]),
                    "below {c} at {y}:{x}"
                );
            }
        }
    }
}
