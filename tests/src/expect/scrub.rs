//! Takes out of outcomes what is different in every run, so that languages can be compared.

use std::collections::HashMap;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use regex::{Captures, Regex};
use serde_json::{Number, Value};

/// Members whose numbers depend on the clock.
const CLOCK_MEMBERS: [&str; 3] = ["duration_ms", "uptime_seconds", "at_ms"];

/// Replaces volatile values by placeholders. Equal values get equal placeholders within one run of a scenario, so
/// that "the id created is the id returned" remains visible.
#[derive(Debug)]
pub struct Scrubber {
    started: DateTime<Utc>,
    volatile: Regex,
    names: HashMap<String, String>,
    counts: HashMap<String, usize>,
}

impl Scrubber {
    /// A scrubber for a run that starts now.
    pub fn new() -> Result<Self, regex::Error> {
        let volatile = Regex::new(concat!(
            r"(?<secret>omoi_sk_[A-Za-z0-9_-]*)",
            r"|(?<host>(?:127\.0\.0\.1|localhost):[0-9]+)",
            r"|(?<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
            r"|\b(?<prefix>[a-z]+)_(?:[0-9a-f]{16,})\b",
        ))?;
        Ok(Self { started: Utc::now(), volatile, names: HashMap::new(), counts: HashMap::new() })
    }

    /// The value without what is volatile.
    pub fn scrub(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Number(number) => Value::Number(plain(number)),
            Value::Array(items) => items.iter().map(|item| self.scrub(item)).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| (self.text(name), self.member(name, value))).collect()
            }
            other => other.clone(),
        }
    }

    fn member(&mut self, name: &str, value: &Value) -> Value {
        if value.is_number() && CLOCK_MEMBERS.contains(&name) {
            return Value::String("<number>".into());
        }
        self.scrub(value)
    }

    fn text(&mut self, text: &str) -> String {
        match DateTime::parse_from_rfc3339(text) {
            Ok(time) => self.time(time.to_utc()),
            Err(_) => self.ids(text),
        }
    }

    /// Times of this run are all alike; others are compared as instants, however they are written.
    fn time(&self, time: DateTime<Utc>) -> String {
        if (time - self.started).abs() < TimeDelta::minutes(10) {
            return "<now>".into();
        }
        time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }

    fn ids(&mut self, text: &str) -> String {
        let Self { volatile, names, counts, .. } = self;
        volatile.replace_all(text, |found: &Captures| placeholder(found, names, counts)).into_owned()
    }
}

fn placeholder(
    found: &Captures,
    names: &mut HashMap<String, String>,
    counts: &mut HashMap<String, usize>,
) -> String {
    let kind = ["secret", "host", "uuid"]
        .into_iter()
        .find(|kind| found.name(kind).is_some())
        .or_else(|| found.name("prefix").map(|prefix| prefix.as_str()))
        .unwrap_or("id");
    let name = names.entry(found[0].to_owned()).or_insert_with(|| {
        let count = counts.entry(kind.to_owned()).or_default();
        *count += 1;
        format!("<{kind} {count}>")
    });
    name.clone()
}

/// `3.0` and `3` are one number.
fn plain(number: &Number) -> Number {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 9e15 => {
            format!("{float:.0}").parse().unwrap_or_else(|_| number.clone())
        }
        _ => number.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_ids_stay_equal() {
        let mut scrubber = Scrubber::new().unwrap();
        let value = json!({
            "id": "spec_0123456789abcdef",
            "detail": "there is no spec `spec_0123456789abcdef`, nor spec_ffffffffffffffff",
            "artifact": "67e55044-10b1-426f-9247-bb680e5fe0c8",
            "task": "TSK-001",
        });
        assert_eq!(
            scrubber.scrub(&value),
            json!({
                "id": "<spec 1>",
                "detail": "there is no spec `<spec 1>`, nor <spec 2>",
                "artifact": "<uuid 1>",
                "task": "TSK-001",
            })
        );
    }

    #[test]
    fn times_are_compared_as_instants() {
        let mut scrubber = Scrubber::new().unwrap();
        let now = Utc::now();
        let value = json!([now.to_rfc3339(), "2030-01-01T00:00:00.120Z", "2030-01-01T01:00:00.12+01:00"]);
        assert_eq!(
            scrubber.scrub(&value),
            json!(["<now>", "2030-01-01T00:00:00.120Z", "2030-01-01T00:00:00.120Z"])
        );
    }

    #[test]
    fn numbers_are_compared_by_value() {
        let mut scrubber = Scrubber::new().unwrap();
        let value = json!({"score": 1.0, "zero": 0.0, "half": 0.5, "n": 3, "duration_ms": 17});
        let expected = json!({"score": 1, "zero": 0, "half": 0.5, "n": 3, "duration_ms": "<number>"});
        assert_eq!(scrubber.scrub(&value), expected);
    }
}
