//! Casing of names. Every function gives an ASCII identifier that is unique where the name is.

use clade_ir::Name;

/// `retry_phase`
pub fn snake(name: &Name) -> String {
    name.join("_")
}

/// `retry-phase`
pub fn kebab(name: &Name) -> String {
    name.join("-")
}

/// `RETRY_PHASE`
pub fn screaming(name: &Name) -> String {
    name.join("_").to_ascii_uppercase()
}

/// `RetryPhase`
pub fn pascal(name: &Name) -> String {
    joined(name.words().map(capital))
}

/// `retryPhase`
pub fn camel(name: &Name) -> String {
    joined(name.words().enumerate().map(|(at, word)| if at == 0 { word.to_owned() } else { capital(word) }))
}

/// `word` with its first letter in upper case.
pub fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}

/// Joins words, with `_` between two digits that would otherwise run into one number (`v1` `2` -> `V1_2`).
fn joined(words: impl Iterator<Item = String>) -> String {
    words.fold(String::new(), |mut text, word| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if digit(text.chars().last()) && digit(word.chars().next()) {
            text.push('_');
        }
        text.push_str(&word);
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_words() {
        let name = Name::from_words(["retry", "phase", "v1", "2"]).unwrap();
        assert_eq!(snake(&name), "retry_phase_v1_2");
        assert_eq!(kebab(&name), "retry-phase-v1-2");
        assert_eq!(screaming(&name), "RETRY_PHASE_V1_2");
        assert_eq!(pascal(&name), "RetryPhaseV1_2");
        assert_eq!(camel(&name), "retryPhaseV1_2");
    }
}
