//! The order-keeping value that everything else is read from; every node knows its place.
//!
//! One [`Tree`] per file, one flat arena per tree. Strings without escapes stay where they are in the file's text;
//! JSON pointers are worked out only when asked for.

mod build;
mod forest;
mod json;
mod scalar;
mod utf8;
mod view;
mod yaml;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use clade_diag::SourceId;

pub(crate) use build::Budget;
pub(crate) use forest::{Forest, parse};
pub(crate) use utf8::decode;
pub(crate) use view::{Kind, View};

/// A node of one of the files of a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId {
    pub(crate) source: SourceId,
    pub(crate) index: u32,
}

impl NodeId {
    /// No node: something the toolkit made up.
    pub const NONE: Self = Self { source: SourceId(u32::MAX), index: u32::MAX };
}

impl Default for NodeId {
    fn default() -> Self {
        Self::NONE
    }
}

/// One file as a value. Node 0 is its root.
#[derive(Debug)]
pub(crate) struct Tree {
    /// The whole text of the file.
    text: Arc<str>,
    /// Strings that do not occur verbatim in the text.
    decoded: String,
    nodes: Vec<Node>,
    /// Children of all containers; each container owns a run of it.
    children: Vec<u32>,
    /// Children of large objects, sorted by key, for lookup.
    sorted: HashMap<u32, Box<[u32]>>,
    /// Starts of the lines of the text, worked out when first asked for.
    lines: OnceLock<Vec<usize>>,
}

/// One value: 36 bytes, since a large description has hundreds of thousands.
#[derive(Debug, Clone, Copy)]
struct Node {
    value: Value,
    /// Its key in an object; its index (as `start`) in an array.
    key: Text,
    parent: u32,
    line: u32,
    column: u32,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    Null,
    Bool(bool),
    /// JSON notation, digits untouched.
    Number(Text),
    String(Text),
    Array(Run),
    Object(Run),
}

/// A part of [`Tree::children`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Run {
    first: u32,
    count: u32,
}

/// A part of [`Tree::text`], or of [`Tree::decoded`] when the top bit of `start` is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Text {
    start: u32,
    len: u32,
}

/// Marks a [`Text`] in [`Tree::decoded`]; inputs are far smaller than this offset.
const DECODED: u32 = 1 << 31;

/// Objects with more members than this get a sorted index.
const LARGE: usize = 16;

impl Tree {
    fn new(text: Arc<str>) -> Self {
        Self {
            text,
            decoded: String::new(),
            nodes: Vec::new(),
            children: Vec::new(),
            sorted: HashMap::new(),
            lines: OnceLock::new(),
        }
    }

    /// The tree of a file that could not be read.
    pub(crate) fn empty() -> Self {
        Self::new(Arc::from(""))
    }

    /// A node of this tree, which must be the tree of the node's file.
    pub(crate) fn view(&self, node: NodeId) -> View<'_> {
        View::new(self, node.source, node.index)
    }

    fn text(&self, text: Text) -> &str {
        let (all, start) = if text.start & DECODED == 0 {
            (&*self.text, text.start as usize)
        } else {
            (self.decoded.as_str(), (text.start & !DECODED) as usize)
        };
        all.get(start..start + text.len as usize).unwrap_or_default()
    }

    fn run(&self, run: Run) -> &[u32] {
        let first = run.first as usize;
        self.children.get(first..first + run.count as usize).unwrap_or_default()
    }

    fn node(&self, index: u32) -> Option<&Node> {
        self.nodes.get(index as usize)
    }

    fn key(&self, index: u32) -> &str {
        self.node(index).map_or("", |node| self.text(node.key))
    }

    fn is_array(&self, index: u32) -> bool {
        self.node(index).is_some_and(|node| matches!(node.value, Value::Array(_)))
    }

    /// RFC 6901 pointer of a node.
    pub(crate) fn pointer(&self, index: u32) -> String {
        let mut path = Vec::new();
        let mut at = index;
        while at != 0 {
            let Some(node) = self.node(at) else { break };
            path.push((node.parent, at));
            at = node.parent;
        }
        let mut pointer = String::new();
        for (parent, child) in path.into_iter().rev() {
            pointer.push('/');
            if self.is_array(parent) {
                pointer.push_str(&self.node(child).map_or(0, |node| node.key.start).to_string());
            } else {
                push_escaped(&mut pointer, self.key(child));
            }
        }
        pointer
    }
}

/// Adds a key to a pointer with `~` and `/` escaped.
fn push_escaped(pointer: &mut String, key: &str) {
    for c in key.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}
