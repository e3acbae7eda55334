//! Sample values: arguments for snippets and replies for the tests that run them.

use clade_emit::encode::GoStr;
use clade_ir::{
    Api, Body, Field, Literal, OpId, Paging, PagingKind, PartContent, PathPart, Presence, SpecText, Struct,
    Type, TypeId, TypeKind, Union, UnionTag,
};

use crate::code::{Code, Imports};
use crate::models::{field_slots, literal, unions};
use crate::names;
use crate::operations::Arguments;
use crate::plan::{Plan, is_argument};
use crate::types::{Access, Slot};

/// How deep samples go into types; what is deeper is left at its zero value.
const DEPTH: usize = 6;

/// Makes samples for one package.
pub(crate) struct Sampler<'p, 'a> {
    plan: &'p Plan<'a>,
    /// What the samples import.
    pub(crate) imports: Imports,
}

impl<'p, 'a> Sampler<'p, 'a> {
    /// A sampler that has imported nothing yet.
    pub(crate) fn new(plan: &'p Plan<'a>) -> Self {
        Self { plan, imports: Imports::default() }
    }

    fn package(&self) -> &'a str {
        names::qualifier(&self.plan.config.go.package)
    }

    /// The arguments of a call, between the context and the options.
    pub(crate) fn arguments(&mut self, id: OpId) -> Vec<String> {
        let plan = self.plan;
        let op = plan.types.api.op(id);
        let arguments = Arguments::of(plan, id, &mut Imports::default());
        let mut list = Vec::new();
        for part in &op.path {
            if let PathPart::Param(at) = part
                && let Some(param) = op.params.get(*at)
            {
                list.push(self.value(&param.ty, &names::snake(&param.name), 0));
            }
        }
        if let Some(ty) = &plan.methods[&id].params {
            let members = self.members(id, &arguments);
            list.push(format!("{}.{ty}{{{}}}", self.package(), members.join(", ")));
        } else if arguments.whole.is_some() {
            list.push(self.whole(&op.body));
        }
        list
    }

    /// The members of the parameters that have to be given.
    fn members(&mut self, id: OpId, arguments: &Arguments) -> Vec<String> {
        let plan = self.plan;
        let op = plan.types.api.op(id);
        let mut members = Vec::new();
        let name = |expr: &Code| expr.as_str().trim_start_matches("params.").to_owned();
        if let Some(body) = plan.usage.spread.get(&id)
            && let TypeKind::Struct(shape) = &plan.types.api.ty(*body).kind
        {
            let free =
                shape.fields.iter().filter(|field| !op.pinned.iter().any(|pin| pin.wire == field.wire));
            for (field, fill) in free.zip(&arguments.members) {
                if self.wanted(field) && !fill.slot.omit && fill.slot.access == Access::Plain {
                    let value = self.value(&field.ty, &names::snake(&field.name), 0);
                    members.push(format!("{}: {value}", name(&fill.expr)));
                }
            }
        }
        if let Body::Multipart { parts, .. } = &op.body {
            for (part, fill) in parts.iter().zip(&arguments.members).filter(|(part, _)| part.required) {
                let value = match &part.content {
                    PartContent::File if part.repeated => {
                        format!("[]{}.File{{{{{}}}}}", self.package(), self.file())
                    }
                    PartContent::File => format!("{}.File{{{}}}", self.package(), self.file()),
                    PartContent::Text(_) | PartContent::Json(_) if part.repeated => continue,
                    PartContent::Text(ty) | PartContent::Json(ty) => {
                        self.value(ty, &names::snake(&part.name), 0)
                    }
                };
                members.push(format!("{}: {value}", name(&fill.expr)));
            }
        }
        if let Some(whole) = &arguments.whole
            && required(&op.body)
        {
            let value = self.whole(&op.body);
            members.push(format!("{}: {value}", name(&whole.expr)));
        }
        for (at, param) in
            op.params.iter().enumerate().filter(|(_, param)| is_argument(param) && param.required)
        {
            if let Some(fill) = arguments.fills.get(&at).filter(|fill| fill.slot.access == Access::Plain) {
                let value = self.value(&param.ty, &names::snake(&param.name), 0);
                members.push(format!("{}: {value}", name(&fill.expr)));
            }
        }
        members
    }

    fn file(&mut self) -> &'static str {
        self.imports.std("strings");
        "Content: strings.NewReader(\"content\"), Name: \"file.txt\""
    }

    /// A body that is given as a whole.
    fn whole(&mut self, body: &Body) -> String {
        match body {
            Body::Json { ty, required: true, .. } | Body::Form { ty, required: true, .. } => {
                self.value(ty, "body", 0)
            }
            Body::Bytes { required: true, .. } => {
                self.imports.std("strings");
                "strings.NewReader(\"content\")".to_owned()
            }
            Body::Text { required: true, .. } => "\"text\"".to_owned(),
            Body::Json { ty, .. } | Body::Form { ty, .. } => self.optional(ty),
            _ => "nil".to_owned(),
        }
    }

    /// A body that can be left out: a `Field` if it can be null, too, else a pointer.
    fn optional(&mut self, ty: &Type) -> String {
        let plan = self.plan;
        let flat = plan.types.flat(ty);
        if !flat.nullable || !matches!(flat.core, Type::Named(_)) {
            return "nil".to_owned();
        }
        let value = self.value(ty, "body", 0);
        format!("{}.NewField({value})", self.package())
    }

    fn wanted(&self, field: &Field) -> bool {
        let flat = self.plan.types.flat(&field.ty);
        field.presence == Presence::Required
            && !flat.nullable
            && !matches!(flat.core, Type::Literal(_) | Type::List(_) | Type::Map(_))
    }

    /// A value of a type as code of another package.
    fn value(&mut self, ty: &Type, hint: &str, depth: usize) -> String {
        let plan = self.plan;
        let flat = plan.types.flat(ty);
        match flat.core {
            Type::Any | Type::Null | Type::Bytes | Type::Nullable(_) => {
                self.imports.std("encoding/json");
                "json.RawMessage(\"{}\")".to_owned()
            }
            Type::Bool => "true".to_owned(),
            Type::Int(_) => "1".to_owned(),
            Type::F32 | Type::F64 => "1.5".to_owned(),
            Type::DateTime => {
                self.imports.std("time");
                "time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)".to_owned()
            }
            Type::Base64 => "[]byte(\"bytes\")".to_owned(),
            Type::Literal(value) => literal(value).to_string(),
            Type::List(_) | Type::Map(_) => "nil".to_owned(),
            Type::Named(id) => self.named(*id, hint, depth),
            text => GoStr::own(sample_text(text, hint)).to_string(),
        }
    }

    fn named(&mut self, id: TypeId, hint: &str, depth: usize) -> String {
        let plan = self.plan;
        let Some(name) = plan.types.names.get(&id) else { return "nil".to_owned() };
        let package = self.package().to_owned();
        match &plan.types.api.ty(id).kind {
            TypeKind::Enum(_) => plan.constants[&id].first().map_or_else(
                || format!("{package}.{name}({})", GoStr::own(hint)),
                |first| format!("{package}.{first}"),
            ),
            TypeKind::Struct(_) if depth >= DEPTH => format!("{package}.{name}{{}}"),
            TypeKind::Struct(shape) => {
                let members = self.struct_members(id, shape, depth);
                format!("{package}.{name}{{{}}}", members.join(", "))
            }
            TypeKind::Union(union) => self.union(id, union, name.as_str(), depth),
            TypeKind::Alias(_) => "nil".to_owned(),
        }
    }

    fn struct_members(&mut self, id: TypeId, shape: &Struct, depth: usize) -> Vec<String> {
        let plan = self.plan;
        let mut members = Vec::new();
        let given = |slot: &Slot| !slot.omit && slot.access == Access::Plain;
        for (wire, name, _) in field_slots(plan, id).into_iter().filter(|(_, _, slot)| given(slot)) {
            if let Some(field) =
                shape.fields.iter().find(|field| field.wire == wire).filter(|field| self.wanted(field))
                && !field.recursive
            {
                let value = self.value(&field.ty, &names::snake(&field.name), depth + 1);
                members.push(format!("{name}: {value}"));
            }
        }
        members
    }

    fn union(&mut self, id: TypeId, union: &Union, name: &str, depth: usize) -> String {
        let plan = self.plan;
        let package = self.package().to_owned();
        let first = union.variants.iter().zip(&plan.unions[&id].variants).next();
        let Some((variant, ty)) = first.filter(|_| depth < DEPTH) else {
            return format!("{package}.{name}{{}}");
        };
        if plan.types.is_enum(&variant.ty) {
            let value = self.value(&variant.ty, "text", depth + 1);
            return format!("{package}.{name}{{Data: {value}}}");
        }
        if unions::by_value(plan, variant) {
            let value = self.value(&variant.ty, "text", depth + 1);
            return format!("{package}.{name}{{Data: {package}.{ty}({value})}}");
        }
        if plan.types.by_pointer(&variant.ty) {
            let value = self.value(&variant.ty, "value", depth + 1);
            return format!("{package}.{name}{{Data: &{value}}}");
        }
        let value = self.value(&variant.ty, "value", depth + 1);
        format!("{package}.{name}{{Data: &{package}.{ty}{{Value: {value}}}}}")
    }
}

