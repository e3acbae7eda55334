//! Ranges of bytes (RFC 9110, section 14).

/// A range as asked for: from, to, both, or the last so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// From this byte to that one, or to the end.
    From(u64, Option<u64>),
    /// The last so many.
    Last(u64),
}

/// One range of bytes. Anything else is ignored, as the protocol allows: the answer is then the whole.
pub fn parse(text: &str) -> Option<Wanted> {
    let (from, to) = text.strip_prefix("bytes=")?.split_once('-')?;
    match (from.trim(), to.trim()) {
        ("", last) => last.parse().ok().map(Wanted::Last),
        (from, "") => Some(Wanted::From(from.parse().ok()?, None)),
        (from, to) => {
            let (from, to) = (from.parse().ok()?, to.parse().ok()?);
            (from <= to).then_some(Wanted::From(from, Some(to)))
        }
    }
}

/// First byte and length of a range within so many bytes.
pub fn satisfy(wanted: Wanted, size: u64) -> Option<(u64, u64)> {
    match wanted {
        Wanted::From(from, _) if from >= size => None,
        Wanted::From(from, to) => Some((from, to.map_or(size, |to| to.saturating_add(1).min(size)) - from)),
        Wanted::Last(0) => None,
        Wanted::Last(_) if size == 0 => None,
        Wanted::Last(last) => Some((size.saturating_sub(last), last.min(size))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_to_the_file() {
        let cases = [
            ("bytes=0-9", Some((0, 10))),
            ("bytes=90-", Some((90, 10))),
            ("bytes=-5", Some((95, 5))),
            ("bytes=-500", Some((0, 100))),
            ("bytes=10-900", Some((10, 90))),
            ("bytes=100-", None),
            ("bytes=-0", None),
        ];
        for (text, expected) in cases {
            assert_eq!(satisfy(parse(text).unwrap(), 100), expected, "{text}");
        }
        for text in ["bytes=5-2", "bytes=a-b", "bytes=1-2,4-5", "lines=1-2", "bytes=", "bytes=-"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
