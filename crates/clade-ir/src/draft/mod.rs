//! The model while it is being built: references are resolved to ids, everything can still be changed.

mod edges;
mod node;
mod operation;
mod origin;
mod rows;
mod shape;

pub(crate) use node::{Node, NodeId};
pub(crate) use operation::{
    Answer, AnswerStream, BodyDraft, DraftOperation, DraftOutcome, DraftParam, DraftWebhook, Encodings, Form,
    HeaderDraft, OpKey, PageDraft, Segment,
};
pub(crate) use origin::Origin;
pub(crate) use rows::{Row, Touches};
pub(crate) use shape::{
    AnyOf, Discriminator, DraftEnum, DraftUnion, DraftVariant, EnumValue, Extra, Object, Prop, Scalar, Shape,
    TagRule, Values,
};

use clade_diag::{Diag, Diags, Place};
use clade_spec::{Document, NodeId as SpecNode};

use crate::{AuthScheme, Hints, Info, Name, Resource, Server};

/// One API under construction.
pub(crate) struct Draft<'d> {
    /// The description, for places.
    pub(crate) document: &'d Document,
    /// What the caller wants otherwise.
    pub(crate) hints: &'d Hints,
    /// Every schema node; ids index it.
    pub(crate) nodes: Vec<Node>,
    /// Nodes of `components.schemas`, in source order.
    pub(crate) components: Vec<NodeId>,
    pub(crate) info: Info,
    pub(crate) servers: Vec<Server>,
    pub(crate) auth: Vec<AuthScheme>,
    pub(crate) operations: Vec<DraftOperation>,
    /// Filled by `group_resources`; operations refer to it by index.
    pub(crate) resources: Vec<Resource>,
    pub(crate) webhooks: Vec<DraftWebhook>,
    /// What is not fully typed.
    pub(crate) rows: Vec<Row>,
    /// Nodes that become declarations, in the order of the declarations. Filled by `lift_inline`.
    pub(crate) declared: Vec<NodeId>,
}

impl Draft<'_> {
    /// The node behind an id.
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The node behind an id, to be changed.
    pub(crate) fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.index()]
    }

    /// Adds a node.
    pub(crate) fn add(&mut self, node: Node) -> NodeId {
        let id = NodeId::new(self.nodes.len());
        self.nodes.push(node);
        id
    }

    /// Adds a node that stands at the place of another.
    pub(crate) fn add_beside(&mut self, at: NodeId, origin: Origin, shape: Shape) -> NodeId {
        let source = self.node(at).source;
        self.add(Node::new(source, origin, shape))
    }

    /// The first node that is no plain reference. Ends after as many steps as there are nodes.
    pub(crate) fn follow(&self, id: NodeId) -> NodeId {
        let mut at = id;
        for _ in 0..self.nodes.len() {
            match self.node(at).shape {
                Shape::Ref(target) => at = target,
                _ => return at,
            }
        }
        at
    }

    /// Shape of the node that a chain of references leads to.
    pub(crate) fn shape(&self, id: NodeId) -> &Shape {
        &self.node(self.follow(id)).shape
    }

    /// Whether `null` is allowed, by the node or anything it refers to.
    pub(crate) fn nullable(&self, id: NodeId) -> bool {
        let mut at = id;
        for _ in 0..self.nodes.len() {
            let node = self.node(at);
            match node.shape {
                _ if node.nullable => return true,
                Shape::Ref(target) => at = target,
                _ => return false,
            }
        }
        false
    }

    /// File, line, column and pointer of a node of the description.
    pub(crate) fn place(&self, node: SpecNode) -> Place {
        self.document.place(node)
    }

    /// Place of a schema node.
    pub(crate) fn node_place(&self, id: NodeId) -> Place {
        self.place(self.node(id).source)
    }

    /// Says that something is not typed in full, and keeps a row of it.
    pub(crate) fn degrade(&mut self, diags: &mut Diags, touches: Touches, diag: Diag) {
        self.rows.push(Row::of(&diag, touches));
        diags.push(diag);
    }

    /// [`Self::degrade`] for a schema node.
    pub(crate) fn degrade_node(&mut self, diags: &mut Diags, id: NodeId, diag: Diag) {
        let diag = diag.at(self.node_place(id));
        self.degrade(diags, Touches::Node(id), diag);
    }

    /// The name of a node that has become a declaration.
    pub(crate) fn name(&self, id: NodeId) -> Option<&Name> {
        self.node(id).name.as_ref()
    }
}
