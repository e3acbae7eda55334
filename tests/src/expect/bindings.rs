//! Names and their values: what steps have captured, filled into what follows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value};

/// The values known so far in one run of a scenario.
#[derive(Debug, Clone, Default)]
pub struct Bindings(BTreeMap<String, Value>);

/// A placeholder names nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`${{{0}}}` is not known here; a step before has to capture it")]
pub struct UnknownName(pub String);

impl Bindings {
    /// Keeps a value under a name, in place of an older one.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    /// Fills placeholders in. A string that is nothing but `${name}` becomes the value, whatever its type; within a
    /// longer string the value is written out.
    pub fn fill(&self, value: &Value) -> Result<Value, UnknownName> {
        match value {
            Value::String(text) => self.fill_string(text),
            Value::Array(items) => {
                items.iter().map(|item| self.fill(item)).collect::<Result<_, _>>().map(Value::Array)
            }
            Value::Object(members) => self.fill_members(members).map(Value::Object),
            other => Ok(other.clone()),
        }
    }

    /// Fills placeholders in, in the names of members too.
    pub fn fill_members(&self, members: &Map<String, Value>) -> Result<Map<String, Value>, UnknownName> {
        members.iter().map(|(name, value)| Ok((self.fill_text(name)?, self.fill(value)?))).collect()
    }

    /// Fills placeholders into text.
    pub fn fill_text(&self, text: &str) -> Result<String, UnknownName> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, name, after)) = placeholder(rest) {
            filled.push_str(before);
            match self.get(name)? {
                Value::String(value) => filled.push_str(value),
                value => write!(filled, "{value}").unwrap_or_default(),
            }
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn fill_string(&self, text: &str) -> Result<Value, UnknownName> {
        match placeholder(text) {
            Some(("", name, "")) => self.get(name).cloned(),
            Some(_) => self.fill_text(text).map(Value::String),
            None => Ok(Value::String(text.to_owned())),
        }
    }

    fn get(&self, name: &str) -> Result<&Value, UnknownName> {
        self.0.get(name).ok_or_else(|| UnknownName(name.to_owned()))
    }
}

/// The first placeholder: the text before it, its name, the text after it.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find("${")?;
    let (name, after) = text[start + 2..].split_once('}')?;
    Some((&text[..start], name, after))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_lone_placeholder_keeps_its_type() {
        let mut bindings = Bindings::default();
        bindings.set("n", 3);
        bindings.set("id", "TSK-001");
        let filled =
            bindings.fill(&json!({"a": "${n}", "b": ["x-${n}-${id}"], "c": 1, "${id}": null})).unwrap();
        assert_eq!(filled, json!({"a": 3, "b": ["x-3-TSK-001"], "c": 1, "TSK-001": null}));
    }

    #[test]
    fn an_unknown_name_is_an_error() {
        let error = Bindings::default().fill(&json!("/a/${nope}")).unwrap_err();
        assert_eq!(error, UnknownName("nope".into()));
    }
}
