//! Data types as declarations, file by file.

use clade_emit::encode::TsStr;
use clade_ir::{
    Access, Additional, Api, Enum, EnumRepr, Field, Literal, Presence, ResourceId, SpecText, Struct, Type,
    TypeDecl, TypeId, TypeKind, Union, UnionTag, UnionVariant,
};

use crate::code::{Code, code};
use crate::cycles;
use crate::docs;
use crate::key::key;
use crate::names::{self, Names};
use crate::nodes::{Constant, Declaration, Member, ModelsFile};
use crate::request_types::RequestTypes;
use crate::types::{self, Types};

/// Different types beside which an index signature still says what it holds.
const INDEX_TYPES: usize = 4;

/// What all declarations are written from.
pub(crate) struct Models<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    pub(crate) requests: &'a RequestTypes,
}

impl Models<'_> {
    /// The file of the types that belong to `home`; `None` where there are none.
    pub(crate) fn file(&self, home: Option<ResourceId>) -> Option<ModelsFile> {
        let writer = Writer { models: self, types: Types::new(self.api, self.names) };
        let ids = (0..).map(TypeId).zip(&self.api.types);
        let declarations: Vec<Declaration> = ids
            .filter(|(_, decl)| decl.home == home)
            .map(|(id, decl)| writer.declaration(id, decl))
            .collect();
        let imports = writer.types.imports("./", Some(self.names.model_file(home)));
        (!declarations.is_empty()).then(|| ModelsFile { imports: imports.render(), declarations })
    }
}

struct Writer<'a> {
    models: &'a Models<'a>,
    types: Types<'a>,
}