fn required(body: &Body) -> bool {
    match body {
        Body::Json { required, .. }
        | Body::Form { required, .. }
        | Body::Bytes { required, .. }
        | Body::Text { required, .. } => *required,
        Body::None | Body::Multipart { .. } => false,
    }
}

fn sample_text<'h>(ty: &Type, hint: &'h str) -> &'h str {
    match ty {
        Type::Date => "2026-01-02",
        Type::Uuid => "00000000-0000-4000-8000-000000000000",
        Type::Decimal => "1.5",
        _ => hint,
    }
}

/// A JSON text that a reply of a type may be: members that must be there, and no more.
pub(crate) fn json(api: &Api, ty: &Type) -> String {
    json_value(api, ty, "value", 0)
}

fn json_value(api: &Api, ty: &Type, hint: &str, depth: usize) -> String {
    match ty {
        Type::Any | Type::Null | Type::Bytes | Type::Nullable(_) => "null".to_owned(),
        Type::Bool => "true".to_owned(),
        Type::Int(_) => "1".to_owned(),
        Type::F32 | Type::F64 => "1.5".to_owned(),
        Type::DateTime => "\"2026-01-02T03:04:05Z\"".to_owned(),
        Type::Base64 => "\"Ynl0ZXM=\"".to_owned(),
        Type::List(_) => "[]".to_owned(),
        Type::Map(_) => "{}".to_owned(),
        Type::Literal(value) => json_literal(value),
        Type::Named(id) => json_named(api, *id, hint, depth),
        text => json_text(sample_text(text, hint)),
    }
}

