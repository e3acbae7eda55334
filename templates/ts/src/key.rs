//! Names on the wire, as keys of objects and members of values.

use clade_emit::encode::TsStr;
use clade_ir::SpecText;

use crate::code::{Code, code};

/// Whether the key can stand without quotes: plain ASCII in the shape of an identifier.
pub(crate) fn is_plain(wire: &str) -> bool {
    let first = wire.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$');
    first && wire.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'$') && wire != "__proto__"
}

/// The key in a declaration or an object.
pub(crate) fn key(wire: &SpecText) -> Code {
    if is_plain(wire.expose()) { Code::plain_key(wire) } else { Code::from(&TsStr::of(wire)) }
}

/// The key in an object literal, where a quoted `__proto__` would set the prototype.
pub(crate) fn literal_key(wire: &SpecText) -> Code {
    if wire.expose() == "__proto__" { "['__proto__']".into() } else { key(wire) }
}

/// `.member` or `['member']`
pub(crate) fn member(wire: &SpecText) -> Code {
    if is_plain(wire.expose()) {
        code![".", Code::plain_key(wire)]
    } else {
        code!["[", &TsStr::of(wire), "]"]
    }
}

/// `?.member` or `?.['member']`
pub(crate) fn optional_member(wire: &SpecText) -> Code {
    if is_plain(wire.expose()) {
        code!["?.", Code::plain_key(wire)]
    } else {
        code!["?.[", &TsStr::of(wire), "]"]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &Code) -> String {
        code.render(0, 0).to_string()
    }

    #[test]
    fn only_plain_names_stand_without_quotes() {
        assert_eq!(shown(&key(&"next_cursor".into())), "next_cursor");
        assert_eq!(shown(&key(&"delete".into())), "delete");
        for odd in ["a-b", "1a", "", "é", "a b", "a\u{2028}", "__proto__"] {
            assert!(shown(&key(&odd.into())).starts_with('\''), "{odd}");
        }
        assert_eq!(shown(&member(&"a'b".into())), r"['a\'b']");
        assert_eq!(shown(&literal_key(&"__proto__".into())), "['__proto__']");
    }
}
