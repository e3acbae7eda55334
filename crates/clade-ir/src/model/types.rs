//! Data types: declarations and type expressions.

use clade_diag::Place;
use clade_spec::{Json, SpecText};

use super::{Docs, Name, ResourceId, TypeId};

/// A named type.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDecl {
    /// Name in the one scope of all types.
    pub name: Name,
    /// Key under `components.schemas`, when it has one; inline types have none.
    pub wire: Option<SpecText>,
    /// Prose, examples.
    pub docs: Docs,
    /// Where it is described.
    pub place: Place,
    /// What it is.
    pub kind: TypeKind,
    /// Where it is used.
    pub usage: Usage,
    /// The resource whose operations alone use it, `None` if shared or used by none: the file a model goes to.
    pub home: Option<ResourceId>,
}

/// What a named type is.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// An object with declared fields.
    Struct(Struct),
    /// A closed or open list of scalar values.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// Another name for a type expression (a scalar with a format, a list, a map, a nullable reference).
    Alias(Type),
}

/// In which directions a type travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four independent directions, any of which may hold")]
pub struct Usage {
    /// Part of a request (parameters or body).
    pub request: bool,
    /// Part of a successful reply, or of a webhook's payload.
    pub response: bool,
    /// Part of an error reply.
    pub error: bool,
    /// Part of a stream's item.
    pub event: bool,
}

/// A type expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Any JSON value, kept raw.
    Any,
    /// Only `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// An integer.
    Int(IntWidth),
    /// A 32-bit float.
    F32,
    /// A 64-bit float; a `number` without a format.
    F64,
    /// Text.
    Text,
    /// Text that must not be shown (`format: password`, `writeOnly` credentials).
    Secret,
    /// RFC 3339 date-time text.
    DateTime,
    /// RFC 3339 full-date text.
    Date,
    /// RFC 4122 text.
    Uuid,
    /// A number of any precision written as text (`format: decimal`).
    Decimal,
    /// Base64 text standing for bytes (`format: byte`, `contentEncoding: base64`).
    Base64,
    /// Raw bytes; only as a body, a multipart part or a reply, never inside JSON.
    Bytes,
    /// Exactly one scalar value.
    Literal(Literal),
    /// A list.
    List(Box<Type>),
    /// A JSON object with free keys.
    Map(Box<Type>),
    /// The type, or `null`.
    Nullable(Box<Type>),
    /// A declared type.
    Named(TypeId),
}

/// Width and sign of an integer. `I64` where the description names no format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the variants are their own definition")]
pub enum IntWidth {
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
}

/// A scalar constant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Literal {
    /// Text.
    Text(SpecText),
    /// An integer that fits 64 bits with sign.
    Int(i64),
    /// Any other number, in its source digits.
    Number(Box<str>),
    /// A boolean.
    Bool(bool),
}

/// An object with declared fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Struct {
    /// Fields in source order, names claimed in this struct's scope.
    pub fields: Vec<Field>,
    /// What members beside the fields are.
    pub additional: Additional,
}

/// Members beside the declared fields.
#[derive(Debug, Clone, PartialEq)]
pub enum Additional {
    /// Not described: ignored when read, never an error, none are sent.
    Ignored,
    /// Described with a type: kept in a map under the name given (claimed in the struct's scope).
    Typed {
        /// Name of the map field.
        name: Name,
        /// Type of each member.
        ty: Type,
    },
}

/// A member of a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Name in the struct's scope.
    pub name: Name,
    /// Key on the wire.
    pub wire: SpecText,
    /// Type of the value; `Nullable` when `null` is allowed. Optional and nullable together: absent, null and value differ.
    pub ty: Type,
    /// Whether the member may be absent.
    pub presence: Presence,
    /// Direction in which the member travels.
    pub access: Access,
    /// The value the server assumes when absent (documentation; clients do not send it).
    pub default: Option<Json>,
    /// The reference closes a cycle without a list, map or union box between: a by-value language must box it.
    pub recursive: bool,
    /// Prose, examples.
    pub docs: Docs,
    /// Where it is described.
    pub place: Place,
}

/// Whether a member may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Always there.
    Required,
    /// May be absent.
    Optional,
}

/// Direction in which a member travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Both ways.
    Both,
    /// Only in replies (`readOnly`): never required in a request.
    ReadOnly,
    /// Only in requests (`writeOnly`): never required in a reply.
    WriteOnly,
}

/// A list of scalar values.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// What the values are on the wire.
    pub repr: EnumRepr,
    /// Values in source order; names claimed in the enum's scope; no duplicates, no `null` (that is `Nullable` outside).
    pub variants: Vec<Variant>,
}

/// Wire type of an enum's values. All enums are open: an unknown value is kept and sent back unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumRepr {
    /// Text.
    Text,
    /// Integers that fit 64 bits.
    Int,
}

/// One value of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// Name in the enum's scope.
    pub name: Name,
    /// The value; `Text` or `Int` as the enum's `repr` says.
    pub value: Literal,
    /// Prose (`x-enum-descriptions`, `oneOf` of `const`s).
    pub docs: Docs,
}

/// One of several types. All unions are open: a value that fits no variant is kept raw and sent back unchanged.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// How a reader tells the variants apart.
    pub tag: UnionTag,
    /// Variants in the order in which an untagged reader must try them; names claimed in the union's scope.
    pub variants: Vec<UnionVariant>,
}

/// How variants are told apart.
#[derive(Debug, Clone, PartialEq)]
pub enum UnionTag {
    /// By the text of one member that is inside every variant (all variants are objects).
    Member {
        /// Key on the wire.
        wire: SpecText,
    },
    /// By shape: see [`UnionVariant::matches`].
    Shape,
}

/// One variant of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionVariant {
    /// Name in the union's scope.
    pub name: Name,
    /// Type of the value. Under a `Member` tag always a struct (or an alias of one), which itself holds the tag as a
    /// field — unless `tag_in_type` is false.
    pub ty: Type,
    /// Tag values that select this variant; the first is the one to send. Empty under `Shape`, or when the variant is
    /// what a missing or unmapped tag means.
    pub tags: Vec<SpecText>,
    /// Whether the struct declares the tag member as a field of its own. If not, a writer must add it.
    pub tag_in_type: bool,
    /// The test of an untagged reader.
    pub matches: UnionMatch,
    /// The value closes a cycle without a list or map between.
    pub recursive: bool,
    /// Prose.
    pub docs: Docs,
}

/// A test by shape. A reader takes the first variant (in order) whose test holds *and* that decodes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UnionMatch {
    /// Kinds of JSON value the variant accepts; empty: any.
    pub kinds: Vec<JsonKind>,
    /// Members that must be there (objects only).
    pub required: Vec<SpecText>,
    /// Members that, when there, must have one of these values (objects only).
    pub constants: Vec<(SpecText, Vec<Literal>)>,
}

/// Kind of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the variants are their own definition")]
pub enum JsonKind {
    Null,
    Bool,
    Integer,
    Number,
    Text,
    Array,
    Object,
}
