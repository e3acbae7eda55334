//! Types.

use std::fmt::Write as _;

use clade_spec::Json;

use super::{Dump, plain, quoted};
use crate::{
    Access, Additional, Docs, Enum, EnumRepr, Field, IntWidth, JsonKind, Literal, Presence, Struct, Type,
    TypeDecl, TypeKind, Union, UnionMatch, UnionTag, Usage,
};

impl Dump<'_> {
    pub(super) fn types(&mut self) {
        for decl in &self.api.types {
            self.line(0, "");
            self.declaration(decl);
        }
    }

    fn declaration(&mut self, decl: &TypeDecl) {
        let mut head = decl.name.join("_");
        if let Some(wire) = decl.wire.as_ref().filter(|wire| **wire != *decl.name.join("_")) {
            let _ = write!(head, " {}", quoted(wire));
        }
        let home =
            decl.home.map(|id| format!(" @{}", self.api.resource(id).name.join("_"))).unwrap_or_default();
        let tail = format!("[{}]{home}{}", usage(decl.usage), docs(&decl.docs));
        match &decl.kind {
            TypeKind::Struct(body) => {
                self.line(0, &format!("struct {head} {tail}"));
                self.fields(body);
            }
            TypeKind::Enum(body) => {
                self.line(0, &format!("enum {head} {tail}"));
                self.values(body);
            }
            TypeKind::Union(body) => {
                let by = match &body.tag {
                    UnionTag::Member { wire } => format!("by {}", plain(wire)),
                    UnionTag::Shape => "by shape".to_owned(),
                };
                self.line(0, &format!("union {head} {by} {tail}"));
                self.variants(body);
            }
            TypeKind::Alias(ty) => {
                let ty = self.ty(ty);
                self.line(0, &format!("alias {head} = {ty} {tail}"));
            }
        }
    }

    fn fields(&mut self, body: &Struct) {
        for field in &body.fields {
            let line = self.field(field);
            self.line(1, &line);
        }
        if let Additional::Typed { name, ty } = &body.additional {
            let line = format!("*{}: {}", name.join("_"), self.ty(ty));
            self.line(1, &line);
        }
    }

    fn field(&self, field: &Field) -> String {
        let name = field.name.join("_");
        let mut line = name.clone();
        if field.wire != *name {
            let _ = write!(line, " {}", quoted(&field.wire));
        }
        if field.presence == Presence::Optional {
            line.push('?');
        }
        let _ = write!(line, ": {}", self.ty(&field.ty));
        match field.access {
            Access::Both => {}
            Access::ReadOnly => line.push_str(" read-only"),
            Access::WriteOnly => line.push_str(" write-only"),
        }
        if field.recursive {
            line.push_str(" recursive");
        }
        if let Some(default) = &field.default {
            let _ = write!(line, " = {}", json(default));
        }
        line + &docs(&field.docs)
    }

    fn values(&mut self, body: &Enum) {
        for variant in &body.variants {
            let name = variant.name.join("_");
            let same = matches!(&variant.value, Literal::Text(text) if *text == *name);
            let value = if same { String::new() } else { format!(" = {}", literal(&variant.value)) };
            self.line(1, &format!("{name}{value}{}", docs(&variant.docs)));
        }
        if body.repr == EnumRepr::Int {
            self.line(1, "(integers)");
        }
    }

    fn variants(&mut self, body: &Union) {
        for variant in &body.variants {
            let mut line = format!("{}: {}", variant.name.join("_"), self.ty(&variant.ty));
            if !variant.tags.is_empty() {
                let tags: Vec<String> = variant.tags.iter().map(quoted).collect();
                let _ = write!(line, " if {}", tags.join(" | "));
            } else if matches!(body.tag, UnionTag::Member { .. }) {
                line.push_str(" otherwise");
            }
            if !variant.tag_in_type {
                line.push_str(" (tag added)");
            }
            if variant.recursive {
                line.push_str(" recursive");
            }
            if body.tag == UnionTag::Shape {
                line.push_str(&matches(&variant.matches));
            }
            self.line(1, &(line + &docs(&variant.docs)));
        }
    }

    pub(super) fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Any => "any".to_owned(),
            Type::Null => "null".to_owned(),
            Type::Bool => "bool".to_owned(),
            Type::Int(width) => width_word(*width).to_owned(),
            Type::F32 => "f32".to_owned(),
            Type::F64 => "f64".to_owned(),
            Type::Text => "text".to_owned(),
            Type::Secret => "secret".to_owned(),
            Type::DateTime => "date-time".to_owned(),
            Type::Date => "date".to_owned(),
            Type::Uuid => "uuid".to_owned(),
            Type::Decimal => "decimal".to_owned(),
            Type::Base64 => "base64".to_owned(),
            Type::Bytes => "bytes".to_owned(),
            Type::Literal(value) => literal(value),
            Type::List(item) => format!("[{}]", self.ty(item)),
            Type::Map(value) => format!("{{{}}}", self.ty(value)),
            Type::Nullable(inner) => format!("{} | null", self.ty(inner)),
            Type::Named(id) => self.api.ty(*id).name.join("_"),
        }
    }
}

