//! What a request may leave out: members that only travel in replies.

use std::collections::BTreeSet;

use clade_ir::{Access, Additional, Api, Body, Field, PartContent, Presence, Struct, Type, TypeId, TypeKind};

/// The structs that are part of a request below its body: their read-only members cannot be demanded of a caller.
#[derive(Debug, Default)]
pub(crate) struct RequestTypes {
    nested: BTreeSet<TypeId>,
}

impl RequestTypes {
    pub(crate) fn of(api: &Api) -> Self {
        let mut found = Self::default();
        for operation in &api.operations {
            operation.params.iter().for_each(|param| found.value(api, &param.ty));
            match &operation.body {
                Body::Json { ty, .. } | Body::Form { ty, .. } => found.root(api, ty),
                Body::Multipart { parts, .. } => parts.iter().for_each(|part| match &part.content {
                    PartContent::Text(ty) | PartContent::Json(ty) => found.value(api, ty),
                    PartContent::File => {}
                }),
                Body::None | Body::Bytes { .. } | Body::Text { .. } => {}
            }
        }
        found
    }

    /// Whether a field of the struct must be there.
    pub(crate) fn demands(&self, id: TypeId, field: &Field, in_replies: bool) -> bool {
        field.presence == Presence::Required
            && match field.access {
                Access::Both => true,
                Access::ReadOnly => !self.nested.contains(&id),
                Access::WriteOnly => !in_replies,
            }
    }

    /// A struct that is the body itself leaves its read-only members out at the method: only what is below it counts.
    fn root(&mut self, api: &Api, ty: &Type) {
        match ty {
            Type::Named(id) => match &api.ty(*id).kind {
                TypeKind::Struct(body) => self.members(api, body),
                TypeKind::Alias(inner) => self.root(api, inner),
                TypeKind::Union(_) | TypeKind::Enum(_) => self.value(api, ty),
            },
            _ => self.value(api, ty),
        }
    }

    fn value(&mut self, api: &Api, ty: &Type) {
        match ty {
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => self.value(api, inner),
            Type::Named(id) if self.nested.insert(*id) => match &api.ty(*id).kind {
                TypeKind::Struct(body) => self.members(api, body),
                TypeKind::Alias(inner) => self.value(api, inner),
                TypeKind::Union(union) => {
                    union.variants.iter().for_each(|variant| self.value(api, &variant.ty));
                }
                TypeKind::Enum(_) => {}
            },
            _ => {}
        }
    }

    fn members(&mut self, api: &Api, body: &Struct) {
        body.fields.iter().for_each(|field| self.value(api, &field.ty));
        if let Additional::Typed { ty, .. } = &body.additional {
            self.value(api, ty);
        }
    }
}
