//! Where a redirect may lead, and what goes along.

use http::{HeaderMap, Method, StatusCode, header};
use reqwest::Url;

/// Most hops of one attempt.
pub(crate) const MAX_HOPS: usize = 5;

/// Headers that may go to another origin.
const HARMLESS: [&str; 8] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "range",
    "user-agent",
];

/// What a redirect asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Hop {
    pub(crate) url: Url,
    pub(crate) method: Method,
    pub(crate) keeps_body: bool,
    pub(crate) same_origin: bool,
}

/// Reads an answer as a redirect: `None` if it is none, an error's message if it must not be followed.
pub(crate) fn read(
    method: &Method,
    url: &Url,
    status: StatusCode,
    headers: &HeaderMap,
    has_body: bool,
) -> Option<Result<Hop, &'static str>> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = headers.get(header::LOCATION)?.to_str().ok()?;
    Some(follow(method, url, status, location, has_body))
}

fn follow(
    method: &Method,
    url: &Url,
    status: StatusCode,
    location: &str,
    has_body: bool,
) -> Result<Hop, &'static str> {
    let mut target = url
        .join(location)
        .map_err(|_| "the server redirects to an unreadable address")?;
    if !matches!(target.scheme(), "http" | "https") {
        return Err("the server redirects to an address that is not http");
    }
    if url.scheme() == "https" && target.scheme() != "https" {
        return Err("the server redirects from https to http");
    }
    if target.fragment().is_none() {
        target.set_fragment(url.fragment());
    }
    let becomes_get = match status.as_u16() {
        303 => *method != Method::HEAD,
        301 | 302 => *method == Method::POST,
        _ => false,
    };
    let same_origin = target.origin() == url.origin();
    let keeps_body = has_body && !becomes_get;
    if keeps_body && !same_origin {
        return Err("the server redirects a request with a body to another origin");
    }
    let method = if becomes_get {
        Method::GET
    } else {
        method.clone()
    };
    Ok(Hop {
        url: target,
        method,
        keeps_body,
        same_origin,
    })
}

/// Leaves only what may go to another origin.
pub(crate) fn strip(headers: &mut HeaderMap) {
    let kept = HARMLESS.iter().filter_map(|name| {
        let value = headers.get(*name)?.clone();
        Some((header::HeaderName::from_static(name), value))
    });
    *headers = kept.collect();
}

/// Drops what describes a body that is not sent again.
pub(crate) fn drop_body_headers(headers: &mut HeaderMap) {
    for name in [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::CONTENT_ENCODING,
        header::TRANSFER_ENCODING,
    ] {
        headers.remove(name);
    }
}
