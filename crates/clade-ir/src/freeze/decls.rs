//! Declarations and the names inside them.

use clade_diag::Diags;
use clade_spec::SpecText;

use super::Freezer;
use crate::draft::{DraftEnum, DraftUnion, EnumValue, Extra, NodeId, Object, Origin, Prop, Scalar, Shape, TagRule};
use crate::naming::{Scope, Words, fixed, leading_sign, spelled, split};
use crate::{
    Access, Additional, Docs, Enum, Field, Literal, Name, Presence, Struct, Type, TypeDecl, TypeKind, Union, UnionTag,
    UnionVariant, Usage, Variant,
};

impl Freezer<'_, '_> {
    pub(super) fn declaration(&self, id: NodeId, diags: &mut Diags) -> TypeDecl {
        let node = self.draft.node(id);
        let kind = match &node.shape {
            Shape::Object(object) => TypeKind::Struct(self.object(object, diags)),
            Shape::Enum(list) => TypeKind::Enum(enumeration(list)),
            Shape::Union(union) => TypeKind::Union(self.union(union)),
            _ => self.alias(id),
        };
        let wire = match &node.origin {
            Origin::Named { text, component: true } => Some(text.clone()),
            _ => None,
        };
        TypeDecl {
            name: node.name.clone().unwrap_or_else(|| Name::of_split(fixed(&["model"]))),
            wire,
            docs: node.docs.clone(),
            place: self.draft.node_place(id),
            kind,
            usage: Usage::default(),
            home: None,
        }
    }

    fn object(&self, object: &Object, diags: &mut Diags) -> Struct {
        let mut scope = Scope::default();
        let fields = object.props.iter().map(|prop| self.field(prop, &mut scope, diags)).collect();
        let additional = match object.extra {
            Extra::Typed(value) => {
                let candidates = [fixed(&["extra"]), fixed(&["additional", "properties"])];
                Additional::Typed { name: scope.claim(&candidates, "extra"), ty: self.ty(value) }
            }
            Extra::Unsaid | Extra::Forbidden => Additional::Ignored,
        };
        Struct { fields, additional }
    }

    fn field(&self, prop: &Prop, scope: &mut Scope, diags: &mut Diags) -> Field {
        let draft = self.draft;
        let node = draft.node(prop.node);
        let target = draft.node(draft.follow(prop.node));
        if target.shape.is_binary() {
            diags.push(clade_diag::codes::binary_inside_json().at(draft.node_place(prop.node)));
        }
        let access = if node.access == Access::Both { target.access } else { node.access };
        let ty = self.ty(prop.node);
        Field {
            name: scope.claim(&candidates(prop.wire.expose()), "field"),
            wire: prop.wire.clone(),
            ty: if is_credential(access, &prop.wire) { secret(ty) } else { ty },
            presence: if prop.required { Presence::Required } else { Presence::Optional },
            access,
            default: node.default.clone().or_else(|| target.default.clone()),
            recursive: prop.recursive,
            docs: node.docs.clone(),
            place: draft.node_place(prop.node),
        }
    }

    fn union(&self, union: &DraftUnion) -> Union {
        let mut scope = Scope::default();
        let by_member = matches!(union.tag, TagRule::Member(_));
        let variants = union.variants.iter().map(|variant| {
            let node = self.draft.node(variant.node);
            UnionVariant {
                name: scope.claim(&self.variant_names(variant), "variant"),
                ty: self.bare(variant.node),
                tags: if by_member { variant.tags.clone() } else { Vec::new() },
                tag_in_type: variant.tag_in_type,
                matches: variant.matches.clone(),
                recursive: variant.recursive,
                docs: node.docs.clone(),
            }
        });
        let variants = variants.collect();
        let tag = match &union.tag {
            TagRule::Member(wire) => UnionTag::Member { wire: wire.clone() },
            TagRule::Shape => UnionTag::Shape,
        };
        Union { tag, variants }
    }

