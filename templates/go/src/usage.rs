//! Which types are declared, and which bodies are spread over the parameters of their operation.

use std::collections::{HashMap, HashSet};

use clade_ir::{
    Additional, Api, Body, OpId, Operation, PartContent, Payload, Presence, Reply, Stream, Struct, Type,
    TypeId, TypeKind,
};

use crate::tags::plain_tag;
use crate::types::Types;

/// What becomes of the declared types.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    /// Types that are declared in Go.
    pub declared: HashSet<TypeId>,
    /// Operations whose body's members stand among their parameters, with the body's type.
    pub spread: HashMap<OpId, TypeId>,
}

impl Usage {
    /// Decides for a whole API. A body is spread if its struct has no other use.
    pub(crate) fn of(types: &Types<'_>) -> Self {
        let mut spread = candidates(types);
        loop {
            let declared = reach(types, &spread);
            let before = spread.len();
            spread.retain(|_, id| !declared.contains(id));
            if spread.len() == before {
                return Self { declared, spread };
            }
        }
    }
}

fn operations(api: &Api) -> impl Iterator<Item = (OpId, &Operation)> {
    (0_u32..).map(OpId).zip(&api.operations)
}

/// Operations whose body is a struct that no other operation's body is.
fn candidates(types: &Types<'_>) -> HashMap<OpId, TypeId> {
    let mut users: HashMap<TypeId, Vec<OpId>> = HashMap::new();
    for (op, operation) in operations(types.api) {
        if let Some((id, fields)) = body_type(&operation.body).and_then(|ty| types.struct_of(ty)) {
            let fits = spreadable(fields, &operation.body);
            users.entry(id).or_default().extend(if fits { vec![op] } else { vec![op, op] });
        }
    }
    users.into_iter().filter(|(_, ops)| ops.len() == 1).map(|(id, ops)| (ops[0], id)).collect()
}

fn body_type(body: &Body) -> Option<&Type> {
    match body {
        Body::Json { ty, .. } | Body::Form { ty, .. } => Some(ty),
        _ => None,
    }
}

/// Whether the members can stand among parameters: all of them are known and none needs a method of its own to be written;
/// a body that may be left out must be so when no member is given.
fn spreadable(fields: &Struct, body: &Body) -> bool {
    let optional = matches!(body, Body::Json { required: false, .. } | Body::Form { required: false, .. });
    matches!(fields.additional, Additional::Ignored)
        && !fields.fields.is_empty()
        && fields.fields.iter().all(|field| plain_tag(field.wire.expose()))
        && (!optional || fields.fields.iter().all(|field| field.presence == Presence::Optional))
}

/// All types that are needed when the given bodies are spread.
fn reach(types: &Types<'_>, spread: &HashMap<OpId, TypeId>) -> HashSet<TypeId> {
    let mut walk = Walk { types, found: HashSet::new() };
    for (op, operation) in operations(types.api) {
        walk.operation(operation, spread.get(&op).copied());
    }
    for webhook in &types.api.webhooks {
        webhook.payload.iter().for_each(|ty| walk.ty(ty));
    }
    walk.found
}

struct Walk<'a> {
    types: &'a Types<'a>,
    found: HashSet<TypeId>,
}

impl Walk<'_> {
    fn operation(&mut self, operation: &Operation, spread: Option<TypeId>) {
        operation.params.iter().for_each(|param| self.ty(&param.ty));
        match spread {
            Some(id) => self.members(&self.types.api.ty(id).kind),
            None => self.body(&operation.body),
        }
        self.reply(&operation.reply);
        operation.errors.iter().for_each(|outcome| self.payload(&outcome.payload));
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::Json { ty, .. } | Body::Form { ty, .. } => self.ty(ty),
            Body::Multipart { parts, .. } => parts.iter().for_each(|part| match &part.content {
                PartContent::Text(ty) | PartContent::Json(ty) => self.ty(ty),
                PartContent::File => {}
            }),
            Body::None | Body::Bytes { .. } | Body::Text { .. } => {}
        }
    }

    fn reply(&mut self, reply: &Reply) {
        match reply {
            Reply::One { ty, .. } => self.ty(ty),
            Reply::Page { ty, paging } => {
                self.ty(ty);
                self.ty(&paging.item);
            }
            Reply::Stream(stream) => self.stream(stream),
            Reply::Empty | Reply::Text | Reply::Bytes => {}
        }
    }

    fn payload(&mut self, payload: &Payload) {
        if let Payload::Json(ty) = payload {
            self.ty(ty);
        }
    }

    fn stream(&mut self, stream: &Stream) {
        self.ty(&stream.item);
        stream.cases.iter().for_each(|case| self.ty(&case.ty));
    }

    fn ty(&mut self, ty: &Type) {
        match ty {
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => self.ty(inner),
            Type::Named(id) => self.named(*id),
            _ => {}
        }
    }

    fn named(&mut self, id: TypeId) {
        let kind = &self.types.api.ty(id).kind;
        match kind {
            TypeKind::Alias(inner) if !self.types.kept.contains(&id) => self.ty(inner),
            _ if self.found.insert(id) => self.members(kind),
            _ => {}
        }
    }

    fn members(&mut self, kind: &TypeKind) {
        match kind {
            TypeKind::Struct(fields) => {
                fields.fields.iter().for_each(|field| self.ty(&field.ty));
                if let Additional::Typed { ty, .. } = &fields.additional {
                    self.ty(ty);
                }
            }
            TypeKind::Union(union) => union.variants.iter().for_each(|variant| self.ty(&variant.ty)),
            TypeKind::Alias(inner) => self.ty(inner),
            TypeKind::Enum(_) => {}
        }
    }
}
