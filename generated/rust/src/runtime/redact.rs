//! What logs and errors may show of URLs and headers.

/// What stands in place of a secret.
const MASK: &str = "[redacted]";
/// Parts of names that tell of secrets.
const SECRET_PARTS: [&str; 8] = [
    "authorization",
    "cookie",
    "key",
    "token",
    "secret",
    "password",
    "session",
    "signature",
];
/// Schemes of `Authorization` that may be shown.
const SCHEMES: [&str; 7] = [
    "basic",
    "bearer",
    "digest",
    "dpop",
    "negotiate",
    "token",
    "apikey",
];

/// A URL without user info, query and fragment. The text is cut, not normalised.
#[must_use]
pub fn url(url: &str) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = bare.split_once("//") else {
        return bare.to_owned();
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}//{host}{path}")
}

/// Whether a header or query parameter of this name holds a secret.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name != "idempotency-key" && SECRET_PARTS.iter().any(|part| name.contains(part))
}

/// A header's value as logs may show it: a well-known scheme of an `Authorization` header stays.
#[must_use]
pub fn header(name: &str, value: &str) -> String {
    if !is_secret(name) {
        return value.to_owned();
    }
    let carries_scheme = ["authorization", "proxy-authorization"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known));
    match value.split_once(' ') {
        Some((scheme, _)) if carries_scheme && is_known(scheme) => format!("{scheme} {MASK}"),
        _ => MASK.to_owned(),
    }
}

fn is_known(scheme: &str) -> bool {
    SCHEMES
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
}
