//! Struct tags for `encoding/json`.

/// Whether a member's name can stand in a tag as it is. Others need a stand-in, because `encoding/json` ignores them.
pub(crate) fn plain_tag(wire: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&()*+-./:;<=>?@[]^_{|}~ ".contains(c);
    !wire.is_empty() && wire.chars().all(allowed)
}

/// The tag of a member whose name can stand in one.
pub(crate) fn tag(wire: &str, omit: bool) -> String {
    match (omit, wire) {
        (true, _) => format!("`json:\"{wire},omitzero\"`"),
        // A lone dash means to leave the member out; with a comma it is a name.
        (false, "-") => "`json:\"-,\"`".to_owned(),
        (false, _) => format!("`json:\"{wire}\"`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_decoder_knows_stands_in_a_tag() {
        for good in ["id", "a-b", "$ref", "@type", "x y", "-"] {
            assert!(plain_tag(good), "{good}");
        }
        for bad in ["", "a,b", "a\"b", "a`b", "a\\b", "é", "a\n", "'"] {
            assert!(!plain_tag(bad), "{bad}");
        }
        assert_eq!(tag("-", false), "`json:\"-,\"`");
        assert_eq!(tag("id", true), "`json:\"id,omitzero\"`");
    }
}
