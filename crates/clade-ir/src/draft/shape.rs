//! Shapes of schemas: as the description combines them, and as the passes settle them.

use clade_spec::{Json, SpecText};

use super::NodeId;
use crate::{Docs, EnumRepr, IntWidth, Literal, UnionMatch};

/// What the values of a schema are.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// Anything.
    Any,
    /// Only `null`.
    Null,
    Scalar(Scalar),
    /// `enum` or `const` as described. Gone after `open_enums`.
    Values(Box<Values>),
    List(NodeId),
    Map(NodeId),
    Object(Box<Object>),
    /// The same as another schema (and `null`, if the node says so).
    Ref(NodeId),
    /// All of these at once. Gone after `merge_all_of`.
    AllOf(Vec<NodeId>),
    /// One or more of these. Gone after `classify_unions`.
    AnyOf(Box<AnyOf>),
    /// A list of values, settled.
    Enum(Box<DraftEnum>),
    /// One of several types, settled.
    Union(Box<DraftUnion>),
}

/// A scalar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scalar {
    Bool,
    Int(IntWidth),
    F32,
    F64,
    Text,
    Secret,
    DateTime,
    Date,
    Uuid,
    Decimal,
    Base64,
    /// Raw bytes (`format: binary`): a body, a part, or text when inside JSON.
    Bytes,
    Literal(Literal),
}

/// `enum` and `const` as described.
#[derive(Debug, Clone, Default)]
pub(crate) struct Values {
    pub(crate) listed: Vec<Json>,
    /// Member names given by the description; as many as values, or none.
    pub(crate) names: Vec<SpecText>,
    /// Prose of the values; as many as values, or none.
    pub(crate) descriptions: Vec<SpecText>,
    /// What `type` says the values are, if it says so.
    pub(crate) declared: Option<Scalar>,
    /// Whether it is a `const`.
    pub(crate) constant: bool,
}

/// An object.
#[derive(Debug, Clone, Default)]
pub(crate) struct Object {
    pub(crate) props: Vec<Prop>,
    pub(crate) extra: Extra,
    /// Required members that are not among `props`.
    pub(crate) undeclared: Vec<SpecText>,
    /// Children may say which they are by this member.
    pub(crate) discriminator: Option<Box<Discriminator>>,
}

/// A declared member of an object.
#[derive(Debug, Clone)]
pub(crate) struct Prop {
    pub(crate) wire: SpecText,
    pub(crate) node: NodeId,
    pub(crate) required: bool,
    /// Closes a cycle of values; set by `find_cycles`.
    pub(crate) recursive: bool,
}

/// Members beside the declared ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Extra {
    /// Not said.
    #[default]
    Unsaid,
    /// Explicitly none.
    Forbidden,
    /// Each of this type.
    Typed(NodeId),
}

/// `oneOf` or `anyOf` as described.
#[derive(Debug, Clone, Default)]
pub(crate) struct AnyOf {
    pub(crate) parts: Vec<NodeId>,
    pub(crate) discriminator: Option<Box<Discriminator>>,
}

/// `discriminator`
#[derive(Debug, Clone)]
pub(crate) struct Discriminator {
    pub(crate) property: SpecText,
    /// Tag value to schema, in order.
    pub(crate) mapping: Vec<(SpecText, NodeId)>,
    /// The schema of a missing or unmapped tag.
    pub(crate) fallback: Option<NodeId>,
}

/// A settled list of values.
#[derive(Debug, Clone)]
pub(crate) struct DraftEnum {
    pub(crate) repr: EnumRepr,
    pub(crate) values: Vec<EnumValue>,
}

/// One value of an enum.
#[derive(Debug, Clone)]
pub(crate) struct EnumValue {
    pub(crate) value: Literal,
    /// Member name given by the description.
    pub(crate) given: Option<SpecText>,
    pub(crate) docs: Docs,
}

/// A settled union.
#[derive(Debug, Clone)]
pub(crate) struct DraftUnion {
    pub(crate) tag: TagRule,
    pub(crate) variants: Vec<DraftVariant>,
}

/// How variants are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TagRule {
    /// By a member.
    Member(SpecText),
    /// By shape, or by something outside the value (the event name of a stream).
    Shape,
}

/// One variant of a union.
#[derive(Debug, Clone)]
pub(crate) struct DraftVariant {
    pub(crate) node: NodeId,
    pub(crate) tags: Vec<SpecText>,
    pub(crate) tag_in_type: bool,
    pub(crate) matches: UnionMatch,
    pub(crate) recursive: bool,
}
