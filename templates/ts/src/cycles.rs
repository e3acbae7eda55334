//! Names that stand for themselves.

use std::collections::BTreeSet;

use clade_ir::{Api, Type, TypeId, TypeKind};

/// Whether `ty` is `id`, or a name or union of which `id` is a part without a list, map or struct between.
pub(crate) fn leads_to(api: &Api, ty: &Type, id: TypeId) -> bool {
    walk(api, ty, id, &mut BTreeSet::new())
}

fn walk(api: &Api, ty: &Type, id: TypeId, seen: &mut BTreeSet<TypeId>) -> bool {
    match ty {
        Type::Nullable(inner) => walk(api, inner, id, seen),
        Type::Named(named) if *named == id => true,
        Type::Named(named) if seen.insert(*named) => match &api.ty(*named).kind {
            TypeKind::Alias(inner) => walk(api, inner, id, seen),
            TypeKind::Union(union) => union.variants.iter().any(|variant| walk(api, &variant.ty, id, seen)),
            TypeKind::Struct(_) | TypeKind::Enum(_) => false,
        },
        _ => false,
    }
}
