//! OpenAPI 3.2 to 3.1, for tools that stop there.

use serde_json::{Map, Value};

/// The same document without what 3.1 does not know: a stream's `itemSchema` becomes the `schema` of one item, which is
/// how 3.1 documents describe streams; members that only 3.2 has are left out.
pub(super) fn to_3_1(mut document: Value) -> Value {
    if let Some(root) = document.as_object_mut() {
        root.insert("openapi".into(), "3.1.1".into());
        root.remove("$self");
        strip_tags(root);
        root.values_mut().for_each(media_types);
    }
    document
}

fn strip_tags(root: &mut Map<String, Value>) {
    let tags = root.get_mut("tags").and_then(Value::as_array_mut);
    for tag in tags.into_iter().flatten().filter_map(Value::as_object_mut) {
        ["summary", "parent", "kind"].iter().for_each(|key| drop(tag.remove(*key)));
    }
}

/// Finds every `content` map and rewrites its media types. Examples are data and have no `content` of that shape.
fn media_types(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if let Some(Value::Object(content)) = object.get_mut("content") {
                content.values_mut().filter_map(Value::as_object_mut).for_each(media_type);
            }
            object.values_mut().for_each(media_types);
        }
        Value::Array(items) => items.iter_mut().for_each(media_types),
        _ => {}
    }
}

fn media_type(media: &mut Map<String, Value>) {
    if let Some(item) = media.remove("itemSchema") {
        media.insert("schema".into(), item);
    }
    media.remove("itemEncoding");
    media.remove("prefixEncoding");
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_streams_item_schema_becomes_its_schema() {
        let document = json!({"openapi": "3.2.0", "tags": [{"name": "a", "kind": "nav"}], "paths": {"/s": {"get": {"responses": {"200": {
            "content": {"text/event-stream": {"itemSchema": {"type": "object"}}}}}}}}});
        let expected = json!({"openapi": "3.1.1", "tags": [{"name": "a"}], "paths": {"/s": {"get": {"responses": {"200": {
            "content": {"text/event-stream": {"schema": {"type": "object"}}}}}}}}});
        assert_eq!(to_3_1(document), expected);
    }
}
