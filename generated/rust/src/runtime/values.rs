//! Values of models that the language has no type for.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::auth::Secret;
use super::errors::{DecodeFault, decode_json};
use super::sse::SseEvent;

/// A value that may be `null`: `None` is `null`.
pub type Nullable<T> = Option<T>;

/// Texts of any kind as a list of strings.
#[must_use]
pub fn texts<I>(items: I) -> Vec<String>
where
    I: IntoIterator,
    I::Item: Into<String>,
{
    items.into_iter().map(Into::into).collect()
}

/// Reads a member that is there, so that `null` differs from absent; for `#[serde(default, deserialize_with = …)]`.
///
/// # Errors
///
/// The member does not fit its type.
pub fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// A value of an enumeration that this version of the SDK does not know. It is sent back as it came.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// The value as it stands on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for UnknownValue {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A variant of a union that this version of the SDK does not know. It is sent back as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownVariant {
    /// What would have told the variant: the value of the tag, or the name of the event; empty if there is none.
    pub tag: String,
    /// The value as it came.
    pub raw: Value,
}

impl UnknownVariant {
    /// A value without a known variant.
    #[must_use]
    pub fn new(tag: &str, raw: Value) -> Self {
        Self {
            tag: tag.to_owned(),
            raw,
        }
    }

    /// Data of an event that is no JSON, or JSON without a known variant.
    #[must_use]
    pub fn event(event: &str, data: &str) -> Self {
        let raw = serde_json::from_str(data).unwrap_or_else(|_| Value::String(data.to_owned()));
        Self::new(event, raw)
    }
}

impl Serialize for UnknownVariant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

/// A union that keeps variants it does not know.
pub trait OpenUnion: DeserializeOwned {
    /// The value of a variant that is not known.
    fn unknown(variant: UnknownVariant) -> Self;

    /// Whether the value's variant is not known.
    fn is_unknown(&self) -> bool;
}

/// Reads an event whose type stands in a member of its data. Data that is no JSON is a fault, unless the event's name is
/// not known either: then it is an event of another kind, such as a ping.
///
/// # Errors
///
/// The data does not fit the event's type.
pub fn decode_event<T: OpenUnion>(tag: &str, event: &SseEvent) -> Result<T, DecodeFault> {
    decode_json(event.data.as_bytes()).or_else(|fault| {
        let mut named = serde_json::Map::new();
        named.insert(tag.to_owned(), event.event.as_str().into());
        match T::deserialize(Value::Object(named)) {
            Ok(named) if named.is_unknown() && event.event != "message" => {
                Ok(T::unknown(UnknownVariant::event(&event.event, &event.data)))
            }
            _ => Err(fault),
        }
    })
}

/// Bytes that JSON carries as base64 text.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Base64(pub Vec<u8>);

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}

impl<T: Into<Vec<u8>>> From<T> for Base64 {
    fn from(bytes: T) -> Self {
        Self(bytes.into())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bare: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
            .iter()
            .find_map(|alphabet| alphabet.decode(&bare).ok())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("the text is not base64"))
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// Reads a value as the type of its variant.
///
/// # Errors
///
/// The value does not fit the type.
pub fn variant<T: DeserializeOwned, E: serde::de::Error>(value: Value) -> Result<T, E> {
    T::deserialize(value).map_err(E::custom)
}

/// Writes an object with a tag that its type does not hold itself.
///
/// # Errors
///
/// The value cannot be written.
pub fn tagged<T: Serialize + ?Sized, S: Serializer>(
    value: &T,
    name: &str,
    tag: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = serde_json::to_value(value).map_err(serde::ser::Error::custom)?;
    if let Value::Object(object) = &mut value {
        object.insert(name.to_owned(), tag.into());
    }
    value.serialize(serializer)
}

/// A kind of JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonKind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number without a fraction.
    Integer,
    /// Any number.
    Number,
    /// Text.
    Text,
    /// A list.
    Array,
    /// An object.
    Object,
}

/// The shape of a value, by which the variants of a union are told.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'a>(&'a Value);

impl<'a> Shape<'a> {
    /// The shape of a value.
    #[must_use]
    pub fn of(value: &'a Value) -> Self {
        Self(value)
    }

    /// Whether the value is of one of these kinds.
    #[must_use]
    pub fn is(self, kinds: &[JsonKind]) -> bool {
        kinds.iter().any(|kind| match kind {
            JsonKind::Null => self.0.is_null(),
            JsonKind::Bool => self.0.is_boolean(),
            JsonKind::Integer => self.0.as_f64().is_some_and(|number| number.fract() == 0.0),
            JsonKind::Number => self.0.is_number(),
            JsonKind::Text => self.0.is_string(),
            JsonKind::Array => self.0.is_array(),
            JsonKind::Object => self.0.is_object(),
        })
    }

    /// Whether the value is an object with this member.
    #[must_use]
    pub fn has(self, member: &str) -> bool {
        self.0.get(member).is_some()
    }

    /// Whether a member, if it is there, has one of these values, given as JSON text.
    #[must_use]
    pub fn fixes(self, member: &str, values: &[&str]) -> bool {
        let known = |value: &Value| {
            values
                .iter()
                .any(|text| serde_json::from_str(text).is_ok_and(|known: Value| known == *value))
        };
        self.0.get(member).is_none_or(known)
    }
}

/// Reads a value as a type if it fits; for unions whose variants are told by their shape.
#[must_use]
pub fn fits<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::{Base64, Nullable, UnknownVariant, present};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Patch {
        #[serde(
            default,
            deserialize_with = "present",
            skip_serializing_if = "Option::is_none"
        )]
        deadline: Option<Nullable<u32>>,
    }

    #[test]
    fn absent_null_and_value_differ_both_ways() -> Result<(), serde_json::Error> {
        for (deadline, text) in [
            (None, "{}"),
            (Some(None), r#"{"deadline":null}"#),
            (Some(Some(1)), r#"{"deadline":1}"#),
        ] {
            let patch = Patch { deadline };
            assert_eq!(serde_json::to_string(&patch)?, text);
            assert_eq!(serde_json::from_str::<Patch>(text)?, patch);
        }
        Ok(())
    }

    #[test]
    fn base64_is_read_in_all_its_alphabets() -> Result<(), serde_json::Error> {
        for text in ["\"+/8=\"", "\"+/8\"", "\"-_8=\"", "\"-_8\"", "\"+/\\n8=\""] {
            assert_eq!(
                serde_json::from_str::<Base64>(text)?,
                Base64(vec![0xFB, 0xFF])
            );
        }
        assert_eq!(
            serde_json::to_string(&Base64(vec![0xFB, 0xFF]))?,
            "\"+/8=\""
        );
        assert!(serde_json::from_str::<Base64>("\"*\"").is_err());
        Ok(())
    }

    #[test]
    fn data_of_an_unknown_event_is_kept_whatever_it_is() {
        assert_eq!(
            UnknownVariant::event("x", r#"{"a":1}"#).raw,
            json!({"a": 1})
        );
        assert_eq!(
            UnknownVariant::event("x", "not json").raw,
            json!("not json")
        );
    }
}
