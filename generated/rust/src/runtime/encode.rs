//! Percent-encoding, and the styles in which parameters are written.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::errors::{Error, ErrorKind};

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The query of the URL.
    Query,
    /// One segment of the path, or a part of it.
    Path,
    /// A header's value.
    Header,
    /// A pair of the `Cookie` header.
    Cookie,
    /// An `application/x-www-form-urlencoded` body.
    Form,
}

/// How a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `a=1&b=2`
    Form,
    /// `1,2`
    Simple,
    /// `.1.2`
    Label,
    /// `;a=1;b=2`
    Matrix,
    /// `a=1%202`
    SpaceDelimited,
    /// `a=1%7C2`
    PipeDelimited,
    /// `a%5Bb%5D=1`
    DeepObject,
    /// A cookie as it is.
    Cookie,
    /// JSON text.
    Json,
}

/// All that decides how one parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding {
    /// Where it goes.
    pub place: Place,
    /// Its style.
    pub style: Style,
    /// Whether each element becomes a pair or part of its own.
    pub explode: bool,
    /// Whether reserved characters stay.
    pub allow_reserved: bool,
}

/// Why a value cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncodeError {
    /// A path value is empty.
    Empty,
    /// A path value is `.` or `..`, which would change the path.
    DotSegment,
    /// A character that the header or cookie cannot hold.
    HeaderValue,
    /// The style cannot write such a value there.
    Unsupported,
}

impl EncodeError {
    /// The error's name in snake case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::DotSegment => "dot_segment",
            Self::HeaderValue => "header_value",
            Self::Unsupported => "unsupported",
        }
    }

    /// The error of a call whose parameter `name` cannot be sent.
    #[must_use]
    pub fn of(self, name: &str) -> Error {
        Error::new(ErrorKind::Request, format!("parameter `{name}`: {self}")).unsent()
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an empty value cannot stand in a path",
            Self::DotSegment => "`.` and `..` cannot stand in a path",
            Self::HeaderValue => "the value holds a character that a header or cookie cannot hold",
            Self::Unsupported => "a value of this shape cannot be written in the parameter's style",
        })
    }
}

impl std::error::Error for EncodeError {}

/// Writes a parameter. The result is empty when there is nothing to send.
///
/// # Errors
///
/// The value cannot be written in this place and style.
pub fn encode<T: Serialize + ?Sized>(
    encoding: Encoding,
    name: &str,
    value: &T,
) -> Result<String, EncodeError> {
    let value = serde_json::to_value(value).map_err(|_| EncodeError::Unsupported)?;
    let text = encoding.write(name, &value)?;
    match encoding.place {
        Place::Path => checked_segment(encoding, &value, text),
        Place::Header if !text.bytes().all(is_header_byte) => Err(EncodeError::HeaderValue),
        _ => Ok(text),
    }
}

/// As [`encode`], with the parameter's name in the error.
///
/// # Errors
///
/// Kind `Request`, if the value cannot be written in this place and style.
pub fn param<T: Serialize + ?Sized>(
    encoding: Encoding,
    name: &str,
    value: &T,
) -> Result<String, Error> {
    encode(encoding, name, value).map_err(|error| error.of(name))
}

fn is_header_byte(byte: u8) -> bool {
    matches!(byte, b'\t' | 0x20..=0x7E)
}

fn checked_segment(encoding: Encoding, value: &Value, text: String) -> Result<String, EncodeError> {
    let is_blank = value.is_null() || value.as_str() == Some("");
    if text.is_empty() || is_blank {
        return Err(EncodeError::Empty);
    }
    let single = encoding.style != Style::Json;
    if is_dots(&text) || (single && value.as_str().is_some_and(is_dots)) {
        return Err(EncodeError::DotSegment);
    }
    Ok(text)
}

/// Whether a segment is `.` or `..`, also with dots written `%2e`.
fn is_dots(segment: &str) -> bool {
    let plain = segment.replace("%2e", ".").replace("%2E", ".");
    plain == "." || plain == ".."
}

