//! The typed model: what every OpenAPI 3.x dialect says, in one shape.
//!
//! Parts that may be shared by `$ref` (parameters, responses, …) are already followed and held by [`Use`]; only
//! schemas keep their references, because they may be cyclic: they live in an arena and are reached by
//! [`SchemaId`]. Every part carries the [`NodeId`] of the text it came from; [`Document::place`] turns that into
//! file, line, column and JSON pointer.

mod components;
mod info;
mod media;
mod operation;
mod parameter;
mod path;
mod schema;
mod security;
mod shared;

pub use components::Components;
pub use info::{ExternalDocs, Info, Server, ServerVariable, Tag};
pub use media::{Encoding, Example, Header, MediaName, MediaType, RequestBody, Response};
pub use operation::{Callback, Method, Operation, PathItem, ResponseEntry, Status, Webhook};
pub use parameter::{Parameter, ParameterIn, ParameterValue, Style};
pub use path::{FixedQuery, PathKey, PathPart, PathSegment};
pub use schema::{
    Additional, Discriminator, MappingEntry, NamedBy, Schema, SchemaId, SchemaName, SchemaObject, SchemaRef,
    Type, TypeSet,
};
pub use security::{
    ApiKeyIn, FlowKind, OAuthFlow, SchemeUse, SecurityKind, SecurityRequirement, SecurityScheme,
};
pub use shared::{Extensions, Named, Reference, Use};

use clade_diag::Place;

use crate::SpecText;
use crate::tree::{Forest, NodeId};
pub(crate) use schema::SchemaEntry;

/// Which dialect a document says it is written in. All dialects are read alike; this is for messages only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// 3.0.x
    V3_0,
    /// 3.1.x
    V3_1,
    /// 3.2.x
    V3_2,
    /// No version, or one the toolkit does not know; read as the newest.
    Unknown,
}

/// One description, all files of it, normalised.
#[derive(Debug)]
pub struct Document {
    /// The dialect by the `openapi` member.
    pub dialect: Dialect,
    /// The `openapi` member as written (`3.1.0`); empty when missing.
    pub version: SpecText,
    /// `$self` of 3.2.
    pub self_uri: Option<SpecText>,
    /// `info`
    pub info: Info,
    /// `servers`, in order; empty when none are given.
    pub servers: Vec<Server>,
    /// `tags`, in order.
    pub tags: Vec<Tag>,
    /// `paths`, in order.
    pub paths: Vec<PathItem>,
    /// `webhooks`, in order.
    pub webhooks: Vec<Webhook>,
    /// `components`
    pub components: Components,
    /// `security` of the whole API: alternatives, any one of which suffices; empty means none is required.
    pub security: Vec<SecurityRequirement>,
    /// `externalDocs`
    pub external_docs: Option<ExternalDocs>,
    /// `x-…` members of the root.
    pub extensions: Extensions,
    pub(crate) schemas: Vec<SchemaEntry>,
    pub(crate) forest: Forest,
}

impl Document {
    /// A document that says nothing.
    pub(crate) fn empty() -> Self {
        Self {
            dialect: Dialect::Unknown,
            version: SpecText::default(),
            self_uri: None,
            info: Info::default(),
            servers: Vec::new(),
            tags: Vec::new(),
            paths: Vec::new(),
            webhooks: Vec::new(),
            components: Components::default(),
            security: Vec::new(),
            external_docs: None,
            extensions: Extensions::default(),
            schemas: Vec::new(),
            forest: Forest::default(),
        }
    }

    /// The schema of an id.
    pub fn schema(&self, id: SchemaId) -> &Schema {
        self.schemas.get(id.index()).map_or(&Schema::Unknown, |entry| &entry.schema)
    }

    /// Where a schema stands in the text.
    pub fn schema_node(&self, id: SchemaId) -> NodeId {
        self.schemas.get(id.index()).map_or(NodeId::NONE, |entry| entry.node)
    }

    /// Place of a schema.
    pub fn schema_place(&self, id: SchemaId) -> Place {
        self.place(self.schema_node(id))
    }

    /// The name a schema goes by: it is a component, a `$defs` entry, a whole file, or the end of a reference.
    pub fn schema_name(&self, id: SchemaId) -> Option<&SchemaName> {
        self.schemas.get(id.index()).and_then(|entry| entry.name.as_ref())
    }

    /// Every schema id in use, in the order the schemas were met.
    pub fn schema_ids(&self) -> impl Iterator<Item = SchemaId> + use<> {
        (0..self.schemas.len()).map(SchemaId::from_index)
    }

    /// Follows references to the first schema that is none. Cycles of pure references were cut when the document was
    /// read: they end at [`SchemaId::UNKNOWN`]. Keywords beside the references are not looked at.
    pub fn follow(&self, id: SchemaId) -> SchemaId {
        self.schemas.get(id.index()).map_or(SchemaId::UNKNOWN, |entry| entry.end)
    }

    /// File, line, column and JSON pointer of a node.
    pub fn place(&self, node: NodeId) -> Place {
        self.forest.place(node)
    }

    /// Place of a part below a node, e.g. `place_in(schema.node, &["enum", "3"])`; as deep as that path exists.
    pub fn place_in(&self, node: NodeId, path: &[&str]) -> Place {
        self.place(self.forest.descend(node, path))
    }
}
