//! `application/x-www-form-urlencoded` bodies.

use serde::Serialize;
use serde_json::Value;

use super::encode::{Encoding, Place, Style, encode};
use super::errors::{Error, ErrorKind};

/// Writes the members of an object as a form. `encodings` names those that are not written in the common way, one pair for
/// each scalar or element.
///
/// # Errors
///
/// Kind `Request`, if the value is no object or a member cannot be written.
pub fn form_body<T: Serialize + ?Sized>(
    value: &T,
    encodings: &[(&str, Encoding)],
) -> Result<String, Error> {
    let refuse = || Error::new(ErrorKind::Request, "the form's body is no object").unsent();
    let Ok(Value::Object(members)) = serde_json::to_value(value) else {
        return Err(refuse());
    };
    let common = Encoding {
        place: Place::Form,
        style: Style::Form,
        explode: true,
        allow_reserved: false,
    };
    let mut pairs = Vec::with_capacity(members.len());
    for (name, value) in &members {
        let special = encodings
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, encoding)| *encoding);
        // An object within a form has no common way to be written: JSON is the description format's default.
        let fallback = if value.is_object() {
            Encoding {
                style: Style::Json,
                ..common
            }
        } else {
            common
        };
        pairs.push(
            encode(special.unwrap_or(fallback), name, value).map_err(|error| error.of(name))?,
        );
    }
    Ok(pairs
        .into_iter()
        .filter(|pair| !pair.is_empty())
        .collect::<Vec<_>>()
        .join("&"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Encoding, Place, Style, form_body};

    #[test]
    fn members_become_pairs() -> Result<(), super::Error> {
        let deep = Encoding {
            place: Place::Form,
            style: Style::DeepObject,
            explode: true,
            allow_reserved: false,
        };
        let value = json!({"a": "x y", "b": [1, 2], "c": null, "d": {"e": 1}, "f": {"g": 2}});
        let body = form_body(&value, &[("d", deep)])?;
        assert_eq!(body, "a=x+y&b=1&b=2&d%5Be%5D=1&f=%7B%22g%22%3A2%7D");
        assert!(form_body(&json!([1]), &[]).is_err());
        Ok(())
    }
}
