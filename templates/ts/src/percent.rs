//! Percent-encoding of text that is fixed when the code is generated.

use std::fmt::Write as _;

/// Text of a path: what a path cannot hold is encoded, slashes and triplets stay.
pub(crate) fn path(text: &str) -> String {
    encode(text, |b| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&b), true)
}

/// `name=value`
pub(crate) fn pair(name: &str, value: &str) -> String {
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    format!("{}={}", encode(name, unreserved, false), encode(value, unreserved, false))
}

fn encode(text: &str, stays: impl Fn(u8) -> bool, keep_triplets: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    for (at, &byte) in bytes.iter().enumerate() {
        let hex = |offset: usize| bytes.get(at + offset).is_some_and(u8::is_ascii_hexdigit);
        if stays(byte) || (keep_triplets && byte == b'%' && hex(1) && hex(2)) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_what_cannot_stand() {
        assert_eq!(path("/a b/é?{x}%2F%"), "/a%20b/%C3%A9%3F%7Bx%7D%2F%25");
        assert_eq!(pair("beta", "a&b"), "beta=a%26b");
    }
}
