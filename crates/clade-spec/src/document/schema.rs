//! Schemas: an arena of nodes that may point at each other in circles.

use std::fmt;

use crate::document::{Extensions, Named};
use crate::{Json, NodeId, Number, SpecText};

/// A schema of a [`Document`](crate::Document).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(u32);

impl SchemaId {
    /// The schema of which nothing is known; stands in for whatever could not be read. Always present.
    pub const UNKNOWN: Self = Self(0);

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }

    pub(crate) fn from_index(index: usize) -> Self {
        u32::try_from(index).map_or(Self::UNKNOWN, Self)
    }
}

/// A schema, where it stands, and the name it goes by.
#[derive(Debug)]
pub(crate) struct SchemaEntry {
    pub(crate) node: NodeId,
    pub(crate) name: Option<SchemaName>,
    pub(crate) schema: Schema,
    /// What following references from here ends at.
    pub(crate) end: SchemaId,
}

/// A name that a description gives to a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaName {
    /// The name as written.
    pub text: SpecText,
    /// What gives it.
    pub by: NamedBy,
}

/// What gives a schema its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NamedBy {
    /// A key of `components.schemas` of the entry document: part of the API's contract.
    Component,
    /// A key of `components.schemas` of another file.
    ForeignComponent,
    /// A key of `$defs` or `definitions`.
    Definition,
    /// A file that is one schema: the name of the file without its ending.
    File,
    /// The last segment of a reference that points elsewhere into a document: a suggestion only.
    Pointer,
}

/// A schema.
#[derive(Debug)]
pub enum Schema {
    /// `true`: anything; `false`: nothing.
    Bool(bool),
    /// `$ref` to another schema.
    Ref(Box<SchemaRef>),
    /// Keywords.
    Object(Box<SchemaObject>),
    /// Could not be read (a dangling reference, a cycle of references, not a schema at all); diagnosed where it
    /// was met. To be taken as anything.
    Unknown,
}

/// A `$ref` to a schema.
#[derive(Debug)]
pub struct SchemaRef {
    /// The object that holds the `$ref`.
    pub node: NodeId,
    /// The schema it points to; may itself be a reference; never part of a cycle of pure references.
    pub target: SchemaId,
    /// The `$ref` as written.
    pub uri: SpecText,
    /// The name of what it points to (the same as [`Document::schema_name`](crate::Document::schema_name) of
    /// `target`).
    pub name: Option<SpecText>,
    /// Keywords beside the `$ref`, which apply as well; `None` when there are none.
    pub siblings: Option<Box<SchemaObject>>,
}

/// The keywords of a schema. A missing keyword is `None`, empty or `false`.
#[expect(
    clippy::struct_excessive_bools,
    reason = "JSON Schema has as many boolean keywords, all independent"
)]
#[derive(Debug, Default)]
pub struct SchemaObject {
    /// The object that holds the keywords.
    pub node: NodeId,

    /// `type`, as a set; empty when not given. `null` is in it only when it is the only type (else see `nullable`).
    pub types: TypeSet,
    /// `nullable: true`, or `null` among several types.
    pub nullable: bool,
    /// `format`
    pub format: Option<SpecText>,
    /// `enum`, in order, duplicates removed; `None` when not given.
    pub enum_values: Option<Vec<Json>>,
    /// `const`
    pub const_value: Option<Json>,
    /// `default`
    pub default: Option<Json>,

    /// `title`
    pub title: Option<SpecText>,
    /// `description`
    pub description: Option<SpecText>,
    /// `example`, then `examples`.
    pub examples: Vec<Json>,
    /// `deprecated`
    pub deprecated: bool,
    /// `readOnly`
    pub read_only: bool,
    /// `writeOnly`
    pub write_only: bool,

    /// `properties`, in order.
    pub properties: Named<SchemaId>,
    /// `required`, in order, each once; may name properties that are not declared.
    pub required: Vec<SpecText>,
    /// `additionalProperties` (or `unevaluatedProperties` when the former is missing).
    pub additional: Additional,
    /// `patternProperties`, in order.
    pub pattern_properties: Named<SchemaId>,
    /// `propertyNames`
    pub property_names: Option<SchemaId>,
    /// `minProperties`
    pub min_properties: Option<u64>,
    /// `maxProperties`
    pub max_properties: Option<u64>,

    /// `items`
    pub items: Option<SchemaId>,
    /// `prefixItems`, or `items` given as an array.
    pub prefix_items: Vec<SchemaId>,
    /// `contains`
    pub contains: Option<SchemaId>,
    /// `uniqueItems`
    pub unique_items: bool,
    /// `minItems`
    pub min_items: Option<u64>,
    /// `maxItems`
    pub max_items: Option<u64>,

