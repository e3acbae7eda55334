//! Streams of events.

use clade_emit::encode::RsStr;
use clade_ir::{EventCase, Framing, Stream, StreamKind, Type, TypeKind, UnionTag};

use crate::layout::{self, pad};
use crate::models::unions;
use crate::types::{Imports, Site, Types};

/// `impl Streamed for …`
#[derive(Debug)]
pub(crate) struct StreamNode {
    /// Type of an event.
    pub(crate) event: String,
    /// The value of `STREAM`.
    pub(crate) meta: String,
    /// Statements that decode `event`.
    pub(crate) decode: String,
}

/// Lowers a stream.
pub(crate) fn lower(types: &Types<'_>, stream: &Stream, imports: &mut Imports) -> StreamNode {
    for name in ["DecodeFault", "Framing", "SseEvent", "StreamKind", "StreamMeta", "Streamed"] {
        imports.runtime(name);
    }
    StreamNode {
        event: types.expr(&stream.item, Site::Resource, imports),
        meta: meta(stream),
        decode: decode(types, stream, imports),
    }
}

fn meta(stream: &Stream) -> String {
    let framing = match stream.framing {
        Framing::Sse => "Framing::Sse",
        Framing::JsonLines => "Framing::JsonLines",
    };
    let kind = match &stream.kind {
        StreamKind::Feed => "StreamKind::Feed".to_owned(),
        StreamKind::Finite { terminator: None } => "StreamKind::Finite { terminator: None }".to_owned(),
        StreamKind::Finite { terminator: Some(text) } => {
            layout::literal(2, "StreamKind::Finite", &[format!("terminator: Some({})", RsStr::of(text))], "")
        }
    };
    let fields =
        [format!("framing: {framing}"), format!("kind: {kind}"), format!("resumable: {}", stream.resumable)];
    layout::literal(1, "StreamMeta", &fields, ";")
}

fn decode(types: &Types<'_>, stream: &Stream, imports: &mut Imports) -> String {
    if !stream.cases.is_empty()
        && let Some(text) = by_name(types, stream, imports)
    {
        return text;
    }
    if let Type::Named(id) = types.resolve(&stream.item)
        && let Some(tag) = tag(types, *id)
    {
        imports.runtime("decode_event");
        return format!("{}decode_event({tag}, event)", pad(2));
    }
    match types.resolve(&stream.item) {
        Type::Text => format!("{}Ok(event.data.clone())", pad(2)),
        Type::Any => {
            imports.add("serde_json", "Value");
            format!(
                "{0}let value = serde_json::from_str(&event.data);\n{0}Ok(value.unwrap_or_else(|_| Value::String(event.data.clone())))",
                pad(2)
            )
        }
        _ => {
            imports.runtime("decode_json");
            format!("{}decode_json(event.data.as_bytes())", pad(2))
        }
    }
}

/// The tag's key of a union that has one.
fn tag(types: &Types<'_>, id: clade_ir::TypeId) -> Option<RsStr> {
    match &types.decl(id).kind {
        TypeKind::Union(union) => match &union.tag {
            UnionTag::Member { wire } => Some(RsStr::of(wire)),
            UnionTag::Shape => None,
        },
        _ => None,
    }
}

/// Events whose name tells their type.
fn by_name(types: &Types<'_>, stream: &Stream, imports: &mut Imports) -> Option<String> {
    let Type::Named(id) = types.resolve(&stream.item) else { return None };
    let TypeKind::Union(union) = &types.decl(*id).kind else { return None };
    let names = unions::variant_names(union);
    let expr = types.expr(&stream.item, Site::Resource, imports);
    let arm = |case: &EventCase| {
        let at = union.variants.iter().position(|variant| variant.name == case.name)?;
        let variant = names.get(at)?;
        let value = match types.resolve(&case.ty) {
            Type::Text => format!("Ok({expr}::{variant}(event.data.clone()))"),
            _ => format!("decode_json(event.data.as_bytes()).map({expr}::{variant})"),
        };
        Some(layout::arm(3, &RsStr::of(&case.event).to_string(), &value))
    };
    let arms: Option<Vec<String>> = stream.cases.iter().map(arm).collect();
    for name in ["UnknownVariant", "decode_json"] {
        imports.runtime(name);
    }
    let unknown = format!(
        "{0}name => Ok({expr}::Unknown(UnknownVariant::event(\n{1}name,\n{1}&event.data,\n{0}))),",
        pad(3),
        pad(4)
    );
    Some(format!("{0}match event.event.as_str() {{\n{1}\n{unknown}\n{0}}}", pad(2), arms?.join("\n")))
}
