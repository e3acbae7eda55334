//! The outcome of a call as one JSON value: `value`, or `items` and `done`, or (`items` and) `error`.

use serde_json::{Map, Value};

/// Members of an error; a driver that leaves one out means `null`.
const ERROR_MEMBERS: [&str; 9] = [
    "kind",
    "status",
    "code",
    "message",
    "request_id",
    "attempts",
    "retry_after_ms",
    "body",
    "last_event_id",
];

/// Kinds of errors whose message is written by the SDK or the system and not by the server.
const LOCAL_KINDS: [&str; 7] =
    ["connection", "timeout", "cancelled", "decode", "stream", "invalid_request", "driver"];

/// Puts the lines of an answer together.
pub(super) fn assemble(items: Vec<Value>, mut end: Map<String, Value>) -> Value {
    if let Some(Value::Object(error)) = end.get_mut("error") {
        for name in ERROR_MEMBERS {
            error.entry(name).or_insert(Value::Null);
        }
    }
    if !items.is_empty() || end.contains_key("done") {
        end.insert("items".into(), Value::Array(items));
    }
    Value::Object(end)
}

/// What is unexpected at the first glance: an error where none is expected, or success where an error is.
pub(super) fn wrong_kind(expected: &Value, outcome: &Value) -> Option<String> {
    let expects_error = expected.get("error").is_some();
    match (expects_error, outcome.get("error")) {
        (false, Some(error)) => Some(format!("unexpected error {error}")),
        (true, None) => Some("expected an error, the call succeeded".into()),
        _ => None,
    }
}

/// The outcome without what languages word differently.
pub(super) fn comparable(outcome: &Value) -> Value {
    let mut outcome = outcome.clone();
    let local = outcome
        .pointer("/error/kind")
        .and_then(Value::as_str)
        .is_some_and(|kind| LOCAL_KINDS.contains(&kind));
    if let Some(Value::Object(error)) = outcome.get_mut("error")
        && local
    {
        error.shift_remove("message");
    }
    outcome
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn end(value: Value) -> Map<String, Value> {
        let Value::Object(members) = value else { panic!("object") };
        members
    }

    #[test]
    fn items_are_kept_with_the_end() {
        let outcome = assemble(vec![json!({"item": 1})], end(json!({"done": {"count": 1}})));
        assert_eq!(outcome, json!({"done": {"count": 1}, "items": [{"item": 1}]}));
        assert_eq!(assemble(vec![], end(json!({"done": {"count": 0}})))["items"], json!([]));
        assert_eq!(assemble(vec![], end(json!({"value": null}))), json!({"value": null}));
    }

    #[test]
    fn members_of_an_error_that_are_missing_are_null() {
        let outcome = assemble(vec![], end(json!({"error": {"kind": "timeout"}})));
        assert_eq!(outcome["error"]["status"], Value::Null);
        assert_eq!(outcome["error"].as_object().map(Map::len), Some(ERROR_MEMBERS.len()));
    }

    #[test]
    fn success_and_failure_are_never_mistaken() {
        assert!(
            wrong_kind(&json!({"items": []}), &json!({"items": [], "error": {"kind": "stream"}})).is_some()
        );
        assert!(wrong_kind(&json!({"error": {}}), &json!({"value": 1})).is_some());
        assert!(wrong_kind(&json!({"value": 1}), &json!({"value": 1})).is_none());
    }

    #[test]
    fn only_local_messages_are_left_out_of_comparisons() {
        let local = comparable(&json!({"error": {"kind": "timeout", "message": "m"}}));
        assert_eq!(local, json!({"error": {"kind": "timeout"}}));
        let remote = json!({"error": {"kind": "conflict", "message": "m"}});
        assert_eq!(comparable(&remote), remote);
    }
}
