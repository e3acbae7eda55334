//! What refers to what.

use super::{Answer, BodyDraft, Draft, DraftOperation, DraftOutcome, Extra, NodeId, Shape};

impl Draft<'_> {
    /// The nodes that a node is made of, in order.
    pub(crate) fn parts(&self, id: NodeId) -> Vec<NodeId> {
        match &self.node(id).shape {
            Shape::Ref(target) | Shape::List(target) | Shape::Map(target) => vec![*target],
            Shape::Object(object) => {
                let extra = match object.extra {
                    Extra::Typed(value) => Some(value),
                    Extra::Unsaid | Extra::Forbidden => None,
                };
                object.props.iter().map(|prop| prop.node).chain(extra).collect()
            }
            Shape::Union(union) => union.variants.iter().map(|variant| variant.node).collect(),
            Shape::Any
            | Shape::Null
            | Shape::Scalar(_)
            | Shape::Values(_)
            | Shape::AllOf(_)
            | Shape::AnyOf(_)
            | Shape::Enum(_) => Vec::new(),
        }
    }
}

impl BodyDraft {
    /// The schema of the body.
    pub(crate) fn node(&self) -> Option<NodeId> {
        match self {
            Self::Json { node, .. } | Self::Form { node, .. } => Some(*node),
            Self::Multipart { node, .. } => *node,
            Self::None | Self::Bytes { .. } | Self::Text { .. } => None,
        }
    }
}

impl Answer {
    /// The schema of the answer or of its items.
    pub(crate) fn node(&self) -> Option<NodeId> {
        match self {
            Self::Json(node) => Some(*node),
            Self::Stream(stream) => stream.item,
            Self::Text | Self::Bytes => None,
        }
    }
}

impl DraftOutcome {
    /// Schemas of the chosen body and of the headers.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = NodeId> {
        let body = self.answers.first().and_then(|(_, answer)| answer.node());
        body.into_iter().chain(self.headers.iter().map(|header| header.node))
    }
}

impl DraftOperation {
    /// Schemas that are sent.
    pub(crate) fn sent(&self) -> Vec<NodeId> {
        self.params.iter().map(|param| param.node).chain(self.body.node()).collect()
    }

    /// Schemas that a success brings, streams apart.
    pub(crate) fn received(&self) -> Vec<NodeId> {
        let mut nodes: Vec<NodeId> = Vec::new();
        for outcome in &self.successes {
            if !matches!(outcome.answers.first(), Some((_, Answer::Stream(_)))) {
                nodes.extend(outcome.nodes());
            }
        }
        nodes.extend(self.reply);
        nodes
    }

    /// Schemas of a stream's items.
    pub(crate) fn streamed(&self) -> Vec<NodeId> {
        let mut nodes: Vec<NodeId> = Vec::new();
        for outcome in &self.successes {
            if let Some((_, Answer::Stream(stream))) = outcome.answers.first() {
                nodes.extend(stream.item);
                nodes.extend(outcome.headers.iter().map(|header| header.node));
            }
        }
        nodes
    }

    /// Schemas that an error brings.
    pub(crate) fn failed(&self) -> Vec<NodeId> {
        self.errors.iter().flat_map(DraftOutcome::nodes).collect()
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<NodeId> {
        [self.sent(), self.received(), self.streamed(), self.failed()].concat()
    }
}
