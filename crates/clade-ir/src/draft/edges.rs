//! What refers to what.

use super::{Answer, BodyDraft, Draft, DraftOperation, DraftOutcome, Extra, NodeId, Prop, Shape};

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

    /// Members of the schema of a form: an object's, or those of all alternatives of a union, none of which is then
    /// required.
    pub(crate) fn form_members(&self, node: NodeId) -> Vec<Prop> {
        match self.shape(node) {
            Shape::Object(object) => object.props.clone(),
            Shape::Union(union) => {
                let mut all: Vec<Prop> = Vec::new();
                for variant in &union.variants {
                    let Shape::Object(object) = self.shape(variant.node) else { continue };
                    for prop in &object.props {
                        if !all.iter().any(|known| known.wire == prop.wire) {
                            all.push(Prop { required: false, ..prop.clone() });
                        }
                    }
                }
                all
            }
            _ => Vec::new(),
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
    /// The form of the body that is asked for.
    pub(crate) fn chosen(&self) -> Option<&Answer> {
        self.answers.first().map(|form| &form.answer)
    }

    /// [`Self::chosen`], to be changed.
    pub(crate) fn chosen_mut(&mut self) -> Option<&mut Answer> {
        self.answers.first_mut().map(|form| &mut form.answer)
    }

    /// Schemas of the chosen body and of the headers.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = NodeId> {
        let body = self.chosen().and_then(Answer::node);
        body.into_iter().chain(self.headers.iter().map(|header| header.node))
    }
}

impl DraftOperation {
    /// Schemas that are sent. A multipart body is taken apart: its parts are sent, not it.
    pub(crate) fn sent(&self, draft: &Draft<'_>) -> Vec<NodeId> {
        let params = self.params.iter().map(|param| param.node);
        match &self.body {
            BodyDraft::Multipart { node: Some(node), .. } => {
                params.chain(draft.form_members(*node).into_iter().map(|prop| prop.node)).collect()
            }
            body => params.chain(body.node()).collect(),
        }
    }

    /// Schemas that a success brings, streams apart.
    pub(crate) fn received(&self, _: &Draft<'_>) -> Vec<NodeId> {
        let mut nodes: Vec<NodeId> = Vec::new();
        for outcome in &self.successes {
            if !matches!(outcome.chosen(), Some(Answer::Stream(_))) {
                nodes.extend(outcome.nodes());
            }
        }
        nodes.extend(self.reply);
        nodes
    }

    /// Schemas of a stream's items.
    pub(crate) fn streamed(&self, _: &Draft<'_>) -> Vec<NodeId> {
        let mut nodes: Vec<NodeId> = Vec::new();
        for outcome in &self.successes {
            if let Some(Answer::Stream(stream)) = outcome.chosen() {
                nodes.extend(stream.item);
                nodes.extend(outcome.headers.iter().map(|header| header.node));
            }
        }
        nodes
    }

    /// Whether a success is a stream.
    pub(crate) fn streams(&self) -> bool {
        self.successes.iter().any(|outcome| matches!(outcome.chosen(), Some(Answer::Stream(_))))
    }

    /// Schemas that an error brings.
    pub(crate) fn failed(&self, _: &Draft<'_>) -> Vec<NodeId> {
        self.errors.iter().flat_map(DraftOutcome::nodes).collect()
    }

    /// All of them.
    pub(crate) fn all(&self, draft: &Draft<'_>) -> Vec<NodeId> {
        [self.sent(draft), self.received(draft), self.streamed(draft), self.failed(draft)].concat()
    }
}
