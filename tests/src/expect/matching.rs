//! Matching a value against an expectation.
//!
//! An object matches when each member named matches; others may be there. Lists match in length and order. Numbers
//! match by value, `1` and `1.0` alike. An object with the one member `$…` is a matcher; see `tests/contract/README.md`.

use regex::Regex;
use serde_json::{Map, Value};

/// Every place at which `actual` is not what is expected, as `path: what is wrong`.
pub fn mismatches(expected: &Value, actual: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Matching { found: &mut found }.value("", expected, Some(actual));
    found
}

struct Matching<'a> {
    found: &'a mut Vec<String>,
}

impl Matching<'_> {
    fn value(&mut self, path: &str, expected: &Value, actual: Option<&Value>) {
        if let Some((matcher, argument)) = matcher(expected) {
            return self.matcher(path, matcher, argument, actual);
        }
        let Some(actual) = actual else {
            return self.fault(path, &format!("is absent, expected {expected}"));
        };
        match (expected, actual) {
            (Value::Object(expected), Value::Object(actual)) => self.members(path, expected, actual),
            (Value::Array(expected), Value::Array(actual)) => self.items(path, expected, actual),
            _ if same_scalar(expected, actual) => {}
            _ => self.fault(path, &format!("is {}, expected {expected}", short(actual))),
        }
    }

    fn members(&mut self, path: &str, expected: &Map<String, Value>, actual: &Map<String, Value>) {
        for (name, value) in expected {
            self.value(&format!("{path}/{name}"), value, actual.get(name));
        }
    }

    fn items(&mut self, path: &str, expected: &[Value], actual: &[Value]) {
        if expected.len() != actual.len() {
            let whole = short(&Value::Array(actual.to_vec()));
            self.fault(path, &format!("has {} elements, expected {}: {whole}", actual.len(), expected.len()));
        }
        for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
            self.value(&format!("{path}/{index}"), expected, Some(actual));
        }
    }

    fn matcher(&mut self, path: &str, name: &str, argument: &Value, actual: Option<&Value>) {
        match (name, actual) {
            ("$absent", None) => {}
            ("$absent", Some(actual)) => {
                self.fault(path, &format!("is {}, expected it to be absent", short(actual)));
            }
            ("$not", actual) => self.not(path, argument, actual),
            (_, None) => self.fault(path, &format!("is absent, expected {name} {argument}")),
            ("$exact", Some(actual)) => self.exact(path, argument, actual),
            ("$all", Some(actual)) => self.all(path, argument, actual),
            ("$each", Some(Value::Array(items))) => self.each(path, argument, items),
            (_, Some(actual)) => match holds(name, argument, actual) {
                Ok(true) => {}
                Ok(false) => self.fault(path, &format!("is {}, expected {name} {argument}", short(actual))),
                Err(fault) => self.fault(path, &format!("cannot be matched: {fault}")),
            },
        }
    }

    fn not(&mut self, path: &str, argument: &Value, actual: Option<&Value>) {
        let mut found = Vec::new();
        Matching { found: &mut found }.value(path, argument, actual);
        if found.is_empty() {
            self.fault(path, &format!("matches {argument} and must not"));
        }
    }

    fn exact(&mut self, path: &str, expected: &Value, actual: &Value) {
        self.value(path, expected, Some(actual));
        if let (Value::Object(expected), Value::Object(actual)) = (expected, actual) {
            for name in actual.keys().filter(|name| !expected.contains_key(*name)) {
                self.fault(
                    &format!("{path}/{name}"),
                    &format!("is {} and not expected", short(&actual[name])),
                );
            }
        }
    }

    fn all(&mut self, path: &str, argument: &Value, actual: &Value) {
        for expected in argument.as_array().into_iter().flatten() {
            self.value(path, expected, Some(actual));
        }
    }

    fn each(&mut self, path: &str, argument: &Value, items: &[Value]) {
        for (index, item) in items.iter().enumerate() {
            self.value(&format!("{path}/{index}"), argument, Some(item));
        }
    }

    fn fault(&mut self, path: &str, what: &str) {
        let path = if path.is_empty() { "(whole)" } else { path };
        self.found.push(format!("{path} {what}"));
    }
}

/// The matcher an expectation is, if it is one.
fn matcher(expected: &Value) -> Option<(&str, &Value)> {
    let members = expected.as_object()?;
    let (name, argument) = members.iter().next()?;
    (members.len() == 1 && name.starts_with('$')).then_some((name.as_str(), argument))
}

