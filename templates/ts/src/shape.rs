//! The arguments of a method: which there are, in what order, and where each goes.

use std::collections::BTreeSet;

use clade_emit::case;
use clade_ir::{
    Additional, Api, Body, MultipartPart, Operation, Param, ParamPlace, SpecText, Struct, Type, TypeKind,
};

use crate::names::{self, Ident};
use crate::request_types::RequestTypes;
use crate::types;

/// Path parameters that still stand side by side.
const POSITIONAL: usize = 2;

/// The arguments of one operation.
pub(crate) struct Shape<'a> {
    pub(crate) op: &'a Operation,
    /// Path parameters, each with its identifier.
    pub(crate) path: Vec<Argument<'a>>,
    /// Whether they come in one object.
    pub(crate) path_object: bool,
    pub(crate) body: BodyShape<'a>,
    /// Parameters of the argument object: query, headers, cookies.
    pub(crate) params: Vec<Argument<'a>>,
    /// Whether the argument object must be given.
    pub(crate) params_required: bool,
}

/// One parameter.
pub(crate) struct Argument<'a> {
    pub(crate) param: &'a Param,
    /// As an argument or local name.
    pub(crate) ident: Ident,
    /// As a member of the argument object.
    pub(crate) key: SpecText,
}

/// How the body is given.
pub(crate) enum BodyShape<'a> {
    None,
    /// As an argument of its own.
    Positional {
        ty: Option<&'a Type>,
        required: bool,
    },
    /// Its members stand in the argument object. Of a body that may be left out none is demanded.
    Spread(&'a Type, &'a Struct),
    /// Its parts stand in the argument object.
    Parts(&'a [MultipartPart]),
}

impl<'a> Shape<'a> {
    pub(crate) fn of(api: &'a Api, requests: &RequestTypes, op: &'a Operation) -> Self {
        let visible: Vec<&Param> = op.params.iter().filter(|param| !param.managed).collect();
        let (path, others): (Vec<&Param>, Vec<&Param>) =
            visible.into_iter().partition(|param| param.place == ParamPlace::Path);
        let body = body_shape(api, requests, op, &others);
        let idents = names::arguments(path.iter().chain(&others).map(|param| &param.name));
        let taken = member_keys(&body);
        let mut idents = idents.into_iter();
        let path = arguments(&path, &mut idents, &BTreeSet::new());
        let params = arguments(&others, &mut idents, &taken);
        let params_required = params.iter().any(|each| each.param.required) || demands(requests, op, &body);
        Self { op, path_object: path.len() > POSITIONAL, path, body, params, params_required }
    }

    /// Whether the operation takes a body that may be left out.
    pub(crate) fn may_omit_body(&self) -> bool {
        matches!(
            self.op.body,
            Body::Json { required: false, .. }
                | Body::Form { required: false, .. }
                | Body::Bytes { required: false, .. }
                | Body::Text { required: false, .. }
        )
    }

    /// Whether there is an argument object.
    pub(crate) fn has_params(&self) -> bool {
        !self.params.is_empty() || matches!(self.body, BodyShape::Spread(..) | BodyShape::Parts(_))
    }
}

/// Members keep their names on the wire unless two of them share one.
fn arguments<'a>(
    params: &[&'a Param],
    idents: &mut impl Iterator<Item = Ident>,
    taken: &BTreeSet<&str>,
) -> Vec<Argument<'a>> {
    let shared = |param: &Param| {
        taken.contains(param.wire.expose())
            || params.iter().filter(|each| each.wire == param.wire).count() > 1
    };
    params
        .iter()
        .zip(idents)
        .map(|(param, ident)| {
            let key = if shared(param) { case::snake(&param.name).into() } else { param.wire.clone() };
            Argument { param, ident, key }
        })
        .collect()
}

fn body_shape<'a>(
    api: &'a Api,
    requests: &RequestTypes,
    op: &'a Operation,
    others: &[&Param],
) -> BodyShape<'a> {
    let spread = |ty: &'a Type, required: bool| {
        let spread = BodyShape::Spread(ty, spreadable(api, ty)?);
        (!others.is_empty() && (required || !demands(requests, op, &spread))).then_some(spread)
    };
    match &op.body {
        Body::None => BodyShape::None,
        Body::Json { ty, required, .. } | Body::Form { ty, required, .. } => {
            spread(ty, *required).unwrap_or(BodyShape::Positional { ty: Some(ty), required: *required })
        }
        Body::Multipart { parts, .. } => BodyShape::Parts(parts),
        Body::Bytes { required, .. } | Body::Text { required, .. } => {
            BodyShape::Positional { ty: None, required: *required }
        }
    }
}

/// The struct whose members can stand beside others: one without members of any other name.
fn spreadable<'a>(api: &'a Api, ty: &'a Type) -> Option<&'a Struct> {
    let Type::Named(id) = types::resolved(api, ty) else { return None };
    match &api.ty(*id).kind {
        TypeKind::Struct(body) if body.additional == Additional::Ignored && !body.fields.is_empty() => {
            Some(body)
        }
        _ => None,
    }
}

fn member_keys<'a>(body: &BodyShape<'a>) -> BTreeSet<&'a str> {
    match body {
        BodyShape::Spread(_, body) => body.fields.iter().map(|field| field.wire.expose()).collect(),
        BodyShape::Parts(parts) => parts.iter().map(|part| part.wire.expose()).collect(),
        BodyShape::None | BodyShape::Positional { .. } => BTreeSet::new(),
    }
}

/// Whether the body asks for a member of the argument object.
fn demands(requests: &RequestTypes, op: &Operation, body: &BodyShape<'_>) -> bool {
    let pinned = |wire: &SpecText| op.pinned.iter().any(|pin| pin.wire == *wire);
    match body {
        BodyShape::Spread(Type::Named(id), body) => body.fields.iter().any(|field| {
            field.access != clade_ir::Access::ReadOnly
                && !pinned(&field.wire)
                && requests.demands(*id, field, false)
        }),
        BodyShape::Parts(parts) => parts.iter().any(|part| part.required),
        _ => false,
    }
}
