//! Scalars by type and format.

use clade_spec::{SchemaObject, SpecText, Type};

use crate::IntWidth;
use crate::draft::Scalar;

/// The scalar of a type that is neither array, object nor null.
pub(super) fn scalar(schema: &SchemaObject, kind: Type) -> Scalar {
    let format = schema.format.as_ref().map(|format| format.expose().to_ascii_lowercase());
    let format = format.as_deref().unwrap_or_default();
    match kind {
        Type::Boolean => Scalar::Bool,
        Type::Integer => integer(schema, format),
        Type::Number => number(format),
        _ => text(schema, format),
    }
}

fn integer(schema: &SchemaObject, format: &str) -> Scalar {
    if let Some(width) = width(format) {
        return Scalar::Int(width);
    }
    let beyond =
        schema.maximum.as_ref().is_some_and(|most| most.as_i64().is_none() && most.as_u64().is_some());
    let natural = schema.minimum.as_ref().is_some_and(|least| least.as_u64().is_some());
    Scalar::Int(if beyond && natural { IntWidth::U64 } else { IntWidth::I64 })
}

fn width(format: &str) -> Option<IntWidth> {
    Some(match format {
        "int8" => IntWidth::I8,
        "int16" => IntWidth::I16,
        "int32" => IntWidth::I32,
        "int64" => IntWidth::I64,
        "uint8" => IntWidth::U8,
        "uint16" => IntWidth::U16,
        "uint32" => IntWidth::U32,
        "uint64" | "uint" => IntWidth::U64,
        _ => return None,
    })
}

/// `type: number` with an integer's format is an integer: authors who write it mean the format.
fn number(format: &str) -> Scalar {
    match format {
        "float" => Scalar::F32,
        _ => width(format).map_or(Scalar::F64, Scalar::Int),
    }
}

fn text(schema: &SchemaObject, format: &str) -> Scalar {
    match format {
        "date-time" | "datetime" => Scalar::DateTime,
        "date" => Scalar::Date,
        "uuid" | "guid" => Scalar::Uuid,
        "password" => Scalar::Secret,
        "decimal" => Scalar::Decimal,
        "byte" | "base64" => Scalar::Base64,
        "binary" => Scalar::Bytes,
        _ => content(schema),
    }
}

/// Text by what it holds (3.1 instead of `format: byte` and `binary`).
fn content(schema: &SchemaObject) -> Scalar {
    if let Some(encoding) = &schema.content_encoding {
        let base64 = encoding.expose().eq_ignore_ascii_case("base64");
        return if base64 { Scalar::Base64 } else { Scalar::Text };
    }
    let Some(media) = &schema.content_media_type else { return Scalar::Text };
    let media = media.expose().to_ascii_lowercase();
    let readable = media.starts_with("text/") || media.contains("json") || media.contains("xml");
    if readable { Scalar::Text } else { Scalar::Bytes }
}

/// Whether a format makes sense for text alone, so a schema without `type` is text.
pub(super) fn is_text_format(format: &SpecText) -> bool {
    const TEXT: [&str; 10] =
        ["date-time", "date", "uuid", "password", "byte", "binary", "uri", "email", "hostname", "ipv4"];
    TEXT.iter().any(|known| format.expose().eq_ignore_ascii_case(known))
}
