//! English plurals, as far as names of resources and lists need them.

/// Plurals that no rule gives.
const IRREGULAR: [(&str, &str); 24] = [
    ("people", "person"),
    ("children", "child"),
    ("men", "man"),
    ("women", "woman"),
    ("mice", "mouse"),
    ("feet", "foot"),
    ("indices", "index"),
    ("vertices", "vertex"),
    ("matrices", "matrix"),
    ("analyses", "analysis"),
    ("bases", "base"),
    ("axes", "axis"),
    ("aliases", "alias"),
    ("statuses", "status"),
    ("bonuses", "bonus"),
    ("campuses", "campus"),
    ("viruses", "virus"),
    ("buses", "bus"),
    ("canvases", "canvas"),
    ("caches", "cache"),
    ("niches", "niche"),
    ("movies", "movie"),
    ("cookies", "cookie"),
    ("quizzes", "quiz"),
];

/// Words that end like plurals and are none.
const SINGULAR: [&str; 16] = [
    "series",
    "species",
    "news",
    "status",
    "analysis",
    "address",
    "access",
    "process",
    "progress",
    "always",
    "https",
    "dns",
    "tls",
    "aws",
    "sms",
    "kubernetes",
];

/// The singular of a word; the word itself if it is none.
pub(crate) fn singular(word: &str) -> String {
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    if SINGULAR.contains(&word) || word.len() < 4 && word != "ids" {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    let drops_es = ["sses", "shes", "ches", "xes"].iter().any(|end| word.ends_with(end));
    let kept = ["ss", "us", "is", "as", "os"].iter().any(|end| word.ends_with(end));
    match word {
        _ if drops_es => word[..word.len() - 2].to_owned(),
        _ if kept => word.to_owned(),
        _ => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}

/// Whether a word is a plural.
pub(crate) fn is_plural(word: &str) -> bool {
    singular(word) != word
}

/// The words with the last one in the singular.
pub(crate) fn singular_words(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_lose_their_ending() {
        for (many, one) in [
            ("specs", "spec"),
            ("policies", "policy"),
            ("boxes", "box"),
            ("branches", "branch"),
            ("addresses", "address"),
            ("responses", "response"),
            ("databases", "database"),
            ("statuses", "status"),
            ("sizes", "size"),
            ("ids", "id"),
            ("people", "person"),
            ("status", "status"),
            ("series", "series"),
            ("analysis", "analysis"),
            ("gas", "gas"),
            ("data", "data"),
            ("bus", "bus"),
        ] {
            assert_eq!(singular(many), one);
        }
        assert!(is_plural("tasks"));
        assert!(!is_plural("status"));
    }
}
