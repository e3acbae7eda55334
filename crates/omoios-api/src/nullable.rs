//! Serde helper for members that are absent, `null` or a value, as three different wishes.
//!
//! Use with `#[serde(default, skip_serializing_if = "Option::is_none", with = "omoios_api::nullable")]` on an
//! `Option<Option<T>>`: `None` leaves the stored value alone, `Some(None)` clears it, `Some(Some(v))` sets it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Reads a member that is present: `null` becomes `Some(None)`.
pub fn deserialize<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// Reads a member that may be absent but not `null`: to be silent about a `null` would be to ignore a wish.
pub fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Writes the inner option; an absent member has to be skipped by `skip_serializing_if`.
pub fn serialize<S, T>(value: &Option<Option<T>>, serializer: S) -> Result<S::Ok, S::Error>
where
    S: Serializer,
    T: Serialize,
{
    value.as_ref().and_then(Option::as_ref).serialize(serializer)
}
