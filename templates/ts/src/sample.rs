//! Arguments for examples in documentation: values that compile, made of nothing that the description says but names
//! that are plain.

use clade_ir::{
    Access, Api, Body, Literal, MultipartPart, PartContent, Presence, SpecText, Struct, Type, TypeKind,
    UnionTag,
};

use crate::code::{Code, code};
use crate::key::key;
use crate::shape::{Argument, BodyShape, Shape};

/// Structs within structs that an example still shows.
const DEPTH: usize = 3;

/// The arguments of a call; `None` where no example can be made.
pub(crate) fn arguments(api: &Api, shape: &Shape<'_>, options: Option<&'static str>) -> Option<Vec<Code>> {
    let samples = Samples { api };
    let mut all = samples.path(shape)?;
    if let BodyShape::Positional { ty, required: true } = &shape.body {
        all.push(match ty {
            Some(ty) => samples.value(ty, DEPTH)?,
            None if matches!(shape.op.body, Body::Text { .. }) => "'…'".into(),
            None => bytes(),
        });
    }
    let optional_body = matches!(&shape.body, BodyShape::Positional { required: false, .. });
    if optional_body && (shape.params_required || options.is_some()) {
        all.push("undefined".into());
    }
    if shape.params_required {
        all.push(samples.params(shape)?);
    } else if shape.has_params() && options.is_some() {
        all.push("{}".into());
    }
    all.extend(options.map(Code::from));
    Some(all)
}

fn bytes() -> Code {
    "new Uint8Array([1, 2, 3])".into()
}

struct Samples<'a> {
    api: &'a Api,
}

impl Samples<'_> {
    fn path(&self, shape: &Shape<'_>) -> Option<Vec<Code>> {
        if shape.path_object {
            let members: Option<Vec<Code>> = shape.path.iter().map(|each| self.member(each)).collect();
            return Some(vec![Code::object(members?)]);
        }
        shape.path.iter().map(|each| self.value(&each.param.ty, DEPTH)).collect()
    }

    fn member(&self, argument: &Argument<'_>) -> Option<Code> {
        self.entry(&argument.key, self.value(&argument.param.ty, DEPTH)?)
    }

    fn entry(&self, wire: &SpecText, value: Code) -> Option<Code> {
        let _ = self;
        is_plain(wire.expose()).then(|| code![key(wire), ": ", value])
    }

    fn params(&self, shape: &Shape<'_>) -> Option<Code> {
        let mut members: Vec<Code> = match &shape.body {
            BodyShape::Spread(_, body) => self.fields(shape, body)?,
            BodyShape::Parts(parts) => {
                let required = parts.iter().filter(|part| part.required);
                required.map(|part| self.part(part)).collect::<Option<_>>()?
            }
            BodyShape::None | BodyShape::Positional { .. } => Vec::new(),
        };
        let required = shape.params.iter().filter(|each| each.param.required);
        members.extend(required.map(|each| self.member(each)).collect::<Option<Vec<_>>>()?);
        Some(Code::object(members))
    }

    fn part(&self, part: &MultipartPart) -> Option<Code> {
        let value = match &part.content {
            PartContent::File => bytes(),
            PartContent::Text(ty) | PartContent::Json(ty) => self.value(ty, DEPTH)?,
        };
        self.entry(&part.wire, if part.repeated { code!["[", value, "]"] } else { value })
    }

    fn fields(&self, shape: &Shape<'_>, body: &Struct) -> Option<Vec<Code>> {
        let pinned = |wire: &SpecText| shape.op.pinned.iter().any(|pin| pin.wire == *wire);
        self.required(body, DEPTH, pinned)
    }

    fn required(&self, body: &Struct, depth: usize, skip: impl Fn(&SpecText) -> bool) -> Option<Vec<Code>> {
        let given = |field: &&clade_ir::Field| {
            field.presence == Presence::Required && field.access != Access::ReadOnly && !skip(&field.wire)
        };
        let fields = body.fields.iter().filter(given);
        fields.map(|field| self.entry(&field.wire, self.value(&field.ty, depth)?)).collect()
    }

    fn value(&self, ty: &Type, depth: usize) -> Option<Code> {
        Some(match ty {
            Type::Any | Type::Map(_) => "{}".into(),
            Type::Null => "null".into(),
            Type::Bool => "true".into(),
            Type::Int(_) | Type::F32 | Type::F64 => "1".into(),
            Type::Text | Type::Secret => "'…'".into(),
            Type::DateTime => "'2026-01-02T03:04:05Z'".into(),
            Type::Date => "'2026-01-02'".into(),
            Type::Uuid => "'00000000-0000-4000-8000-000000000000'".into(),
            Type::Decimal => "'1.0'".into(),
            Type::Base64 => "'AQID'".into(),
            Type::Bytes => bytes(),
            Type::Literal(literal) => plain_literal(literal)?,
            Type::List(_) => "[]".into(),
            Type::Nullable(inner) => self.value(inner, depth)?,
            Type::Named(id) => self.named(&self.api.ty(*id).kind, depth)?,
        })
    }

    fn named(&self, kind: &TypeKind, depth: usize) -> Option<Code> {
        match kind {
            TypeKind::Struct(body) if depth > 0 => {
                let members = self.required(body, depth - 1, |_| false)?;
                Some(if members.is_empty() { "{}".into() } else { Code::object(members) })
            }
            TypeKind::Enum(body) => match body.variants.first() {
                Some(variant) => plain_literal(&variant.value),
                None => Some("'…'".into()),
            },
            TypeKind::Union(union) if union.tag == UnionTag::Shape => {
                union.variants.iter().find_map(|variant| self.value(&variant.ty, depth.checked_sub(1)?))
            }
            // Too deep, or a tagged union, of which only some variants show their tag in their own type.
            TypeKind::Struct(_) | TypeKind::Union(_) => None,
            TypeKind::Alias(ty) => self.value(ty, depth.checked_sub(1)?),
        }
    }
}

/// Text that can stand in a code block of Markdown as it is.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/ ".contains(&b))
}

fn plain_literal(literal: &Literal) -> Option<Code> {
    match literal {
        Literal::Text(text) if !is_plain(text.expose()) => None,
        _ => Some(crate::types::literal(literal)),
    }
}
