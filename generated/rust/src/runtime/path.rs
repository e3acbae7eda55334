//! Paths of URLs: their parameters, and how they pass the wire layer unharmed.
//!
//! The wire layer formats `base + literal + parameter + …` and encodes parameters by looser rules than the contract
//! (`\` and `;` would stay). So everything that enters it is encoded by the contract's rules first, and `restore`
//! takes the wire layer's own encoding off again.

use reqwest::Url;
use serde::Serialize;

use super::encode::{EncodeError, Encoding, Place, Style, encode};
use super::errors::{Error, ErrorKind};

/// One parameter of a path in the common style: a scalar, or a list joined by commas.
///
/// # Errors
///
/// Kind `Request`, if the value is empty or would change the path.
pub fn segment<T: Serialize + ?Sized>(name: &str, value: &T) -> Result<String, Error> {
    simple(value).map_err(|error| error.of(name))
}

fn simple<T: Serialize + ?Sized>(value: &T) -> Result<String, EncodeError> {
    encode(
        Encoding {
            place: Place::Path,
            style: Style::Simple,
            explode: false,
            allow_reserved: false,
        },
        "",
        value,
    )
}

/// Part of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment<'a> {
    /// Text that is encoded already.
    Literal(&'a str),
    /// A parameter's value.
    Param(&'a str),
}

/// Joins a base URL, the parts of a path and encoded pieces of a query.
///
/// # Errors
///
/// A parameter is empty or would change the path.
pub fn join(base: &str, segments: &[Segment<'_>], query: &[&str]) -> Result<String, EncodeError> {
    let base = base.split('#').next().unwrap_or_default();
    let (base, base_query) = base.split_once('?').unwrap_or((base, ""));
    let mut path = String::new();
    for piece in segments {
        match piece {
            Segment::Literal(text) => path.push_str(text),
            Segment::Param(value) => path.push_str(&simple(value)?),
        }
    }
    let (path, path_query) = path.split_once('?').unwrap_or((&path, ""));
    let slash = if path.starts_with('/') { "" } else { "/" };
    let queries = [base_query, path_query]
        .into_iter()
        .chain(query.iter().copied())
        .filter(|piece| !piece.is_empty());
    let query = queries.collect::<Vec<_>>().join("&");
    let mark = if query.is_empty() { "" } else { "?" };
    Ok(format!(
        "{}{slash}{path}{mark}{query}",
        base.trim_end_matches('/')
    ))
}

/// The base URL as the wire layer must be given it: bare, and protected against [`restore`].
pub(crate) fn wire_base(base: &Url) -> String {
    let mut url = base.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.as_str().trim_end_matches('/').replace('%', "%25")
}

/// A URL that must have the same origin as another.
pub(crate) fn same_origin(url: &str, base: &Url) -> Result<Url, Error> {
    let refuse = |why: &str| {
        Error::new(
            ErrorKind::Request,
            format!("the URL of the next page {why}"),
        )
        .unsent()
    };
    let url: Url = base.join(url).map_err(|_| refuse("is unreadable"))?;
    if url.origin() != base.origin() {
        return Err(refuse("has another origin"));
    }
    Ok(url)
}

/// Takes the wire layer's encoding off a URL, so that what the runtime encoded is sent as it is: one layer of percent-encoding
/// off the path, the form rules off the query. Encoded pieces of a query are put before and after.
pub(crate) fn restore(url: &mut Url, base: &Url, pieces: &[String]) -> Result<(), Error> {
    let refuse = || {
        Error::new(
            ErrorKind::Request,
            "the path of the request would change when it is sent",
        )
        .unsent()
    };
    let path = decode_once(url.path()).ok_or_else(refuse)?;
    url.set_path(&path);
    if url.path() != path || url.origin() != base.origin() {
        return Err(refuse());
    }
    let own = url.query().map(|query| {
        query
            .replace('+', "%20")
            .replace('*', "%2A")
            .replace("%7E", "~")
    });
    let all = base
        .query()
        .into_iter()
        .chain(own.as_deref())
        .chain(pieces.iter().map(String::as_str));
    let query = all
        .filter(|piece| !piece.is_empty())
        .collect::<Vec<_>>()
        .join("&");
    url.set_query(if query.is_empty() { None } else { Some(&query) });
    Ok(())
}

/// Decodes each `%xx` once; `None` if that gives no text.
fn decode_once(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
            .filter(|_| *first == b'%');
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use progenitor_client::encode_path;
    use reqwest::Url;

    use super::{restore, segment, wire_base};

    fn through_the_wire(
        base: &str,
        id: &str,
        query: &str,
    ) -> Result<String, Box<dyn std::error::Error>> {
        let base: Url = base.parse()?;
        let text = format!(
            "{}/items/{}/x{query}",
            wire_base(&base),
            encode_path(&segment("id", id)?)
        );
        let mut url: Url = text.parse()?;
        restore(&mut url, &base, &["z=1".to_owned()])?;
        Ok(url.into())
    }

    #[test]
    fn what_the_runtime_encodes_is_what_is_sent() -> Result<(), Box<dyn std::error::Error>> {
        let ids = [
            ("a/b", "a%2Fb"),
            ("a\\b;c", "a%5Cb%3Bc"),
            ("%2e%2e%2f", "%252e%252e%252f"),
            ("100%", "100%25"),
            ("ü€", "%C3%BC%E2%82%AC"),
            ("..\\..", "..%5C.."),
            ("?#&=+ \t\n", "%3F%23%26%3D%2B%20%09%0A"),
            ("{x}", "%7Bx%7D"),
        ];
        for (id, encoded) in ids {
            let url = through_the_wire("https://h/a%20b?t=1", id, "?q=a+b%7E%2B*")?;
            assert_eq!(
                url,
                format!("https://h/a%20b/items/{encoded}/x?t=1&q=a%20b~%2B%2A&z=1")
            );
        }
        Ok(())
    }

    #[test]
    fn dots_and_nothing_are_refused() {
        for id in ["", ".", "..", "%2e", ".%2E"] {
            assert!(segment("id", id).is_err(), "{id}");
        }
    }
}
