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
    let (unit, range) = text.split_once('=')?;
    let (from, to) = range.split_once('-').filter(|_| unit.eq_ignore_ascii_case("bytes"))?;
    match (from.trim(), to.trim()) {
        ("", last) => number(last).map(Wanted::Last),
        (from, "") => Some(Wanted::From(number(from)?, None)),
        (from, to) => {
            let (from, to) = (number(from)?, number(to)?);
            (from <= to).then_some(Wanted::From(from, Some(to)))
        }
    }
}

/// Digits only. What is larger than any file is as good as the largest number.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
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
            ("Bytes=0-9", Some((0, 10))),
            ("bytes=99999999999999999999-", None),
            ("bytes=0-99999999999999999999", Some((0, 100))),
            ("bytes=-99999999999999999999", Some((0, 100))),
        ];
        for (text, expected) in cases {
            assert_eq!(satisfy(parse(text).unwrap(), 100), expected, "{text}");
        }
        for text in
            ["bytes=5-2", "bytes=a-b", "bytes=1-2,4-5", "lines=1-2", "bytes=", "bytes=-", "bytes=+1-2"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
