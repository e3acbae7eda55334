//! Building a tree bottom-up, within bounds.

use std::collections::HashSet;
use std::sync::Arc;

use clade_diag::{Diag, Diags, Place, SourceId, codes};

use super::{DECODED, LARGE, Node, Run, Text, Tree, Value};
use crate::read::Limits;

/// What is left of the bounds, over all files.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    pub(crate) nodes: usize,
    pub(crate) limits: Limits,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { nodes: limits.nodes, limits: limits.clone() }
    }
}

/// The finding that stopped the reading of a file.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) diag: Box<Diag>,
    /// Whether the text breaks the grammar of its format (and another format may be tried).
    pub(crate) is_syntax: bool,
}

impl Stop {
    /// Stops at a byte of a text.
    pub(crate) fn at_offset(diag: Diag, text: &str, offset: usize, source: SourceId) -> Self {
        let (line, column) = super::utf8::position(text, offset);
        let place = Place { source, line, column, pointer: "".into() };
        Self { diag: Box::new(diag.at(place)), is_syntax: false }
    }
}

/// A position in a file, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: u32,
    pub(super) column: u32,
}

/// The key under which a node is being put, with its position in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) text: Text,
    /// `None` for elements of arrays and for roots.
    pub(super) position: Option<Position>,
}

/// A container being filled.
#[derive(Debug)]
struct Frame {
    node: u32,
    first: usize,
}

/// Builds one tree.
pub(super) struct Builder<'b> {
    tree: Tree,
    source: SourceId,
    budget: &'b mut Budget,
    frames: Vec<Frame>,
    /// Children of all open containers.
    pending: Vec<u32>,
    /// Findings that do not stop the reading.
    faults: Diags,
    /// Nodes made by aliases so far.
    copied: usize,
}

impl<'b> Builder<'b> {
    pub(super) fn new(text: &Arc<str>, source: SourceId, budget: &'b mut Budget) -> Self {
        let tree = Tree::new(Arc::clone(text));
        Self {
            tree,
            source,
            budget,
            frames: Vec::new(),
            pending: Vec::new(),
            faults: Diags::new(),
            copied: 0,
        }
    }

    /// The finished tree; `None` if no root was put into it.
    pub(super) fn finish(self) -> Option<(Tree, Diags)> {
        (!self.tree.nodes.is_empty()).then_some((self.tree, self.faults))
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.budget.limits
    }

    /// Keeps a string that does not occur verbatim in the text.
    pub(super) fn intern(&mut self, text: &str) -> Text {
        let start = offset(self.tree.decoded.len()) | DECODED;
        self.tree.decoded.push_str(text);
        Text { start, len: offset(text.len()) }
    }

    /// The key of the next element of the innermost open array.
    pub(super) fn element_key(&self) -> Key {
        let first = self.frames.last().map_or(0, |frame| frame.first);
        Key { text: Text { start: offset(self.pending.len() - first), len: 0 }, position: None }
    }

    /// Adds a scalar.
    pub(super) fn scalar(&mut self, key: Key, value: Value, position: Position) -> Result<u32, Stop> {
        self.node(key, value, position)
    }

    /// Opens an array or object; its children follow, then [`close`](Self::close).
    pub(super) fn open(&mut self, key: Key, is_object: bool, position: Position) -> Result<u32, Stop> {
        if self.frames.len() >= self.budget.limits.depth {
            return Err(self.stop(codes::too_deep(self.budget.limits.depth), position));
        }
        let value = if is_object { Value::Object(Run::default()) } else { Value::Array(Run::default()) };
        let node = self.node(key, value, key.position.unwrap_or(position))?;
        self.frames.push(Frame { node, first: self.pending.len() });
        Ok(node)
    }

    fn node(&mut self, key: Key, value: Value, position: Position) -> Result<u32, Stop> {
        if self.budget.nodes == 0 {
            return Err(self.stop(codes::too_many_nodes(self.budget.limits.nodes), position));
        }
        self.budget.nodes -= 1;
        let index = offset(self.tree.nodes.len());
        let parent = self.frames.last().map_or(0, |frame| frame.node);
        let Position { line, column } = position;
        self.tree.nodes.push(Node { value, key: key.text, parent, line, column });
        if !self.frames.is_empty() {
            self.pending.push(index);
        }
        Ok(index)
    }

