//! Schemas: one entry of the arena per node, read from a queue so that circles and depth do no harm.

mod cycles;
mod discriminator;
mod keywords;
mod names;
mod types;

use std::collections::VecDeque;

use clade_diag::codes;

use super::reader::Reader;
use crate::SpecText;
use crate::document::SchemaEntry;
use crate::document::{NamedBy, Schema, SchemaId, SchemaName, SchemaObject, SchemaRef, Type, TypeSet};
use crate::tree::{Kind, NodeId, View};

/// The arena being filled.
pub(super) struct SchemaTable {
    pub(super) entries: Vec<SchemaEntry>,
    /// Schema of each node, by file and index; 0 where there is none.
    by_node: Vec<Vec<u32>>,
    /// Entries that are still to be read.
    queue: VecDeque<SchemaId>,
}

impl SchemaTable {
    /// An arena that holds the unknown schema only.
    pub(super) fn new() -> Self {
        let unknown =
            SchemaEntry { node: NodeId::NONE, name: None, schema: Schema::Unknown, end: SchemaId::UNKNOWN };
        Self { entries: vec![unknown], by_node: Vec::new(), queue: VecDeque::new() }
    }

    fn add(&mut self, node: NodeId, schema: Schema) -> SchemaId {
        let id = SchemaId::from_index(self.entries.len());
        self.entries.push(SchemaEntry { node, name: None, schema, end: id });
        id
    }

    /// A made-up schema of any string.
    pub(super) fn assumed_string(&mut self, node: NodeId) -> SchemaId {
        let types = TypeSet::default().with(Type::String);
        self.add(node, Schema::Object(Box::new(SchemaObject { node, types, ..SchemaObject::default() })))
    }

    /// The id of the schema at a node, new or known.
    fn at(&mut self, node: NodeId) -> SchemaId {
        let source = node.source.0 as usize;
        if self.by_node.len() <= source {
            self.by_node.resize_with(source + 1, Vec::new);
        }
        let Some(known) = self.by_node.get_mut(source) else { return SchemaId::UNKNOWN };
        let index = node.index as usize;
        if known.len() <= index {
            known.resize(index + 1, 0);
        }
        match known.get_mut(index) {
            Some(0) => {}
            Some(id) => return SchemaId::from_index(*id as usize),
            None => return SchemaId::UNKNOWN,
        }
        let id = self.add(node, Schema::Unknown);
        if let Some(slot) = self.by_node.get_mut(source).and_then(|known| known.get_mut(index)) {
            *slot = u32::try_from(id.index()).unwrap_or_default();
        }
        self.queue.push_back(id);
        id
    }

    fn set_name(&mut self, id: SchemaId, name: SchemaName) {
        if let Some(entry) = self.entries.get_mut(id.index()) {
            entry.name.get_or_insert(name);
        }
    }
}

impl Reader<'_> {
    /// The schema written at a node.
    pub(super) fn schema(&mut self, view: View<'_>) -> SchemaId {
        self.schemas.at(view.id())
    }

    /// An entry of the entry document's `components.schemas`, wherever that map itself is kept.
    pub(super) fn component_schema(&mut self, name: &str, view: View<'_>) -> SchemaId {
        let id = self.schema(view);
        self.schemas.set_name(id, SchemaName { text: SpecText::from(name), by: NamedBy::Component });
        id
    }

    /// The schema written at a node, with the name that its position gives it.
    pub(super) fn named_schema(&mut self, view: View<'_>) -> SchemaId {
        let id = self.schema(view);
        if let Some(name) = self.name_of(view) {
            self.schemas.set_name(id, name);
        }
        id
    }

    /// Reads every schema that was met, and those met meanwhile; then cuts cycles of pure references.
    pub(super) fn read_schemas(&mut self) {
        while let Some(id) = self.schemas.queue.pop_front() {
            let Some(node) = self.schemas.entries.get(id.index()).map(|entry| entry.node) else { continue };
            let tree = self.tree(node);
            let schema = self.read_schema(tree.view(node));
            if let Some(entry) = self.schemas.entries.get_mut(id.index()) {
                entry.schema = schema;
            }
        }
        self.cut_cycles();
        self.find_ends();
    }

    fn read_schema(&mut self, view: View<'_>) -> Schema {
        match view.kind() {
            Kind::Bool(flag) => Schema::Bool(flag),
            Kind::Object => self.read_schema_object(view),
            Kind::Null => {
                self.report(codes::null_member(view.key().unwrap_or("schema")), view.id());
                Schema::Object(Box::new(SchemaObject { node: view.id(), ..SchemaObject::default() }))
            }
            kind => {
                self.report(codes::not_a_schema(kind.word()), view.id());
                Schema::Unknown
            }
        }
    }

    fn read_schema_object(&mut self, view: View<'_>) -> Schema {
        if let Some(uri) = self.reference_uri(view) {
            return Schema::Ref(Box::new(self.schema_ref(view, uri, "$ref")));
        }
        for keyword in ["$dynamicRef", "$recursiveRef"] {
            let Some(uri) = view.get(keyword).and_then(View::as_str) else { continue };
            self.report(codes::dynamic_reference(keyword, uri), view.id());
            return Schema::Ref(Box::new(self.schema_ref(view, uri, keyword)));
        }
        if view.get("$ref").is_some() && view.members().len() == 1 {
            return Schema::Unknown;
        }
        Schema::Object(Box::new(self.keywords(view)))
    }

    fn schema_ref(&mut self, view: View<'_>, uri: &str, keyword: &str) -> SchemaRef {
        let enclosing = if uri == "#" && keyword != "$ref" { enclosing_schema(view) } else { None };
        let target = match enclosing {
            Some(enclosing) => self.named_schema(enclosing),
            None => self.schema_target(view, uri),
        };
        let name = self.schemas.entries.get(target.index()).and_then(|entry| entry.name.as_ref());
        let name = name.map(|name| name.text.clone());
        let has_siblings = view.members().any(|(key, _)| key != keyword);
        let siblings = has_siblings.then(|| Box::new(self.keywords(view)));
        SchemaRef { node: view.id(), target, uri: SpecText::from(uri), name, siblings }
    }

    /// The schema a reference leads to, with its name; unknown (reported) when it leads to none.
    fn schema_target(&mut self, holder: View<'_>, uri: &str) -> SchemaId {
        let Some(node) = self.resolve(holder, uri) else { return SchemaId::UNKNOWN };
        let tree = self.tree(node);
        let target = tree.view(node);
        let is_document = target.parent().is_none() && target.get("openapi").is_some();
        if is_document || !matches!(target.kind(), Kind::Object | Kind::Bool(_)) {
            let found = if is_document { "a whole document" } else { target.kind().word() };
            self.report(codes::reference_to_wrong_kind(uri, "a schema", found), holder.id());
            return SchemaId::UNKNOWN;
        }
        self.named_schema(target)
    }
}

/// The schema that `$dynamicRef: "#"` means: the nearest with a recursion anchor, else the nearest with a name.
fn enclosing_schema(view: View<'_>) -> Option<View<'_>> {
    let ancestors = || std::iter::successors(Some(view), |view| view.parent());
    let is_anchor =
        |view: &View<'_>| view.get("$recursiveAnchor").is_some_and(|flag| flag.kind() == Kind::Bool(true));
    let is_named = |view: &View<'_>| view.parent().is_some_and(names::is_components_schemas);
    ancestors().find(is_anchor).or_else(|| ancestors().find(is_named))
}
