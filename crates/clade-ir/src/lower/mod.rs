//! `Document` to `Draft`: every keyword of the description gets its meaning here; nothing is decided yet that takes
//! more than one place to decide.

mod bodies;
mod composed;
mod docs;
mod media;
mod objects;
mod operations;
mod outcomes;
mod parameters;
mod paths;
mod same;
mod scalars;
mod schemas;
mod security;
mod servers;
mod values;
mod webhooks;

pub(crate) use parameters::style;
pub(crate) use same::same_schema;

use std::collections::{HashMap, VecDeque};

use clade_diag::Diags;
use clade_spec::{Document, NodeId as SpecNode, SchemaId};

use crate::draft::{Draft, NodeId, Origin, Shape};
use crate::{Hints, Info};

/// Builds the draft of a document.
pub(crate) fn lower<'d>(document: &'d Document, hints: &'d Hints, diags: &mut Diags) -> Draft<'d> {
    let mut lower = Lower::new(document, hints, diags);
    lower.components();
    lower.api();
    lower.operations();
    lower.webhooks();
    lower.fill_all();
    lower.draft
}

/// The draft being filled, and what is still to be filled in.
struct Lower<'d, 'x> {
    document: &'d Document,
    draft: Draft<'d>,
    diags: &'x mut Diags,
    by_schema: HashMap<SchemaId, NodeId>,
    /// Schemas that have a node but no shape yet. A queue, not recursion: nesting costs no stack.
    queue: VecDeque<(SchemaId, NodeId)>,
    next_key: u32,
}

impl<'d, 'x> Lower<'d, 'x> {
    fn new(document: &'d Document, hints: &'d Hints, diags: &'x mut Diags) -> Self {
        let draft = Draft {
            document,
            hints,
            nodes: Vec::new(),
            components: Vec::new(),
            info: Info::default(),
            servers: Vec::new(),
            auth: Vec::new(),
            operations: Vec::new(),
            resources: Vec::new(),
            webhooks: Vec::new(),
            rows: Vec::new(),
            declared: Vec::new(),
        };
        Self { document, draft, diags, by_schema: HashMap::new(), queue: VecDeque::new(), next_key: 0 }
    }

    /// Every component has a node, used or not: a child that nobody refers to may belong to its parent's union.
    fn components(&mut self) {
        for schema in self.document.components.schemas.values() {
            let id = self.node_of(*schema, Origin::Unknown);
            self.draft.components.push(id);
        }
        self.fill_all();
    }

    fn api(&mut self) {
        self.draft.info = docs::info(self.document);
        self.draft.servers = servers::all(&self.document.servers);
        self.schemes();
    }

    fn fill_all(&mut self) {
        while let Some((schema, id)) = self.queue.pop_front() {
            self.fill(schema, id);
        }
    }

    /// Adds a node made up from part of a schema.
    fn made_up(&mut self, source: SpecNode, origin: Origin, shape: Shape) -> NodeId {
        self.draft.add(crate::draft::Node::new(source, origin, shape))
    }

    /// The node of a schema, if there is one; else of anything.
    fn node_or_any(&mut self, schema: Option<SchemaId>, at: SpecNode, origin: &Origin) -> NodeId {
        match schema {
            Some(SchemaId::UNKNOWN) => {
                let id = self.any(at);
                self.unreadable(id);
                id
            }
            Some(schema) => self.node_of(schema, origin.clone()),
            None => self.any(at),
        }
    }

    /// Adds a node of which nothing is known.
    fn any(&mut self, source: SpecNode) -> NodeId {
        self.made_up(source, Origin::Unknown, Shape::Any)
    }
}
