//! "Did you mean …?"

/// Longer words are not compared.
const LONGEST: usize = 64;
/// More candidates are not looked at.
const MOST: usize = 1000;

/// The candidate closest to a word, if one is so close that it may have been meant: a third of its letters may be
/// wrong, missing, extra or swapped. Of equally close ones the first.
pub fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word: Vec<char> = word.chars().take(LONGEST + 1).collect();
    if word.len() > LONGEST {
        return None;
    }
    let allowed = (word.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates.into_iter().take(MOST) {
        let letters: Vec<char> = candidate.chars().take(LONGEST + 1).collect();
        if letters.len() > LONGEST || letters.len().abs_diff(word.len()) > allowed {
            continue;
        }
        let distance = distance(&word, &letters);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Edit distance where swapping two neighbours counts as one edit (optimal string alignment), and
/// letters that differ in case only are equal.
fn distance(a: &[char], b: &[char]) -> usize {
    let equal = |x: char, y: char| x == y || x.to_lowercase().eq(y.to_lowercase());
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let substituted = above[j] + usize::from(!equal(*x, *y));
            let mut least = substituted.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && equal(*x, b[j - 1]) && equal(a[i - 1], *y) {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn slips_are_recognised() {
        for (word, meant) in [
            ("Thign", "Thing"),
            ("sumary", "summary"),
            ("Pets", "Pet"),
            ("operationID", "operationId"),
            ("patern", "pattern"),
        ] {
            assert_eq!(closest(word, ["other", "name", meant]), Some(meant), "{word}");
        }
    }

    #[test]
    fn other_words_are_not_suggested() {
        assert_eq!(closest("cat", ["dog", "elephant", ""]), None);
        assert_eq!(closest("", ["ab"]), None);
        assert_eq!(closest(&"x".repeat(1000), ["x"]), None);
    }
}