    /// `allOf`
    pub all_of: Vec<SchemaId>,
    /// `anyOf`
    pub any_of: Vec<SchemaId>,
    /// `oneOf`
    pub one_of: Vec<SchemaId>,
    /// `not`
    pub not: Option<SchemaId>,
    /// `discriminator`
    pub discriminator: Option<Discriminator>,

    /// `minimum`, when the bound itself is allowed.
    pub minimum: Option<Number>,
    /// `maximum`, when the bound itself is allowed.
    pub maximum: Option<Number>,
    /// `exclusiveMinimum` as a number, or `minimum` with `exclusiveMinimum: true`.
    pub exclusive_minimum: Option<Number>,
    /// `exclusiveMaximum` as a number, or `maximum` with `exclusiveMaximum: true`.
    pub exclusive_maximum: Option<Number>,
    /// `multipleOf`
    pub multiple_of: Option<Number>,

    /// `minLength`
    pub min_length: Option<u64>,
    /// `maxLength`
    pub max_length: Option<u64>,
    /// `pattern` as written: a regular expression of another language; never to be pasted into code.
    pub pattern: Option<SpecText>,
    /// `contentMediaType`
    pub content_media_type: Option<SpecText>,
    /// `contentEncoding`
    pub content_encoding: Option<SpecText>,
    /// `contentSchema`
    pub content_schema: Option<SchemaId>,

    /// `xml`: noted as data.
    pub xml: Option<Json>,
    /// Keywords with a meaning that the model does not hold (`if`, `then`, `else`, `dependentSchemas`,
    /// `dependentRequired`, `unevaluatedItems`, `minContains`, `maxContains`, …), by name. They only ever narrow
    /// what is valid, so leaving them out is safe for a client.
    pub unmodelled: Vec<SpecText>,
    /// `x-…`
    pub extensions: Extensions,
}

/// What is said about properties that are not declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Additional {
    /// Nothing: they are allowed, and ignored or kept at will.
    #[default]
    Unsaid,
    /// `true` or `{}`: explicitly anything.
    Any,
    /// `false`: none.
    Forbidden,
    /// Each is of this schema.
    Schema(SchemaId),
}

/// `discriminator`
#[derive(Debug)]
pub struct Discriminator {
    /// Where it stands.
    pub node: NodeId,
    /// `propertyName`
    pub property: SpecText,
    /// `mapping`, in order.
    pub mapping: Vec<MappingEntry>,
    /// `defaultMapping` (3.2)
    pub default_mapping: Option<MappingEntry>,
}

/// One entry of a discriminator's mapping.
#[derive(Debug, Clone)]
pub struct MappingEntry {
    /// The value of the discriminating property; empty for `defaultMapping`.
    pub value: SpecText,
    /// What it maps to, as written: a component's name or a reference.
    pub to: SpecText,
    /// The schema it maps to; `None` (with a diagnostic) when there is none.
    pub target: Option<SchemaId>,
}

/// A JSON type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// `null`
    Null,
    /// `boolean`
    Boolean,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `string`
    String,
    /// `array`
    Array,
    /// `object`
    Object,
}

impl Type {
    /// Every type, in the order sets are listed.
    pub const ALL: [Self; 7] =
        [Self::Null, Self::Boolean, Self::Integer, Self::Number, Self::String, Self::Array, Self::Object];

    /// The word in `type`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    /// The type of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A set of JSON types.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TypeSet(u8);

impl TypeSet {
    /// The set with one more type.
    #[must_use]
    pub fn with(self, kind: Type) -> Self {
        Self(self.0 | 1 << kind as u8)
    }

    /// The set without one type.
    #[must_use]
    pub fn without(self, kind: Type) -> Self {
        Self(self.0 & !(1 << kind as u8))
    }

    /// Whether a type is in it.
    pub fn contains(self, kind: Type) -> bool {
        self.0 & 1 << kind as u8 != 0
    }

    /// Whether no type is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many types are in it.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The types in it, in the order of [`Type::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Type> {
        Type::ALL.into_iter().filter(move |kind| self.contains(*kind))
    }

    /// The type, if exactly one is in it.
    pub fn single(self) -> Option<Type> {
        let mut types = self.iter();
        let first = types.next()?;
        types.next().is_none().then_some(first)
    }
}

impl fmt::Debug for TypeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Type::word)).finish()
    }
}

impl FromIterator<Type> for TypeSet {
    fn from_iter<I: IntoIterator<Item = Type>>(types: I) -> Self {
        types.into_iter().fold(Self::default(), Self::with)
    }
}
