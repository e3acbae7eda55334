//! Bodies of calls: their types as arguments, and the expressions that send them.

use clade_emit::encode::TsStr;
use clade_ir::{
    Access, Api, Body, FormField, MultipartPart, Operation, ParamPlace, PartContent, SpecText, Struct, Type,
    TypeId, TypeKind,
};

use crate::code::{Code, code};
use crate::key::{literal_key, member};
use crate::params;
use crate::request_types::RequestTypes;
use crate::shape::{BodyShape, Shape};
use crate::types::{self, Types};

/// What bodies are written from.
pub(crate) struct Bodies<'a> {
    pub(crate) api: &'a Api,
    pub(crate) requests: &'a RequestTypes,
    pub(crate) types: &'a Types<'a>,
}

/// An expression, and the functions of the runtime that it calls.
pub(crate) type Call = (Code, Vec<&'static str>);

impl Bodies<'_> {
    /// The type of a body as the caller gives it. `None`: bytes or text.
    pub(crate) fn argument(&self, op: &Operation, ty: Option<&Type>) -> Vec<Code> {
        match ty {
            None if matches!(op.body, Body::Text { .. }) => vec!["string".into()],
            None => vec![self.types.runtime("Upload")],
            Some(ty) => self.given(op, ty),
        }
    }

    /// The type without members that the caller does not give: fixed ones, and those that only replies must have.
    fn given(&self, op: &Operation, ty: &Type) -> Vec<Code> {
        let omitted: Vec<&SpecText> = match self.body_struct(ty) {
            Some((id, body)) => body
                .fields
                .iter()
                .filter(|field| is_pinned(op, &field.wire) || self.only_in_replies(id, field))
                .map(|field| &field.wire)
                .collect(),
            None => Vec::new(),
        };
        if omitted.is_empty() {
            return self.types.members(ty);
        }
        let keys = omitted.into_iter().map(|wire| Code::from(&TsStr::of(wire))).collect();
        vec![Code::type_arguments("Omit<", vec![self.types.code(ty), Code::union(keys)], ">")]
    }

    fn only_in_replies(&self, id: TypeId, field: &clade_ir::Field) -> bool {
        field.access == Access::ReadOnly && self.requests.demands(id, field, true)
    }

    fn body_struct(&self, ty: &Type) -> Option<(TypeId, &Struct)> {
        let Type::Named(id) = types::resolved(self.api, ty) else { return None };
        match &self.api.ty(*id).kind {
            TypeKind::Struct(body) => Some((*id, body)),
            _ => None,
        }
    }

    /// `jsonBody(body)` and the like; `None` where no body is sent.
    pub(crate) fn send(&self, shape: &Shape<'_>) -> Option<Call> {
        let mut functions = Vec::new();
        let given = Self::given_value(shape, &mut functions);
        match &shape.op.body {
            Body::None => None,
            Body::Json { media, ty, .. } => {
                let value = pinned(shape.op, self.spreads(ty), given);
                functions.push("jsonBody");
                Some((with_media("jsonBody(", value, media, "application/json"), functions))
            }
            Body::Form { fields, ty, .. } => {
                let value = pinned(shape.op, self.spreads(ty), given);
                functions.push("formBody");
                Some((form(value, fields), functions))
            }
            Body::Multipart { media, parts, .. } => Some(multipart(parts, media)),
            Body::Bytes { media, .. } => {
                Some((code!["bytesBody(body, ", &TsStr::of(media), ")"], vec!["bytesBody"]))
            }
            Body::Text { media, .. } => {
                Some((code!["textBody(body, ", &TsStr::of(media), ")"], vec!["textBody"]))
            }
        }
    }

    /// The body as the method has it. One that may be left out, and whose members stand beside others, is sent only if it
    /// has any.
    fn given_value(shape: &Shape<'_>, functions: &mut Vec<&'static str>) -> Code {
        let is_spread = matches!(shape.body, BodyShape::Spread(..));
        if !is_spread || !shape.may_omit_body() || !shape.op.pinned.is_empty() {
            return "body".into();
        }
        functions.push("unlessEmpty");
        "unlessEmpty(body)".into()
    }

    /// Whether TypeScript takes a value of the type behind `...`.
    fn spreads(&self, ty: &Type) -> bool {
        match types::resolved(self.api, ty) {
            Type::Named(id) => !matches!(self.api.ty(*id).kind, TypeKind::Enum(_) | TypeKind::Union(_)),
            Type::Map(_) => true,
            _ => false,
        }
    }

    /// The members of a multipart body as members of the argument object.
    pub(crate) fn part_type(&self, part: &MultipartPart) -> Vec<Code> {
        let single = match &part.content {
            PartContent::File => vec![self.types.runtime("Upload")],
            PartContent::Text(ty) | PartContent::Json(ty) => self.types.members(ty),
        };
        if !part.repeated {
            return single;
        }
        vec![code![Code::union_within_if_many("(", single, ")"), "[]"]]
    }
}

