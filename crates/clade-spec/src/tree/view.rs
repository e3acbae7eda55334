//! Reading access to a tree.

use clade_diag::SourceId;

use super::{NodeId, Run, Tree, Value};
use crate::{Json, Number, SpecText};

/// A node, borrowed.
#[derive(Clone, Copy)]
pub(crate) struct View<'t> {
    tree: &'t Tree,
    source: SourceId,
    index: u32,
}

/// The six kinds of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind<'t> {
    Null,
    Bool(bool),
    Number(&'t str),
    String(&'t str),
    Array,
    Object,
}

impl Kind<'_> {
    /// The kind in words, for messages.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

impl<'t> View<'t> {
    pub(crate) fn new(tree: &'t Tree, source: SourceId, index: u32) -> Self {
        Self { tree, source, index }
    }

    fn sibling(self, index: u32) -> Self {
        Self { index, ..self }
    }

    pub(crate) fn id(self) -> NodeId {
        NodeId { source: self.source, index: self.index }
    }

    fn value(self) -> Value {
        self.tree.node(self.index).map_or(Value::Null, |node| node.value)
    }

    pub(crate) fn kind(self) -> Kind<'t> {
        match self.value() {
            Value::Null => Kind::Null,
            Value::Bool(flag) => Kind::Bool(flag),
            Value::Number(text) => Kind::Number(self.tree.text(text)),
            Value::String(text) => Kind::String(self.tree.text(text)),
            Value::Array(_) => Kind::Array,
            Value::Object(_) => Kind::Object,
        }
    }

    pub(crate) fn is_object(self) -> bool {
        matches!(self.value(), Value::Object(_))
    }

    pub(crate) fn is_null(self) -> bool {
        matches!(self.value(), Value::Null)
    }

    pub(crate) fn as_str(self) -> Option<&'t str> {
        match self.kind() {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// Elements of an array; nothing for anything else.
    pub(crate) fn items(self) -> impl ExactSizeIterator<Item = View<'t>> + DoubleEndedIterator {
        let run = if let Value::Array(run) = self.value() { run } else { Run::default() };
        self.tree.run(run).iter().map(move |index| self.sibling(*index))
    }

    /// Members of an object in source order; nothing for anything else.
    pub(crate) fn members(self) -> impl ExactSizeIterator<Item = (&'t str, View<'t>)> {
        let run = if let Value::Object(run) = self.value() { run } else { Run::default() };
        self.tree.run(run).iter().map(move |index| (self.tree.key(*index), self.sibling(*index)))
    }

    /// A member of an object.
    pub(crate) fn get(self, key: &str) -> Option<View<'t>> {
        let Value::Object(run) = self.value() else { return None };
        let tree = self.tree;
        if let Some(sorted) = tree.sorted.get(&self.index) {
            let found = sorted.binary_search_by(|index| tree.key(*index).cmp(key)).ok()?;
            return sorted.get(found).map(|index| self.sibling(*index));
        }
        tree.run(run).iter().find(|index| tree.key(**index) == key).map(|index| self.sibling(*index))
    }

    /// A member of an object, or an element of an array by its decimal index.
    pub(crate) fn step(self, segment: &str) -> Option<View<'t>> {
        match self.value() {
            Value::Object(_) => self.get(segment),
            Value::Array(run) => {
                if segment.len() > 1 && segment.starts_with('0') {
                    return None;
                }
                let index: usize = segment.parse().ok()?;
                self.tree.run(run).get(index).map(|index| self.sibling(*index))
            }
            _ => None,
        }
    }

    /// The container this node is in.
    pub(crate) fn parent(self) -> Option<View<'t>> {
        let node = self.tree.node(self.index)?;
        (self.index != 0).then(|| self.sibling(node.parent))
    }

    /// The key under which the parent object holds this node; `None` for elements and the root.
    pub(crate) fn key(self) -> Option<&'t str> {
        let parent = self.parent()?;
        parent.is_object().then(|| self.tree.key(self.index))
    }

    /// The root of this node's file.
    pub(crate) fn root(self) -> View<'t> {
        self.sibling(0)
    }

    /// How many values this one consists of, itself included; counting stops at a bound.
    pub(crate) fn size_within(self, most: usize) -> usize {
        let mut size = 1;
        let mut open: Vec<View<'t>> = vec![self];
        while let Some(view) = open.pop() {
            let (Value::Array(run) | Value::Object(run)) = view.value() else { continue };
            let children = self.tree.run(run);
            size += children.len();
            if size >= most {
                return most;
            }
            open.extend(children.iter().map(|index| self.sibling(*index)));
        }
        size
    }

    /// The value as data, numbers with their digits untouched.
    pub(crate) fn json(self) -> Json {
        match self.kind() {
            Kind::Null => Json::Null,
            Kind::Bool(flag) => Json::Bool(flag),
            Kind::Number(text) => Json::Number(text.into()),
            Kind::String(text) => Json::String(SpecText::from(text)),
            Kind::Array => Json::Array(self.items().map(View::json).collect()),
            Kind::Object => {
                Json::Object(self.members().map(|(key, value)| (SpecText::from(key), value.json())).collect())
            }
        }
    }

    /// The value as a number.
    pub(crate) fn number(self) -> Option<Number> {
        match self.kind() {
            Kind::Number(text) => Some(Number::new(text)),
            _ => None,
        }
    }
}