impl Encoding {
    /// An encoding from its parts.
    #[must_use]
    pub const fn new(place: Place, style: Style, explode: bool, allow_reserved: bool) -> Self {
        Self {
            place,
            style,
            explode,
            allow_reserved,
        }
    }

    fn write(self, name: &str, value: &Value) -> Result<String, EncodeError> {
        if value.is_null() {
            return Ok(String::new());
        }
        if self.style == Style::Json {
            let text = serde_json::to_string(value).map_err(|_| EncodeError::Unsupported)?;
            return Ok(if self.is_named() {
                self.pair(name, &self.text(&text)?)
            } else {
                self.text(&text)?
            });
        }
        match (self.place, self.style) {
            (Place::Query | Place::Form, Style::DeepObject) => self.deep(&self.name(name), value),
            (
                Place::Query | Place::Form,
                Style::Form | Style::SpaceDelimited | Style::PipeDelimited,
            )
            | (Place::Cookie, Style::Form | Style::Cookie) => self.pairs(name, value),
            (Place::Path | Place::Header, Style::Simple) => Ok(self.parts(value)?.join(",")),
            (Place::Path, Style::Label) => Ok(self.labels(value)?),
            (Place::Path, Style::Matrix) => self.matrix(name, value),
            _ => Err(EncodeError::Unsupported),
        }
    }

    /// Whether the style writes `name=value` where JSON text goes.
    fn is_named(self) -> bool {
        matches!(self.place, Place::Query | Place::Cookie | Place::Form)
    }

    fn pair(self, name: &str, text: &str) -> String {
        format!("{}={text}", self.name(name))
    }

    /// Styles that write one or several `name=value`.
    fn pairs(self, name: &str, value: &Value) -> Result<String, EncodeError> {
        let between = if self.place == Place::Cookie {
            "; "
        } else {
            "&"
        };
        let pairs: Vec<String> = match value {
            Value::Array(items) if self.explode => items
                .iter()
                .filter(|v| !v.is_null())
                .map(|v| Ok(self.pair(name, &self.scalar(v)?)))
                .collect::<Result<_, _>>()?,
            Value::Object(_) if self.explode => self.parts(value)?,
            Value::Array(_) | Value::Object(_) => {
                let parts = self.parts(value)?;
                if parts.is_empty() {
                    parts
                } else {
                    vec![self.pair(name, &parts.join(self.delimiter()))]
                }
            }
            scalar => vec![self.pair(name, &self.scalar(scalar)?)],
        };
        Ok(pairs.join(between))
    }

