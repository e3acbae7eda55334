//! What a test can order.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::ApiError;

/// One fault, for one call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Instruction {
    /// Answer as usual.
    Pass,
    /// Answer with this instead. Without a body, an error status gets the usual error body.
    Respond {
        status: u16,
        #[serde(default)]
        headers: BTreeMap<String, Texts>,
        #[serde(default)]
        body: Option<Value>,
        #[serde(default)]
        text: Option<String>,
    },
    /// Wait, then answer as usual.
    Delay { ms: u64 },
    /// Reset the connection without carrying out the call.
    ResetBeforeHeaders,
    /// Carry out the call, send the head of the answer, reset the connection.
    ResetAfterHeaders,
    /// Carry out the call, then reset the connection without an answer.
    CommitThenReset,
    /// Send so many bytes of the body, then end the connection: in order, or with a reset.
    CutBody {
        after_bytes: u64,
        #[serde(default)]
        reset: bool,
    },
    /// Send so many bytes of the body, then nothing more.
    StallBody { after_bytes: u64 },
    /// Carry out the call and send another body.
    ReplaceBody(Replacement),
    /// Carry out the call and set a value in its JSON answer, or in the data of its events.
    PatchJson {
        pointer: String,
        value: Value,
        /// Only in the event with this place among those sent, from 0; in all by default.
        #[serde(default)]
        event: Option<u64>,
    },
}

/// One value or several of a header.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Texts {
    One(String),
    Several(Vec<String>),
}

/// Another body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Replacement {
    #[serde(default)]
    json: Option<Value>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    content_type: Option<String>,
}

impl Replacement {
    /// The bytes and their media type.
    pub(super) fn bytes(self) -> (String, String) {
        let (bytes, usual) = match (self.text, self.json) {
            (Some(text), _) => (text, "text/plain; charset=utf-8"),
            (None, json) => (json.unwrap_or_default().to_string(), "application/json"),
        };
        (bytes, self.content_type.unwrap_or_else(|| usual.to_owned()))
    }
}

/// The answer of a `respond`.
pub(super) fn response(
    status: u16,
    headers: &BTreeMap<String, Texts>,
    body: Option<Value>,
    text: Option<String>,
) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match (text, body) {
        (Some(text), _) => (status, [(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response(),
        (None, Some(json)) => (status, [(CONTENT_TYPE, json_type(status))], json.to_string()).into_response(),
        (None, None) if status.as_u16() >= 400 => {
            ApiError::new(status, "fault", "ordered by a test").into_response()
        }
        (None, None) => (status, Body::empty()).into_response(),
    };
    for (name, values) in headers {
        set_header(&mut response, name, values);
    }
    response
}

fn json_type(status: StatusCode) -> &'static str {
    if status.as_u16() >= 400 { "application/problem+json" } else { "application/json" }
}

fn set_header(response: &mut Response, name: &str, values: &Texts) {
    let Ok(name) = HeaderName::try_from(name) else { return };
    response.headers_mut().remove(&name);
    let values = match values {
        Texts::One(value) => std::slice::from_ref(value),
        Texts::Several(values) => values.as_slice(),
    };
    for value in values.iter().filter_map(|value| HeaderValue::from_str(value).ok()) {
        response.headers_mut().append(name.clone(), value);
    }
}

/// Sets the value at a JSON pointer; its last step may name a member that does not exist yet, and `-` appends.
pub(super) fn set(json: &mut Value, pointer: &str, value: Value) -> bool {
    if pointer.is_empty() {
        *json = value;
        return true;
    }
    let Some((parent, last)) = pointer.rsplit_once('/') else { return false };
    let name = last.replace("~1", "/").replace("~0", "~");
    match json.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.insert(name, value);
            true
        }
        Some(Value::Array(items)) if name == "-" => {
            items.push(value);
            true
        }
        Some(Value::Array(items)) => {
            let item = name.parse::<usize>().ok().and_then(|index| items.get_mut(index));
            item.map(|item| *item = value).is_some()
        }
        _ => false,
    }
}

/// Checks what serde cannot.
pub(super) fn check(instruction: &Instruction) -> Result<(), String> {
    let Instruction::Respond { status, headers, .. } = instruction else { return Ok(()) };
    if !(200..=599).contains(status) {
        return Err(format!("{status} is no final status"));
    }
    for (name, values) in headers {
        let values = match values {
            Texts::One(value) => std::slice::from_ref(value),
            Texts::Several(values) => values.as_slice(),
        };
        if HeaderName::try_from(name).is_err()
            || values.iter().any(|value| HeaderValue::from_str(value).is_err())
        {
            return Err(format!("header `{name}` cannot be sent"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn instructions_have_one_spelling() {
        let read = |text: Value| serde_json::from_value::<Instruction>(text);
        assert_eq!(read(json!({"do": "reset_before_headers"})).unwrap(), Instruction::ResetBeforeHeaders);
        assert_eq!(read(json!({"do": "delay", "ms": 5})).unwrap(), Instruction::Delay { ms: 5 });
        assert!(read(json!({"do": "delay", "seconds": 5})).is_err());
        assert!(read(json!({"do": "explode"})).is_err());
        let refused = read(json!({"do": "respond", "status": 99})).unwrap();
        assert!(check(&refused).is_err());
    }

    #[test]
    fn a_value_can_be_set_and_added() {
        let mut json = json!({"a": {"b": [1, 2]}});
        assert!(set(&mut json, "/a/b/1", json!("x")));
        assert!(set(&mut json, "/a/b/-", json!(3)));
        assert!(set(&mut json, "/a/c~1d", json!(null)));
        assert!(!set(&mut json, "/nope/deep", json!(1)));
        assert_eq!(json, json!({"a": {"b": [1, "x", 3], "c/d": null}}));
    }
}
