//! Declarations and the names inside them.

use clade_diag::Diags;
use clade_spec::SpecText;

use super::Freezer;
use crate::draft::{
    DraftEnum, DraftUnion, EnumValue, Extra, Node, NodeId, Object, Origin, Prop, Scalar, Shape, TagRule,
};
use crate::naming::{Scope, Wish, Words, fixed, is_plain, leading_sign, spelled, split};
use crate::{
    Access, Additional, Docs, Enum, Field, Literal, Name, Presence, Struct, Type, TypeDecl, TypeKind, Union,
    UnionTag, UnionVariant, Usage, Variant,
};

impl Freezer<'_, '_> {
    pub(super) fn declaration(&self, id: NodeId, diags: &mut Diags) -> TypeDecl {
        let node = self.draft.node(id);
        let kind = match &node.shape {
            Shape::Object(object) => {
                self.note_undeclared(id, object, diags);
                TypeKind::Struct(self.object(object, diags))
            }
            Shape::Enum(list) => TypeKind::Enum(enumeration(list)),
            Shape::Union(union) => TypeKind::Union(self.union(id, union)),
            _ => self.alias(id),
        };
        let wire = match &node.origin {
            Origin::Named { text, component: true } => Some(text.clone()),
            _ => None,
        };
        TypeDecl {
            name: node.name.clone().unwrap_or_else(|| Name::of_split(fixed(&["model"]))),
            wire,
            docs: titled(node, &node.name.as_ref().map(|name| name.join("")).unwrap_or_default()),
            place: self.draft.node_place(id),
            kind,
            usage: Usage::default(),
            home: None,
        }
    }

    /// A member that is required without being declared is left out: see the message.
    fn note_undeclared(&self, id: NodeId, object: &Object, diags: &mut Diags) {
        for name in &object.undeclared {
            let diag = clade_diag::codes::required_not_declared(name.expose());
            diags.push(diag.at(self.draft.node_place(id)));
        }
    }

    fn object(&self, object: &Object, diags: &mut Diags) -> Struct {
        let (mut scope, names) = member_names(object);
        let fields = object.props.iter().zip(names);
        let fields = fields.map(|(prop, name)| self.field(prop, name, diags)).collect();
        let additional = match object.extra {
            Extra::Typed(value) => {
                let candidates = [fixed(&["extra"]), fixed(&["additional", "properties"])];
                Additional::Typed { name: scope.claim(&candidates, "extra"), ty: self.ty(value) }
            }
            Extra::Unsaid | Extra::Forbidden => Additional::Ignored,
        };
        Struct { fields, additional }
    }

    fn field(&self, prop: &Prop, name: Name, diags: &mut Diags) -> Field {
        let draft = self.draft;
        let node = draft.node(prop.node);
        let target = draft.node(draft.follow(prop.node));
        if target.shape.is_binary() {
            diags.push(clade_diag::codes::binary_inside_json().at(draft.node_place(prop.node)));
        }
        let access = if node.access == Access::Both { target.access } else { node.access };
        let ty = self.ty(prop.node);
        Field {
            name,
            wire: prop.wire.clone(),
            ty: if is_credential(access, &prop.wire) { secret(ty) } else { ty },
            presence: if prop.required { Presence::Required } else { Presence::Optional },
            access,
            default: node.default.clone().or_else(|| target.default.clone()),
            recursive: prop.recursive,
            docs: titled(node, &split(prop.wire.expose()).concat()),
            place: draft.node_place(prop.node),
        }
    }

    fn union(&self, id: NodeId, union: &DraftUnion) -> Union {
        let names = self.variant_names(id, union);
        let by_member = matches!(union.tag, TagRule::Member(_));
        let variants = union.variants.iter().zip(names).map(|(variant, name)| {
            let node = self.draft.node(variant.node);
            UnionVariant {
                name,
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

    /// Names of a union's variants.
    pub(super) fn variant_names(&self, id: NodeId, union: &DraftUnion) -> Vec<Name> {
        let wishes = union.variants.iter().map(|variant| {
            let exact = variant.tags.iter().all(|tag| is_plain(tag.expose()));
            Wish { candidates: self.shortened(id, self.variant_words(variant)), exact }
        });
        Scope::default().claim_all(wishes, "variant")
    }

    /// A variant is called after its tag, else after its type, else after what it holds.
    fn variant_words(&self, variant: &crate::draft::DraftVariant) -> Vec<Words> {
        let ty = self.bare(variant.node);
        let by_type = self.type_words(&ty);
        match variant.tags.as_slice() {
            [tag] => vec![split(tag.expose()), by_type, spelled(tag.expose())],
            [tag, ..] => vec![by_type, split(tag.expose())],
            [] => vec![by_type],
        }
    }

    /// Inside a union its own words are not repeated: `holder_flag_reason` in `holder_flag` is `reason`.
    fn shortened(&self, union: NodeId, names: Vec<Words>) -> Vec<Words> {
        let Some(name) = self.draft.name(union) else { return names };
        let own: Words = name.words().map(str::to_owned).collect();
        let short = |words: &Words| match words.strip_prefix(own.as_slice()) {
            Some(rest)
                if rest.first().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_lowercase())) =>
            {
                Some(rest.to_vec())
            }
            _ => None,
        };
        let first = names.first().and_then(short);
        first.into_iter().chain(names).collect()
    }

    fn type_words(&self, ty: &Type) -> Words {
        match ty {
            Type::Named(id) => {
                let node = self.draft.declared[id.0 as usize];
                self.draft
                    .name(node)
                    .map(|name| name.words().map(str::to_owned).collect())
                    .unwrap_or_default()
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
    let names = Scope::default().claim_all(list.values.iter().map(value_wish), "value");
    let variants = list.values.iter().zip(names).map(|(value, name)| Variant {
        name,
        value: value.value.clone(),
        docs: value.docs.clone(),
    });
    Enum { repr: list.repr, variants: variants.collect() }
}

fn value_wish(value: &EnumValue) -> Wish {
    let given = value.given.as_ref().map(|given| split(given.expose()));
    let exact = given.is_some() || matches!(&value.value, Literal::Text(text) if is_plain(text.expose()));
    Wish { candidates: given.into_iter().chain(literal_names(&value.value)).collect(), exact }
}

/// Names of an object's members, and their scope for what else needs a name there.
pub(super) fn member_names(object: &Object) -> (Scope, Vec<Name>) {
    let mut scope = Scope::default();
    let wishes = object.props.iter().map(|prop| {
        let wire = prop.wire.expose();
        Wish { candidates: candidates(wire), exact: is_plain(wire) }
    });
    let names = scope.claim_all(wishes, "field");
    (scope, names)
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

/// Prose of a node; its title is the summary where it says more than the name.
fn titled(node: &Node, name: &str) -> Docs {
    let mut docs = node.docs.clone();
    if let Some(title) = node.title.as_ref().filter(|title| split(title.expose()).concat() != name) {
        docs.summary.get_or_insert_with(|| title.clone());
    }
    docs
}

/// What is only ever sent and named like a credential must not be shown.
fn is_credential(access: Access, wire: &SpecText) -> bool {
    const CREDENTIALS: [&str; 7] =
        ["password", "passwd", "secret", "token", "api_key", "private_key", "passphrase"];
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