    /// A variant is called after its tag, else after its type, else after what it holds.
    pub(super) fn variant_names(&self, variant: &crate::draft::DraftVariant) -> Vec<Words> {
        let ty = self.bare(variant.node);
        let by_type = self.type_words(&ty);
        match variant.tags.as_slice() {
            [tag] => vec![split(tag.expose()), by_type, spelled(tag.expose())],
            [tag, ..] => vec![by_type, split(tag.expose())],
            [] => vec![by_type],
        }
    }

    fn type_words(&self, ty: &Type) -> Words {
        match ty {
            Type::Named(id) => {
                let node = self.draft.declared[id.0 as usize];
                self.draft.name(node).map(|name| name.words().map(str::to_owned).collect()).unwrap_or_default()
            }
            Type::List(item) => [self.type_words(item), fixed(&["list"])].concat(),
            Type::Map(value) => [self.type_words(value), fixed(&["map"])].concat(),
            Type::Nullable(inner) => self.type_words(inner),
            Type::Any => fixed(&["any"]),
            Type::Null => fixed(&["null"]),
            Type::Bool => fixed(&["bool"]),
            Type::Int(_) => fixed(&["integer"]),
            Type::F32 | Type::F64 | Type::Decimal => fixed(&["number"]),
            Type::Text | Type::Secret => fixed(&["text"]),
            Type::DateTime => fixed(&["date", "time"]),
            Type::Date => fixed(&["date"]),
            Type::Uuid => fixed(&["uuid"]),
            Type::Base64 | Type::Bytes => fixed(&["bytes"]),
            Type::Literal(literal) => literal_names(literal).into_iter().next().unwrap_or_default(),
        }
    }
}

fn enumeration(list: &DraftEnum) -> Enum {
    let mut scope = Scope::default();
    let variant = |value: &EnumValue| {
        let given = value.given.as_ref().map(|given| split(given.expose()));
        let candidates: Vec<Words> = given.into_iter().chain(literal_names(&value.value)).collect();
        Variant {
            name: scope.claim(&candidates, "value"),
            value: value.value.clone(),
            docs: Docs { ..value.docs.clone() },
        }
    };
    Enum { repr: list.repr, variants: list.values.iter().map(variant).collect() }
}

/// Names of a constant, best first.
fn literal_names(literal: &Literal) -> Vec<Words> {
    match literal {
        Literal::Text(text) if text.is_empty() => vec![fixed(&["empty"])],
        Literal::Text(text) => candidates(text.expose()),
        Literal::Int(value) => candidates(&value.to_string()),
        Literal::Number(digits) => candidates(digits),
        Literal::Bool(value) => vec![fixed(&[if *value { "true" } else { "false" }])],
    }
}

/// Names of a text, best first: its words, a sign in front as a word, all symbols as words.
pub(super) fn candidates(text: &str) -> Vec<Words> {
    let plain = split(text);
    let spelled = spelled(text);
    match leading_sign(text) {
        Some(sign) => vec![[fixed(&[sign]), plain].concat(), spelled],
        None => vec![plain, spelled],
    }
}

/// What is only ever sent and named like a credential must not be shown.
fn is_credential(access: Access, wire: &SpecText) -> bool {
    const CREDENTIALS: [&str; 7] = ["password", "passwd", "secret", "token", "api_key", "private_key", "passphrase"];
    let joined = split(wire.expose()).join("_");
    access == Access::WriteOnly && CREDENTIALS.iter().any(|word| joined.contains(word))
}

fn secret(ty: Type) -> Type {
    match ty {
        Type::Text => Type::Secret,
        Type::Nullable(inner) => Type::Nullable(Box::new(secret(*inner))),
        other => other,
    }
}

impl Shape {
    /// Whether it stands for raw bytes.
    pub(super) fn is_binary(&self) -> bool {
        matches!(self, Self::Scalar(Scalar::Bytes))
    }
}