/// Whether a matcher of one value holds; an error when the matcher itself makes no sense.
fn holds(name: &str, argument: &Value, actual: &Value) -> Result<bool, String> {
    match name {
        "$any" => is_of_type(argument.as_str().unwrap_or_default(), actual),
        "$match" => {
            let pattern = argument.as_str().ok_or("$match needs a regular expression")?;
            let regex = Regex::new(pattern).map_err(|error| error.to_string())?;
            Ok(actual.as_str().is_some_and(|text| regex.is_match(text)))
        }
        "$between" => {
            let bound = |index: usize| argument.get(index).and_then(Value::as_f64);
            let (Some(low), Some(high)) = (bound(0), bound(1)) else {
                return Err("$between needs two numbers".into());
            };
            Ok(actual.as_f64().is_some_and(|number| low <= number && number <= high))
        }
        "$length" => Ok(argument.as_u64().is_some_and(|wanted| length(actual) == Some(wanted))),
        "$contains" => Ok(contains(argument, actual)),
        "$one_of" => Ok(alternatives(argument).iter().any(|choice| mismatches(choice, actual).is_empty())),
        "$each" => Ok(false),
        other => Err(format!("there is no matcher `{other}`")),
    }
}

fn alternatives(argument: &Value) -> &[Value] {
    argument.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn is_of_type(wanted: &str, actual: &Value) -> Result<bool, String> {
    Ok(match wanted {
        "string" => actual.is_string(),
        "number" => actual.is_number(),
        "boolean" => actual.is_boolean(),
        "object" => actual.is_object(),
        "array" => actual.is_array(),
        "value" => !actual.is_null(),
        "anything" => true,
        other => return Err(format!("$any knows no type `{other}`")),
    })
}

fn length(actual: &Value) -> Option<u64> {
    let length = match actual {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        Value::String(text) => text.chars().count(),
        _ => return None,
    };
    u64::try_from(length).ok()
}

/// A text within a text, or an element (itself an expectation) of a list.
fn contains(argument: &Value, actual: &Value) -> bool {
    match (argument, actual) {
        (Value::String(part), Value::String(whole)) => whole.contains(part.as_str()),
        (expected, Value::Array(items)) => items.iter().any(|item| mismatches(expected, item).is_empty()),
        _ => false,
    }
}

/// Whether two values that are no containers are the same.
fn same_scalar(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| a.to_bits() == b.to_bits())
        }
        (a, b) => a == b,
    }
}

/// A value as text for a message, cut where it gets long.
pub(super) fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(300) {
        Some((cut, _)) => format!("{}… ({} bytes)", &text[..cut], text.len()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn matches(expected: &Value, actual: &Value) -> bool {
        mismatches(expected, actual).is_empty()
    }

    #[test]
    fn objects_match_by_the_members_named() {
        assert!(matches(&json!({"a": {"b": 1}}), &json!({"a": {"b": 1.0, "c": 2}, "d": null})));
        assert_eq!(mismatches(&json!({"a": {"b": 1}}), &json!({"a": {}})), ["/a/b is absent, expected 1"]);
        assert!(!matches(&json!({"$exact": {"a": 1}}), &json!({"a": 1, "b": 2})));
    }

    #[test]
    fn null_is_not_absent() {
        assert!(matches(&json!({"a": null}), &json!({"a": null})));
        assert!(!matches(&json!({"a": null}), &json!({})));
        assert!(matches(&json!({"a": {"$absent": true}}), &json!({})));
        assert!(!matches(&json!({"a": {"$absent": true}}), &json!({"a": null})));
    }

    #[test]
    fn lists_match_in_length_and_order() {
        assert!(matches(&json!([1, 2]), &json!([1, 2])));
        assert!(!matches(&json!([1, 2]), &json!([2, 1])));
        assert!(!matches(&json!([1]), &json!([1, 2])));
        assert!(!matches(&json!([]), &json!([1])));
    }

    #[test]
    fn matchers_of_one_value() {
        for (expected, good, bad) in [
            (json!({"$any": "string"}), json!("x"), json!(1)),
            (json!({"$any": "value"}), json!(false), json!(null)),
            (json!({"$match": "^TSK-[0-9]+$"}), json!("TSK-001"), json!("x TSK-001")),
            (json!({"$between": [1, 2]}), json!(1.5), json!(3)),
            (json!({"$length": 2}), json!([1, 2]), json!([1])),
            (json!({"$contains": "b"}), json!("abc"), json!("ac")),
            (json!({"$contains": {"a": 1}}), json!([{"a": 2}, {"a": 1, "b": 0}]), json!([{"a": 2}])),
            (json!({"$one_of": [1, 2]}), json!(2), json!(3)),
            (json!({"$not": {"$any": "string"}}), json!(1), json!("x")),
            (json!({"$each": {"$any": "number"}}), json!([1, 2]), json!([1, "x"])),
            (json!({"$each": 1}), json!([]), json!({})),
            (json!({"$all": [{"$any": "string"}, {"$contains": "a"}]}), json!("a"), json!("b")),
        ] {
            assert!(matches(&expected, &good), "{expected} {good}");
            assert!(!matches(&expected, &bad), "{expected} {bad}");
        }
    }

    #[test]
    fn a_matcher_that_makes_no_sense_never_matches() {
        for wrong in
            [json!({"$mtach": "x"}), json!({"$any": "text"}), json!({"$match": "("}), json!({"$between": 1})]
        {
            assert!(!matches(&wrong, &json!("x")), "{wrong}");
        }
    }
}