impl Writer<'_> {
    fn declaration(&self, id: TypeId, decl: &TypeDecl) -> Declaration {
        match &decl.kind {
            TypeKind::Struct(body) if body.fields.is_empty() => self.map(id, decl, body),
            TypeKind::Struct(body) => self.interface(id, decl, body),
            TypeKind::Enum(body) => self.values(id, decl, body),
            TypeKind::Union(union) => self.alias(id, decl, self.variants(id, union)),
            TypeKind::Alias(ty) => self.alias(id, decl, self.unless_circular(id, ty, self.types.members(ty))),
        }
    }

    fn interface(&self, id: TypeId, decl: &TypeDecl, body: &Struct) -> Declaration {
        let mut members: Vec<Member> = body.fields.iter().map(|field| self.field(id, decl, field)).collect();
        members.extend(self.index(body));
        Declaration::Interface {
            docs: docs::block(&decl.docs, None, ""),
            head: code![self.models.names.ty(id)].render(0, 0),
            members,
        }
    }

    fn field(&self, id: TypeId, decl: &TypeDecl, field: &Field) -> Member {
        let in_replies = decl.usage.response || decl.usage.error || decl.usage.event;
        let required = self.models.requests.demands(id, field, in_replies);
        let read_only = field.access == Access::ReadOnly;
        Member {
            docs: docs::block(&field.docs, field.default.as_ref(), "  "),
            code: member(&self.types, &field.wire, &field.ty, required, read_only),
        }
    }

    /// Members beside the declared ones. Their type must cover the declared ones, too.
    fn index(&self, body: &Struct) -> Option<Member> {
        let Additional::Typed { ty, .. } = &body.additional else { return None };
        let mut all: Vec<&Type> = vec![ty];
        for field in &body.fields {
            if !all.contains(&&field.ty) {
                all.push(&field.ty);
            }
        }
        let optional = body.fields.iter().any(|field| field.presence == Presence::Optional);
        let members = if all.len() > INDEX_TYPES || all.contains(&&Type::Any) {
            vec!["unknown".into()]
        } else {
            let undefined = optional.then(|| Code::from("undefined"));
            all.into_iter().flat_map(|ty| self.types.members(ty)).chain(undefined).collect()
        };
        let code = code!["[key: string]:", Code::union_behind(members), ";"].render(2, 2);
        Some(Member { docs: clade_emit::encode::TsDoc::default(), code })
    }

    /// An object of which no member is declared.
    fn map(&self, id: TypeId, decl: &TypeDecl, body: &Struct) -> Declaration {
        let value = match &body.additional {
            Additional::Ignored => "unknown".into(),
            Additional::Typed { ty, .. } => self.types.code(ty),
        };
        self.alias(id, decl, vec![Code::map_type(value)])
    }

    fn alias(&self, id: TypeId, decl: &TypeDecl, members: Vec<Code>) -> Declaration {
        let code = code!["export type ", self.models.names.ty(id), " =", Code::alias_behind(members), ";"];
        Declaration::Alias { docs: docs::block(&decl.docs, None, ""), code: code.render(0, 0) }
    }

    fn values(&self, id: TypeId, decl: &TypeDecl, body: &Enum) -> Declaration {
        let name = self.models.names.ty(id);
        if body.variants.is_empty() {
            let any: Code = if body.repr == EnumRepr::Text { "string".into() } else { "number".into() };
            return self.alias(id, decl, vec![any]);
        }
        let values = body.variants.iter().map(|variant| types::literal(&variant.value)).collect();
        let open = code![self.types.runtime("Open"), Code::union_within("<", values, ">")];
        let keys = names::constants(body.variants.iter().map(|variant| &variant.name));
        let constants = body.variants.iter().zip(&keys).map(|(variant, key)| Constant {
            docs: docs::block(&variant.docs, None, "  "),
            code: code![key, ":", Code::moved(types::literal(&variant.value)), ","].render(2, 2),
        });
        Declaration::Values {
            docs: docs::block(&decl.docs, None, ""),
            code: code!["export type ", name, " =", Code::moved(open), ";"].render(0, 0),
            name: name.clone(),
            constants: constants.collect(),
        }
    }

    fn variants(&self, id: TypeId, union: &Union) -> Vec<Code> {
        if union.variants.is_empty() {
            return vec!["unknown".into()];
        }
        let alone = union.variants.len() == 1;
        union.variants.iter().flat_map(|variant| self.variant(id, &union.tag, variant, alone)).collect()
    }

    fn variant(&self, id: TypeId, tag: &UnionTag, variant: &UnionVariant, alone: bool) -> Vec<Code> {
        let members = self.unless_circular(id, &variant.ty, self.types.members(&variant.ty));
        match tag {
            UnionTag::Member { wire } if !variant.tags.is_empty() && !self.tells_itself(wire, variant) => {
                let tags = variant.tags.iter().map(|tag| Code::from(&TsStr::of(tag))).collect();
                let mark = Code::object_type(code![key(wire), ":", Code::union_behind(tags)]);
                let both = code![Code::union_within_if_many("(", members, ")"), " & ", mark];
                vec![if alone { both } else { code!["(", both, ")"] }]
            }
            _ => members,
        }
    }

    /// Whether the variant's own type has exactly its one tag as the type of the tag's member.
    fn tells_itself(&self, wire: &SpecText, variant: &UnionVariant) -> bool {
        let [tag] = variant.tags.as_slice() else { return false };
        let Type::Named(id) = types::resolved(self.models.api, &variant.ty) else { return false };
        let TypeKind::Struct(body) = &self.models.api.ty(*id).kind else { return false };
        body.fields.iter().any(|field| {
            field.wire == *wire
                && field.presence == Presence::Required
                && matches!(&field.ty, Type::Literal(Literal::Text(text)) if text == tag)
        })
    }

    /// TypeScript refuses an alias that stands for itself.
    fn unless_circular(&self, id: TypeId, ty: &Type, members: Vec<Code>) -> Vec<Code> {
        if cycles::leads_to(self.models.api, ty, id) { vec!["unknown".into()] } else { members }
    }
}

/// A member of an interface: `key?: T | undefined;`
pub(crate) fn member(
    types: &Types<'_>,
    wire: &SpecText,
    ty: &Type,
    required: bool,
    read_only: bool,
) -> crate::code::Rendered {
    let mut members = types.members(ty);
    if !required && *ty != Type::Any {
        members.push("undefined".into());
    }
    let prefix: Code = if read_only { "readonly ".into() } else { Code::default() };
    let mark: Code = if required { ":".into() } else { "?:".into() };
    code![prefix, key(wire), mark, Code::union_behind(members), ";"].render(2, 2)
}