fn usage(usage: Usage) -> String {
    let words =
        [("in", usage.request), ("out", usage.response), ("error", usage.error), ("event", usage.event)];
    let used: Vec<&str> = words.into_iter().filter(|(_, used)| *used).map(|(word, _)| word).collect();
    used.join(" ")
}

/// What is worth a look of a node's prose: whether it is deprecated, and how its first line begins.
pub(super) fn docs(docs: &Docs) -> String {
    let mut line = String::new();
    if docs.deprecated {
        line.push_str(" deprecated");
    }
    if let Some(text) = docs.summary.as_ref().or(docs.description.as_ref()) {
        let first = text.expose().trim().lines().next().unwrap_or_default();
        let cut: String = first.chars().take(40).collect();
        let more = if cut.len() < text.expose().trim().len() { "…" } else { "" };
        let _ = write!(line, " # {}{more}", cut.escape_debug());
    }
    line
}

pub(super) fn literal(value: &Literal) -> String {
    match value {
        Literal::Text(text) => quoted(text),
        Literal::Int(value) => value.to_string(),
        Literal::Number(digits) => digits.to_string(),
        Literal::Bool(value) => value.to_string(),
    }
}

/// Data in JSON notation.
pub(super) fn json(value: &Json) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::Bool(value) => value.to_string(),
        Json::Number(digits) => digits.to_string(),
        Json::String(text) => quoted(text),
        Json::Array(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(", ")),
        Json::Object(members) => {
            let members = members.iter().map(|(key, value)| format!("{}: {}", quoted(key), json(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
    }
}

fn matches(test: &UnionMatch) -> String {
    let kinds: Vec<&str> = test.kinds.iter().map(|kind| kind_word(*kind)).collect();
    let mut line = format!(" when {}", if kinds.is_empty() { "any".to_owned() } else { kinds.join("/") });
    if !test.required.is_empty() {
        let names: Vec<String> = test.required.iter().map(plain).collect();
        let _ = write!(line, " with {}", names.join(", "));
    }
    for (wire, values) in &test.constants {
        let values: Vec<String> = values.iter().map(literal).collect();
        let _ = write!(line, " and {} = {}", plain(wire), values.join(" | "));
    }
    line
}

fn kind_word(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Null => "null",
        JsonKind::Bool => "bool",
        JsonKind::Integer => "integer",
        JsonKind::Number => "number",
        JsonKind::Text => "text",
        JsonKind::Array => "array",
        JsonKind::Object => "object",
    }
}

fn width_word(width: IntWidth) -> &'static str {
    match width {
        IntWidth::I8 => "i8",
        IntWidth::I16 => "i16",
        IntWidth::I32 => "i32",
        IntWidth::I64 => "i64",
        IntWidth::U8 => "u8",
        IntWidth::U16 => "u16",
        IntWidth::U32 => "u32",
        IntWidth::U64 => "u64",
    }
}