    fn delimiter(self) -> &'static str {
        match self.style {
            Style::SpaceDelimited if self.place == Place::Form => "+",
            Style::SpaceDelimited => "%20",
            Style::PipeDelimited => "%7C",
            _ => ",",
        }
    }

    /// The elements of a value: an object gives `key=value` when exploded, key and value in turn when not.
    fn parts(self, value: &Value) -> Result<Vec<String>, EncodeError> {
        match value {
            Value::Array(items) => items
                .iter()
                .filter(|v| !v.is_null())
                .map(|v| self.scalar(v))
                .collect(),
            Value::Object(members) => {
                let mut parts = Vec::with_capacity(members.len());
                for (key, value) in members.iter().filter(|(_, v)| !v.is_null()) {
                    let (key, value) = (self.name(key), self.scalar(value)?);
                    if self.explode {
                        parts.push(format!("{key}={value}"));
                    } else {
                        parts.extend([key, value]);
                    }
                }
                Ok(parts)
            }
            scalar => Ok(vec![self.scalar(scalar)?]),
        }
    }

    fn labels(self, value: &Value) -> Result<String, EncodeError> {
        let parts = self.parts(value)?;
        if parts.is_empty() {
            return Ok(String::new());
        }
        Ok(format!(
            ".{}",
            parts.join(if self.explode { "." } else { "," })
        ))
    }

    fn matrix(self, name: &str, value: &Value) -> Result<String, EncodeError> {
        let parts = self.parts(value)?;
        if parts.is_empty() {
            return Ok(String::new());
        }
        Ok(match value {
            Value::Object(_) if self.explode => parts
                .iter()
                .fold(String::new(), |all, part| all + ";" + part),
            Value::Array(_) if self.explode => parts.iter().fold(String::new(), |all, part| {
                all + ";" + &self.pair(name, part)
            }),
            _ => format!(";{}", self.pair(name, &parts.join(","))),
        })
    }

    /// `name[key]=value`, in depth; `name` is encoded already.
    fn deep(self, name: &str, value: &Value) -> Result<String, EncodeError> {
        let pairs: Vec<String> = match value {
            Value::Null => Vec::new(),
            Value::Object(members) => members
                .iter()
                .map(|(key, value)| self.deep(&format!("{name}%5B{}%5D", self.name(key)), value))
                .collect::<Result<_, _>>()?,
            Value::Array(items) => {
                // Only a number keeps the members of one element together.
                let is_numbered = items.iter().any(|item| item.is_array() || item.is_object());
                let present = items.iter().filter(|item| !item.is_null()).enumerate();
                let path = |index: usize| {
                    let number = if is_numbered {
                        index.to_string()
                    } else {
                        String::new()
                    };
                    format!("{name}%5B{number}%5D")
                };
                present
                    .map(|(index, item)| self.deep(&path(index), item))
                    .collect::<Result<_, _>>()?
            }
            scalar => vec![format!("{name}={}", self.scalar(scalar)?)],
        };
        Ok(pairs
            .into_iter()
            .filter(|pair| !pair.is_empty())
            .collect::<Vec<_>>()
            .join("&"))
    }

    fn scalar(self, value: &Value) -> Result<String, EncodeError> {
        match value {
            Value::String(text) => self.text(text),
            Value::Bool(_) | Value::Number(_) => self.text(&value.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => Err(EncodeError::Unsupported),
        }
    }

    /// Encodes a value's text for its place.
    fn text(self, text: &str) -> Result<String, EncodeError> {
        match self.place {
            Place::Header => Ok(text.to_owned()),
            Place::Cookie if self.style == Style::Cookie => text
                .bytes()
                .all(is_cookie_byte)
                .then(|| text.to_owned())
                .ok_or(EncodeError::HeaderValue),
            Place::Form => Ok(form(text)),
            Place::Query if self.allow_reserved => Ok(reserved(text, b":/?@!$'()*,;=")),
            Place::Path if self.allow_reserved => Ok(reserved(text, b":@!$&'()*+,;=")),
            _ => Ok(component(text)),
        }
    }

    /// Encodes a name or key: as values are, but never with the reserved exception.
    fn name(self, name: &str) -> String {
        match self.place {
            Place::Header => name.to_owned(),
            Place::Cookie if self.style == Style::Cookie => name.to_owned(),
            Place::Form => form(name),
            _ => component(name),
        }
    }
}

/// What RFC 6265 allows in a cookie's value.
fn is_cookie_byte(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x2B | 0x2D..=0x3A | 0x3C..=0x5B | 0x5D..=0x7E)
}

/// Percent-encodes all but RFC 3986's unreserved characters.
#[must_use]
pub fn component(text: &str) -> String {
    percent(text, |_| false)
}

fn form(text: &str) -> String {
    // A literal `+` is `%2B` by now, so every `%20` can become one.
    component(text).replace("%20", "+")
}

/// As [`component`], but some reserved characters and encoded triplets stay.
fn reserved(text: &str, keep: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, triplet) = rest.split_at(at);
        out.push_str(&percent(before, |b| keep.contains(&b)));
        let is_triplet = triplet
            .as_bytes()
            .get(1..3)
            .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let taken = if is_triplet { 3 } else { 1 };
        out.push_str(if is_triplet { &triplet[..3] } else { "%25" });
        rest = &triplet[taken..];
    }
    out + &percent(rest, |b| keep.contains(&b))
}

fn percent(text: &str, keep: impl Fn(u8) -> bool) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') || keep(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

/// A value as JSON text that can stand in a URL.
///
/// # Errors
///
/// Kind `Request`, if the value cannot be written as JSON.
pub fn json_component<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    let text = serde_json::to_string(value).map_err(|_| EncodeError::Unsupported.of("query"))?;
    Ok(component(&text))
}
