//! What an error answer says of itself, whatever its shape.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// Longest text taken as a message from a body that is not JSON, in characters.
const EXCERPT: usize = 200;

/// Message, code and request id of an error answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    pub(crate) message: String,
    pub(crate) code: Option<String>,
    pub(crate) request_id: Option<String>,
}

impl ErrorBody {
    pub(crate) fn read(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let json = serde_json::from_slice::<Value>(body)
            .ok()
            .filter(Value::is_object)
            .unwrap_or_default();
        let fallback =
            || excerpt(headers, body).unwrap_or_else(|| format!("HTTP {}", status.as_u16()));
        Self {
            message: message(&json).unwrap_or_else(fallback),
            code: code(&json),
            request_id: Self::request_id(headers)
                .or_else(|| text(json.get("request_id")?).map(str::to_owned)),
        }
    }

    /// The request id that the headers name.
    pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
        ["x-request-id", "request-id", "x-amzn-requestid", "cf-ray"]
            .iter()
            .find_map(|name| {
                headers
                    .get(*name)?
                    .to_str()
                    .ok()
                    .filter(|id| !id.is_empty())
            })
            .map(str::to_owned)
    }
}

fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

fn code(body: &Value) -> Option<String> {
    let error = body.get("error");
    let candidates = [
        body.get("code"),
        error.and_then(|e| e.get("code")),
        error.and_then(|e| e.get("type")),
        error,
        body.get("type").filter(|t| t.as_str().is_some_and(is_code)),
        body.pointer("/errors/0/code"),
    ];
    candidates
        .into_iter()
        .flatten()
        .find_map(|value| match value {
            Value::Number(number) => Some(number.to_string()),
            other => text(other).map(str::to_owned),
        })
}

/// Whether a `type` member is a code: neither a URL nor the bare word that only says "this is an error".
fn is_code(kind: &str) -> bool {
    kind != "error" && !kind.contains([':', '/'])
}

fn message(body: &Value) -> Option<String> {
    let error = body.get("error");
    let candidates = [
        body.get("message"),
        error.and_then(|e| e.get("message")),
        body.get("detail"),
        body.get("error_description"),
        body.get("title"),
        body.pointer("/errors/0/message"),
        error,
    ];
    candidates
        .into_iter()
        .flatten()
        .find_map(text)
        .map(str::to_owned)
}

/// The first characters of a body that is text, but not HTML.
fn excerpt(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let body = std::str::from_utf8(body)
        .ok()?
        .trim_matches([' ', '\t', '\r', '\n']);
    let unfit = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if body.is_empty() || body.contains(unfit) || is_html(headers, body) {
        return None;
    }
    Some(body.chars().take(EXCERPT).collect())
}

fn is_html(headers: &HeaderMap, body: &str) -> bool {
    let media = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media = media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let begins = |tag: &str| {
        body.get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag))
    };
    matches!(media.as_str(), "text/html" | "application/xhtml+xml")
        || begins("<html")
        || begins("<!doctype html")
}