fn is_pinned(op: &Operation, wire: &SpecText) -> bool {
    op.pinned.iter().any(|pin| pin.wire == *wire)
}

/// `{ ...body, stream: true }` where members are fixed.
fn pinned(op: &Operation, spreads: bool, given: Code) -> Code {
    if op.pinned.is_empty() {
        return given;
    }
    let spread = if spreads { code!["...", given] } else { code!["...(", given, " as object)"] };
    let fixed = op.pinned.iter().map(|pin| code![literal_key(&pin.wire), ": ", types::literal(&pin.value)]);
    Code::object(std::iter::once(spread).chain(fixed).collect())
}

fn with_media(call: &'static str, value: Code, media: &SpecText, usual: &str) -> Code {
    if media.expose() == usual {
        code![call, value, ")"]
    } else {
        code![call, value, ", ", &TsStr::of(media), ")"]
    }
}

/// `formBody(body, { ids: { explode: false } })`
fn form(value: Code, fields: &[FormField]) -> Code {
    let special: Vec<Code> = fields
        .iter()
        .filter_map(|field| {
            let options = params::encoding(&field.encoding, ParamPlace::Query);
            (!options.is_empty()).then(|| code![literal_key(&field.wire), ": ", Code::object(options)])
        })
        .collect();
    if special.is_empty() {
        code!["formBody(", value, ")"]
    } else {
        code!["formBody(", value, ", ", Code::object(special), ")"]
    }
}

/// `multipartBody(() => [...textPart('a', params.a), ...filePart('f', params.f)])`
fn multipart(parts: &[MultipartPart], media: &SpecText) -> Call {
    let mut functions = vec!["multipartBody"];
    let mut all: Vec<Code> = Vec::new();
    for part in parts {
        let function = match &part.content {
            PartContent::File => "filePart",
            PartContent::Text(_) => "textPart",
            PartContent::Json(_) => "jsonPart",
        };
        functions.push(function);
        all.push(part_call(part, function));
    }
    let usual = media.expose() == "multipart/form-data";
    let list = code!["multipartBody(() => ", Code::array(all, false)];
    (if usual { code![list, ")"] } else { code![list, ", ", &TsStr::of(media), ")"] }, functions)
}

fn part_call(part: &MultipartPart, function: &'static str) -> Code {
    let wire = TsStr::of(&part.wire);
    let value = code!["params", member(&part.wire)];
    let media = part.media.as_ref().map_or_else(Code::default, |media| code![", ", &TsStr::of(media)]);
    if !part.repeated {
        return code!["...", function, "(", &wire, ", ", value, media, ")"];
    }
    let many: Code = if part.required { value } else { code!["(", value, " ?? [])"] };
    let each = code![function, "(", &wire, ", each", media, ")"];
    code!["...", many, ".flatMap(", Code::arrow_argument("(each)", each), ")"]
}
