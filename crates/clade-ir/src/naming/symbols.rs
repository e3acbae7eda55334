//! Words for symbols, where the letters of a text do not tell it from others.

use super::{Words, words::split};

/// Longer symbols first.
const SYMBOLS: [(&str, &str); 38] = [
    ("<=>", "compare"),
    ("===", "same"),
    ("<=", "lte"),
    (">=", "gte"),
    ("!=", "ne"),
    ("<>", "differs"),
    ("==", "equals"),
    ("!~", "not_match"),
    ("&&", "and"),
    ("||", "or"),
    ("=", "eq"),
    ("<", "lt"),
    (">", "gt"),
    ("≠", "not_equal"),
    ("≤", "at_most"),
    ("≥", "at_least"),
    ("+", "plus"),
    ("-", "minus"),
    ("*", "star"),
    ("/", "slash"),
    ("\\", "backslash"),
    ("%", "percent"),
    ("&", "and"),
    ("|", "or"),
    ("!", "not"),
    ("~", "tilde"),
    ("^", "caret"),
    (".", "dot"),
    (",", "comma"),
    (":", "colon"),
    (";", "semicolon"),
    ("?", "question"),
    ("@", "at"),
    ("#", "hash"),
    ("$", "dollar"),
    ("_", "underscore"),
    ("'", "quote"),
    ("\"", "double_quote"),
];

/// Words of a text with every symbol spelled out: `<=` gives `lte`, `DD/MM` gives `dd slash mm`.
pub(crate) fn spelled(text: &str) -> Words {
    let mut words = Words::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((symbol, word)) = SYMBOLS.iter().find(|(symbol, _)| rest.starts_with(symbol)) {
            words.extend(split(&std::mem::take(&mut plain)));
            words.extend(word.split('_').map(str::to_owned));
            rest = &rest[symbol.len()..];
        } else {
            if c.is_ascii() || c.is_alphanumeric() {
                plain.push(c);
            } else {
                // A symbol without a word goes by its number, so its name does not depend on its neighbours.
                words.extend(split(&std::mem::take(&mut plain)));
                words.push(format!("u{:x}", u32::from(c)));
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    words.extend(split(&plain));
    words
}

/// The word of a sign in front, which tells `-1` from `1` and `-created` from `created`.
pub(crate) fn leading_sign(text: &str) -> Option<&'static str> {
    let mut chars = text.chars();
    let sign = match chars.next()? {
        '+' => "plus",
        '-' => "minus",
        '!' => "not",
        _ => return None,
    };
    chars.next().is_some_and(char::is_alphanumeric).then_some(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_have_words() {
        for (text, words) in [
            ("<=", "lte"),
            ("=", "eq"),
            ("≠", "not equal"),
            ("❤", "u2764"),
            ("DD/MM/YYYY", "dd slash mm slash yyyy"),
            ("!~", "not match"),
            ("*", "star"),
            ("", ""),
        ] {
            assert_eq!(spelled(text).join(" "), words, "{text}");
        }
    }

    #[test]
    fn a_sign_counts_in_front_of_something() {
        assert_eq!(leading_sign("-1"), Some("minus"));
        assert_eq!(leading_sign("+1"), Some("plus"));
        assert_eq!(leading_sign("-"), None);
        assert_eq!(leading_sign("a-b"), None);
    }
}
