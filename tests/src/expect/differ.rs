//! The differences between two values, place by place.

use serde_json::Value;

use super::matching::short;

/// Every place where `left` and `right` are not the same.
pub fn differences(left_name: &str, left: &Value, right_name: &str, right: &Value) -> Vec<String> {
    let mut differ = Differ { names: [left_name, right_name], found: Vec::new() };
    differ.values("", Some(left), Some(right));
    differ.found
}

struct Differ<'a> {
    names: [&'a str; 2],
    found: Vec<String>,
}

impl Differ<'_> {
    fn values(&mut self, path: &str, left: Option<&Value>, right: Option<&Value>) {
        match (left, right) {
            (Some(Value::Object(left)), Some(Value::Object(right))) => {
                let added = right.keys().filter(|name| !left.contains_key(*name));
                for name in left.keys().chain(added) {
                    self.values(&format!("{path}/{name}"), left.get(name), right.get(name));
                }
            }
            (Some(Value::Array(left)), Some(Value::Array(right))) => {
                for index in 0..left.len().max(right.len()) {
                    self.values(&format!("{path}/{index}"), left.get(index), right.get(index));
                }
            }
            (left, right) if left == right => {}
            (left, right) => {
                let text = |value: Option<&Value>| value.map_or_else(|| "absent".to_owned(), short);
                let [left_name, right_name] = self.names;
                self.found.push(format!("{path}: {left_name} {}, {right_name} {}", text(left), text(right)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_place_is_named() {
        let left = json!({"a": [1, 2], "b": null, "same": {"x": "y"}});
        let right = json!({"a": [1, 3, 4], "same": {"x": "y"}, "c": true});
        let found = differences("rust", &left, "go", &right);
        assert_eq!(
            found,
            [
                "/a/1: rust 2, go 3",
                "/a/2: rust absent, go 4",
                "/b: rust null, go absent",
                "/c: rust absent, go true",
            ]
        );
        assert!(differences("rust", &left, "go", &left).is_empty());
    }
}
