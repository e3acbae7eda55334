//! Text to ASCII letters and digits.

/// Replaces everything that is neither letter nor digit by a space and writes other scripts in ASCII letters.
/// An apostrophe inside a word and combining marks vanish, so `user's` and both normal forms of `é` stay one word.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().take(LONGEST) {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => folded.push(c),
            '\'' | '’' | '\u{300}'..='\u{36f}' => {}
            _ if c.is_ascii() => folded.push(' '),
            _ => transliterate(c, &mut folded),
        }
    }
    folded
}

/// Characters looked at; a name is far shorter, and a hostile one must not cost time.
const LONGEST: usize = 400;

fn transliterate(c: char, folded: &mut String) {
    if !c.is_alphanumeric() {
        folded.push(' ');
        return;
    }
    for ascii in deunicode::deunicode_char(c).unwrap_or(" ").chars() {
        folded.push(if ascii.is_ascii_alphanumeric() { ascii } else { ' ' });
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn other_scripts_become_ascii() {
        for (text, folded) in [
            ("Größe", "Grosse"),
            ("cafe\u{301}", "cafe"),
            ("café", "cafe"),
            ("user's", "users"),
            ("имя", "imia"),
            ("a→b", "a b"),
            ("a\u{202e}b", "a b"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }
}