fn json_text(text: &str) -> String {
    clade_emit::encode::JsonStr::own(text).to_string()
}

fn json_literal(value: &Literal) -> String {
    match value {
        Literal::Text(text) => clade_emit::encode::JsonStr::of(text).to_string(),
        other => literal(other).to_string(),
    }
}

fn json_named(api: &Api, id: TypeId, hint: &str, depth: usize) -> String {
    match &api.ty(id).kind {
        TypeKind::Alias(inner) if depth < DEPTH => json_value(api, inner, hint, depth + 1),
        TypeKind::Alias(_) => "null".to_owned(),
        TypeKind::Enum(values) => {
            values.variants.first().map_or_else(|| json_text(hint), |variant| json_literal(&variant.value))
        }
        TypeKind::Struct(shape) => json_struct(api, shape, None, depth),
        TypeKind::Union(union) => match (&union.tag, union.variants.first()) {
            (_, None) => "null".to_owned(),
            (UnionTag::Member { wire }, Some(variant)) => {
                let tag = variant.tags.first().map(|tag| (wire.expose(), tag.expose()));
                match &variant.ty {
                    Type::Named(id) => match &api.ty(*id).kind {
                        TypeKind::Struct(shape) => json_struct(api, shape, tag, depth + 1),
                        _ => "null".to_owned(),
                    },
                    _ => "null".to_owned(),
                }
            }
            (UnionTag::Shape, Some(variant)) => json_value(api, &variant.ty, hint, depth + 1),
        },
    }
}

fn json_struct(api: &Api, shape: &Struct, tag: Option<(&str, &str)>, depth: usize) -> String {
    let mut members: Vec<String> = Vec::new();
    if let Some((wire, tag)) = tag {
        members.push(format!("{}:{}", json_text(wire), json_text(tag)));
    }
    for field in shape.fields.iter().filter(|field| field.presence == Presence::Required) {
        let wire = field.wire.expose();
        if tag.is_some_and(|(tagged, _)| tagged == wire) {
            continue;
        }
        let value = if depth < DEPTH {
            json_value(api, &field.ty, &names::snake(&field.name), depth + 1)
        } else {
            "null".to_owned()
        };
        members.push(format!("{}:{value}", json_text(wire)));
    }
    format!("{{{}}}", members.join(","))
}

/// A page with one item that is the last one.
pub(crate) fn json_page(api: &Api, ty: &Type, paging: &Paging) -> String {
    let mut given = vec![(paging.items.as_slice(), format!("[{}]", json(api, &paging.item)))];
    if let PagingKind::Cursor { next, .. } | PagingKind::NextUrl { next } = &paging.kind {
        given.push((next.as_slice(), "\"\"".to_owned()));
    }
    json_with(api, ty, &given, 0)
}

type Given<'a> = (&'a [SpecText], String);

/// A value in which some members, however deep, are given; null where the type allows it and nothing else is given.
fn json_with(api: &Api, ty: &Type, given: &[Given<'_>], depth: usize) -> String {
    match (ty, given) {
        (Type::Nullable(inner), [(path, value)]) if path.is_empty() && value != "\"\"" => {
            json_with(api, inner, given, depth)
        }
        (Type::Nullable(_), [([], _)]) => "null".to_owned(),
        (Type::Nullable(inner), _) => json_with(api, inner, given, depth),
        (_, [([], value)]) => value.clone(),
        (Type::Named(id), _) => match &api.ty(*id).kind {
            TypeKind::Alias(inner) if depth < DEPTH => json_with(api, inner, given, depth + 1),
            TypeKind::Struct(shape) => json_struct_with(api, shape, given, depth),
            _ => "null".to_owned(),
        },
        _ => "null".to_owned(),
    }
}

fn json_struct_with(api: &Api, shape: &Struct, given: &[Given<'_>], depth: usize) -> String {
    let members = shape.fields.iter().filter_map(|field| {
        let below = given.iter().filter_map(|(path, value)| {
            let (first, rest) = path.split_first()?;
            (*first == field.wire).then(|| (rest, value.clone()))
        });
        let below: Vec<Given<'_>> = below.collect();
        let value = if !below.is_empty() {
            json_with(api, &field.ty, &below, depth + 1)
        } else if field.presence == Presence::Required {
            json_value(api, &field.ty, &names::snake(&field.name), depth + 1)
        } else {
            return None;
        };
        Some(format!("{}:{value}", json_text(field.wire.expose())))
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}