    /// Closes the innermost open container; of members with one key the last wins.
    pub(super) fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let mut members = self.pending.split_off(frame.first);
        if !self.tree.is_array(frame.node) {
            self.index(frame.node, &mut members);
        }
        let run = Run { first: offset(self.tree.children.len()), count: offset(members.len()) };
        self.tree.children.append(&mut members);
        if let Some(node) = self.tree.nodes.get_mut(frame.node as usize) {
            node.value = match node.value {
                Value::Array(_) => Value::Array(run),
                _ => Value::Object(run),
            };
        }
    }

    /// Copies a finished node to where an alias stands.
    pub(super) fn copy(&mut self, original: u32, key: Key, at: Position) -> Result<u32, Stop> {
        let allowed = self.tree.text.len().saturating_mul(self.budget.limits.alias_factor);
        if self.copied >= allowed {
            let factor = self.budget.limits.alias_factor;
            return Err(self.stop(codes::alias_expansion(factor), at));
        }
        self.copied += 1;
        let Some(Node { value, line, column, .. }) = self.tree.node(original).copied() else {
            return Err(self.stop(codes::alias_cycle(), at));
        };
        let own = Position { line, column };
        let (Value::Array(run) | Value::Object(run)) = value else { return self.scalar(key, value, own) };
        let node = self.open(key, matches!(value, Value::Object(_)), own)?;
        for child in self.tree.run(run).to_vec() {
            let text = self.tree.node(child).map(|child| child.key).unwrap_or_default();
            self.copy(child, Key { text, position: None }, at)?;
        }
        self.close();
        Ok(node)
    }

    /// Replaces members of the innermost open object that stand under `<<` by the members of their values. Members
    /// written in place win; of several merged objects the first wins.
    pub(super) fn merge(&mut self, merges: &[u32]) {
        let Some(Frame { node, first }) = self.frames.last() else { return };
        let (node, members) = (*node, self.pending.split_off(*first));
        let mut taken: HashSet<String> = members
            .iter()
            .filter(|member| !merges.contains(member))
            .map(|member| self.tree.key(*member).to_owned())
            .collect();
        for member in members {
            if !merges.contains(&member) {
                self.pending.push(member);
                continue;
            }
            for child in self.merged_members(member) {
                if taken.insert(self.tree.key(child).to_owned()) {
                    if let Some(child) = self.tree.nodes.get_mut(child as usize) {
                        child.parent = node;
                    }
                    self.pending.push(child);
                }
            }
        }
    }

    /// Members of the object, or of all objects of the array, under a `<<`.
    fn merged_members(&mut self, member: u32) -> Vec<u32> {
        match self.tree.node(member).map(|node| node.value) {
            Some(Value::Object(run)) => self.tree.run(run).to_vec(),
            Some(Value::Array(run)) => {
                let elements = self.tree.run(run).to_vec();
                elements.into_iter().flat_map(|element| self.merged_object(element)).collect()
            }
            _ => self.merged_object(member),
        }
    }

    fn merged_object(&mut self, element: u32) -> Vec<u32> {
        if let Some(Value::Object(run)) = self.tree.node(element).map(|node| node.value) {
            return self.tree.run(run).to_vec();
        }
        let place = self.tree.place(self.source, element);
        self.faults.push(codes::merge_not_mapping().at(place));
        Vec::new()
    }

    /// The text of a finished scalar, for use as a key.
    pub(super) fn scalar_text(&mut self, node: u32) -> Option<Text> {
        match self.tree.node(node)?.value {
            Value::String(text) | Value::Number(text) => Some(text),
            Value::Bool(flag) => Some(self.intern(if flag { "true" } else { "false" })),
            Value::Null => Some(self.intern("null")),
            Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// Drops repeated keys and, for large objects, keeps the members sorted by key.
    fn index(&mut self, node: u32, members: &mut Vec<u32>) {
        let mut sorted = members.clone();
        let tree = &self.tree;
        // Nodes are numbered in source order, so among equal keys the last in the text comes last.
        sorted.sort_by(|a, b| tree.key(*a).cmp(tree.key(*b)).then(a.cmp(b)));
        let is_twin = |pair: &[u32]| matches!(pair, [a, b] if tree.key(*a) == tree.key(*b));
        let losers: Vec<(u32, u32)> =
            sorted.windows(2).filter(|pair| is_twin(pair)).map(|pair| (pair[0], pair[1])).collect();
        if !losers.is_empty() {
            let lost: HashSet<u32> = losers.iter().map(|(loser, _)| *loser).collect();
            members.retain(|member| !lost.contains(member));
            sorted.retain(|member| !lost.contains(member));
            for (loser, winner) in losers {
                self.report_twin(loser, winner);
            }
        }
        if sorted.len() > LARGE {
            self.tree.sorted.insert(node, sorted.into());
        }
    }

    fn report_twin(&mut self, loser: u32, winner: u32) {
        let diag = codes::duplicate_key(self.tree.key(winner))
            .at(self.tree.key_place(self.source, winner))
            .label("this one is used")
            .related(self.tree.key_place(self.source, loser), "this one is ignored");
        self.faults.push(diag);
    }

    /// Notes a finding at a position inside the innermost open container.
    pub(super) fn fault(&mut self, diag: Diag, position: Position) {
        let place = self.place(position);
        self.faults.push(diag.at(place));
    }

    /// Stops at a position inside the innermost open container.
    pub(super) fn stop(&self, diag: Diag, position: Position) -> Stop {
        Stop { diag: Box::new(diag.at(self.place(position))), is_syntax: false }
    }

    /// Stops because the text breaks the grammar.
    pub(super) fn syntax(&self, diag: Diag, position: Position) -> Stop {
        Stop { is_syntax: true, ..self.stop(diag, position) }
    }

    fn place(&self, position: Position) -> Place {
        let pointer = self.frames.last().map(|frame| self.tree.pointer(frame.node)).unwrap_or_default();
        Place { source: self.source, line: position.line, column: position.column, pointer: pointer.into() }
    }
}

/// An offset or index as the 32 bits it is kept in; inputs are bounded far below.
pub(super) fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX >> 1)
}
