//! POSIX shell words, for commands in READMEs.

super::literal!(
    /// A shell word in single quotes, on one line; control characters are dropped.
    ShellStr,
    encode
);

fn encode(text: &str) -> String {
    let visible: String = text.chars().filter(|c| super::stands_as_is(*c)).collect();
    format!("'{}'", visible.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cannot_end_its_quotes() {
        assert_eq!(ShellStr::own("a'; rm -rf $(x)\n`y`").as_str(), r"'a'\''; rm -rf $(x)`y`'");
    }
}
