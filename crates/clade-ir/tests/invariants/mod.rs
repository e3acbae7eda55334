//! What the model promises to emitters, whatever the description.

use std::collections::HashSet;

use clade_ir::{
    Additional, Api, Body, Literal, Name, Operation, PagingKind, ParamPlace, PathPart, Payload, Reply, Type,
    TypeKind, UnionTag,
};

/// Panics, with the API's name, where a promise is broken.
pub(crate) fn check(name: &str, api: &Api) {
    let coverage = &api.coverage;
    assert_eq!(coverage.typed + coverage.degraded, api.operations.len(), "{name}");
    assert!(coverage.degraded == 0 || !coverage.rows.is_empty(), "{name}: degraded without a row");
    unique(name, "types", api.types.iter().map(|ty| &ty.name));
    unique(name, "resources", api.resources.iter().map(|resource| &resource.name));
    unique(name, "webhooks", api.webhooks.iter().map(|webhook| &webhook.name));
    unique(name, "schemes", api.auth.iter().map(|scheme| &scheme.name));
    for (at, resource) in api.resources.iter().enumerate() {
        unique(name, "methods", resource.operations.iter().map(|id| &api.op(*id).name));
        for id in &resource.operations {
            assert_eq!(api.op(*id).resource.0 as usize, at, "{name}");
        }
    }
    let held: usize = api.resources.iter().map(|resource| resource.operations.len()).sum();
    assert_eq!(held, api.operations.len(), "{name}: operations without a namespace");
    for decl in &api.types {
        declaration(&format!("{name}: {:?}", decl.name), api, &decl.kind);
    }
    for operation in &api.operations {
        check_operation(&format!("{name}: {}", operation.key), api, operation);
    }
}

/// Names differ even when their words are joined.
fn unique<'a>(place: &str, what: &str, names: impl Iterator<Item = &'a Name>) {
    let mut seen = HashSet::new();
    for name in names {
        assert!(seen.insert(name.join("")), "{place}: {what}: {name:?} twice");
        assert!(name.join("_").len() <= 110, "{place}: {what}: {name:?} is long");
    }
}

fn declaration(place: &str, api: &Api, kind: &TypeKind) {
    match kind {
        TypeKind::Struct(body) => {
            let extra = match &body.additional {
                Additional::Typed { name, .. } => Some(name),
                Additional::Ignored => None,
            };
            unique(place, "fields", body.fields.iter().map(|field| &field.name).chain(extra));
            let wires: HashSet<_> = body.fields.iter().map(|field| &field.wire).collect();
            assert_eq!(wires.len(), body.fields.len(), "{place}: a key twice");
            body.fields.iter().for_each(|field| ty(place, api, &field.ty));
        }
        TypeKind::Enum(body) => {
            assert!(!body.variants.is_empty(), "{place}: an empty enum");
            unique(place, "values", body.variants.iter().map(|variant| &variant.name));
            let values: HashSet<&Literal> = body.variants.iter().map(|variant| &variant.value).collect();
            assert_eq!(values.len(), body.variants.len(), "{place}: a value twice");
        }
        TypeKind::Union(body) => {
            assert!(!body.variants.is_empty(), "{place}: an empty union");
            unique(place, "variants", body.variants.iter().map(|variant| &variant.name));
            let mut tags = HashSet::new();
            for variant in &body.variants {
                ty(place, api, &variant.ty);
                assert!(!matches!(variant.ty, Type::Nullable(_) | Type::Null), "{place}: null inside");
                match &body.tag {
                    UnionTag::Shape => assert!(variant.tags.is_empty(), "{place}: a tag without a member"),
                    UnionTag::Member { .. } => {
                        assert!(is_struct(api, &variant.ty), "{place}: {:?} is no object", variant.name);
                        assert!(variant.tags.iter().all(|tag| tags.insert(tag)), "{place}: a tag twice");
                    }
                }
            }
        }
        TypeKind::Alias(target) => ty(place, api, target),
    }
}

fn is_struct(api: &Api, ty: &Type) -> bool {
    let Type::Named(id) = ty else { return false };
    match &api.ty(*id).kind {
        TypeKind::Struct(_) => true,
        TypeKind::Alias(target) => is_struct(api, target),
        _ => false,
    }
}

/// A type leads to declarations that exist, and never says `null` twice.
fn ty(place: &str, api: &Api, found: &Type) {
    match found {
        Type::Named(id) => assert!((id.0 as usize) < api.types.len(), "{place}"),
        Type::Nullable(inner) => {
            assert!(!matches!(**inner, Type::Nullable(_) | Type::Null | Type::Any), "{place}: {found:?}");
            ty(place, api, inner);
        }
        Type::List(inner) | Type::Map(inner) => ty(place, api, inner),
        Type::Bytes => panic!("{place}: bytes inside JSON"),
        _ => {}
    }
}

fn check_operation(place: &str, api: &Api, operation: &Operation) {
    unique(place, "arguments", operation.params.iter().map(|param| &param.name));
    operation.params.iter().for_each(|param| ty(place, api, &param.ty));
    let in_path: Vec<usize> = operation
        .path
        .iter()
        .filter_map(|part| match part {
            PathPart::Param(at) => Some(*at),
            PathPart::Literal(_) => None,
        })
        .collect();
    for (at, param) in operation.params.iter().enumerate() {
        assert_eq!(param.place == ParamPlace::Path, in_path.contains(&at), "{place}: {:?}", param.name);
        assert!(param.place != ParamPlace::Path || param.required, "{place}: {:?}", param.name);
    }
    assert!(
        matches!(operation.path.first(), Some(PathPart::Literal(text)) if text.expose().starts_with('/')),
        "{place}"
    );
    if let Body::Multipart { parts, .. } = &operation.body {
        assert!(!parts.is_empty(), "{place}: no parts");
        let params = operation.params.iter().map(|param| &param.name);
        unique(place, "arguments", parts.iter().map(|part| &part.name).chain(params));
    }
    for outcome in operation.successes.iter().chain(&operation.errors) {
        if let Payload::Json(found) = &outcome.payload {
            ty(place, api, found);
        }
    }
    check_reply(place, api, operation);
}

fn check_reply(place: &str, api: &Api, operation: &Operation) {
    match &operation.reply {
        Reply::One { ty: found, .. } => ty(place, api, found),
        Reply::Page { ty: found, paging } => {
            ty(place, api, found);
            ty(place, api, &paging.item);
            let param = match &paging.kind {
                PagingKind::Cursor { param, .. }
                | PagingKind::Offset { param }
                | PagingKind::PageNumber { param, .. } => Some(*param),
                PagingKind::LinkHeader | PagingKind::NextUrl { .. } => None,
            };
            for at in param.into_iter().chain(paging.limit_param) {
                assert_eq!(operation.params[at].place, ParamPlace::Query, "{place}");
            }
        }
        Reply::Stream(stream) => {
            ty(place, api, &stream.item);
            unique_cases(place, api, stream);
        }
        Reply::Empty | Reply::Text | Reply::Bytes => {}
    }
}

/// Cases belong to the variants of the item's union, one by one.
fn unique_cases(place: &str, api: &Api, stream: &clade_ir::Stream) {
    if stream.cases.is_empty() {
        return;
    }
    let Type::Named(id) = &stream.item else { panic!("{place}: cases without a union") };
    let TypeKind::Union(union) = &api.ty(*id).kind else { panic!("{place}: cases without a union") };
    for case in &stream.cases {
        assert!(union.variants.iter().any(|variant| variant.name == case.name), "{place}: {:?}", case.name);
    }
}
