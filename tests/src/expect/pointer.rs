//! JSON pointers, with `*` for every element of a list.

use serde_json::Value;

/// The value at a pointer. A segment `*` maps over a list: `/items/*/id` is the list of all ids.
pub fn select(value: &Value, pointer: &str) -> Option<Value> {
    let Some(rest) = pointer.strip_prefix('/') else {
        return pointer.is_empty().then(|| value.clone());
    };
    let (segment, rest) = split(rest);
    if segment == "*" {
        let items = value.as_array()?;
        return items.iter().map(|item| select(item, rest)).collect::<Option<Vec<_>>>().map(Value::Array);
    }
    select(child(value, &segment)?, rest)
}

/// Takes the value at a pointer away, if it is there; `*` stands for every element of a list.
pub fn remove(value: &mut Value, pointer: &str) {
    let Some(rest) = pointer.strip_prefix('/') else { return };
    let (segment, rest) = split(rest);
    match value {
        Value::Array(items) if segment == "*" => items.iter_mut().for_each(|item| remove(item, rest)),
        Value::Object(members) if rest.is_empty() => drop(members.shift_remove(&segment)),
        Value::Object(members) => {
            if let Some(member) = members.get_mut(&segment) {
                remove(member, rest);
            }
        }
        _ => {}
    }
}

fn split(rest: &str) -> (String, &str) {
    let end = rest.find('/').unwrap_or(rest.len());
    (rest[..end].replace("~1", "/").replace("~0", "~"), &rest[end..])
}

fn child<'a>(value: &'a Value, segment: &str) -> Option<&'a Value> {
    match value {
        Value::Object(members) => members.get(segment),
        Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn stars_map_over_lists() {
        let value = json!({"items": [{"id": 1}, {"id": 2}], "a/b": {"~": 3}});
        assert_eq!(select(&value, "/items/*/id"), Some(json!([1, 2])));
        assert_eq!(select(&value, "/items/1/id"), Some(json!(2)));
        assert_eq!(select(&value, "/a~1b/~0"), Some(json!(3)));
        assert_eq!(select(&value, "/items/*/nope"), None);
        assert_eq!(select(&value, ""), Some(value.clone()));
    }

    #[test]
    fn what_is_removed_is_gone_everywhere() {
        let mut value = json!({"items": [{"id": 1, "at": 5}, {"id": 2}], "error": {"message": "x"}});
        remove(&mut value, "/items/*/at");
        remove(&mut value, "/error/message");
        remove(&mut value, "/not/there");
        assert_eq!(value, json!({"items": [{"id": 1}, {"id": 2}], "error": {}}));
    }
}
