//! The trees of all files.

use std::sync::Arc;

use clade_diag::{Diags, Place, SourceId, codes};

use super::build::{Budget, Stop, offset};
use super::{NodeId, Tree, Value, View, json, utf8, yaml};

/// The trees of all files of a description, by [`SourceId`].
#[derive(Debug, Default)]
pub(crate) struct Forest(Vec<Arc<Tree>>);

impl Forest {
    /// Adds the tree of the next file.
    pub(crate) fn push(&mut self, tree: Tree) {
        self.0.push(Arc::new(tree));
    }

    /// The tree of a file, shared so that reading may add further files meanwhile.
    pub(crate) fn tree(&self, source: SourceId) -> Option<Arc<Tree>> {
        self.0.get(source.0 as usize).cloned()
    }

    fn view(&self, node: NodeId) -> Option<View<'_>> {
        let tree = self.0.get(node.source.0 as usize)?;
        tree.node(node.index).map(|_| View::new(tree, node.source, node.index))
    }

    /// Where a node stands; all zero for [`NodeId::NONE`].
    pub(crate) fn place(&self, node: NodeId) -> Place {
        self.0.get(node.source.0 as usize).map_or_else(
            || Place { source: node.source, ..Place::default() },
            |tree| tree.place(node.source, node.index),
        )
    }

    /// Where the key of a node stands.
    pub(crate) fn key_place(&self, node: NodeId) -> Place {
        self.0
            .get(node.source.0 as usize)
            .map_or_else(|| self.place(node), |tree| tree.key_place(node.source, node.index))
    }

    /// The node at a path below another, as deep as the path exists.
    pub(crate) fn descend(&self, node: NodeId, path: &[&str]) -> NodeId {
        let Some(mut at) = self.view(node) else { return node };
        for segment in path {
            let Some(next) = at.step(segment) else { break };
            at = next;
        }
        at.id()
    }
}

impl Tree {
    /// Where a node stands.
    pub(crate) fn place(&self, source: SourceId, index: u32) -> Place {
        let (line, column) = self.node(index).map_or((0, 0), |node| (node.line, node.column));
        Place { source, line, column, pointer: self.pointer(index).into() }
    }

    /// Where the key of a node stands.
    pub(super) fn key_place(&self, source: SourceId, index: u32) -> Place {
        let place = self.place(source, index);
        Place { column: self.key_column(index).unwrap_or(place.column), ..place }
    }
}

/// Longest line in which a key is looked for, in bytes.
const LONGEST_LINE: usize = 1000;

impl Tree {
    /// Column of a scalar's key, if the key stands before it on a line of readable length. (Containers have the
    /// position of their key anyway.)
    fn key_column(&self, index: u32) -> Option<u32> {
        let node = self.node(index)?;
        if matches!(node.value, Value::Array(_) | Value::Object(_)) {
            return None;
        }
        let starts = self.lines.get_or_init(|| utf8::line_starts(&self.text));
        let start = *starts.get((node.line as usize).checked_sub(1)?)?;
        let end = starts.get(node.line as usize).copied().unwrap_or(self.text.len());
        let line = self.text.get(start..end).filter(|line| line.len() <= LONGEST_LINE)?;
        let value =
            line.char_indices().nth((node.column as usize).checked_sub(1)?).map_or(line.len(), |(at, _)| at);
        let before = line.get(..value)?;
        let key = self.key(index);
        let found = before.rfind(key).filter(|_| !key.is_empty())?;
        let found = if before[..found].ends_with(['"', '\'']) { found - 1 } else { found };
        Some(offset(before[..found].chars().count() + 1))
    }
}

/// Parses a file whose text is known to be UTF-8. The format is told by content: what starts like JSON is tried as
/// JSON first, and as YAML if that fails, for YAML allows more. The path only decides what is worth a word.
pub(crate) fn parse(
    text: &Arc<str>,
    path: &str,
    source: SourceId,
    budget: &mut Budget,
) -> Result<(Tree, Diags), Stop> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(at) = text.find('\0') {
        return Err(Stop::at_offset(codes::nul_byte(), text, at, source));
    }
    if !body.trim_start().starts_with(['{', '[']) {
        return yaml::parse(text, source, budget);
    }
    let saved = budget.clone();
    let stop = match json::parse(text, source, budget) {
        Err(stop) if stop.is_syntax => stop,
        result => return result,
    };
    *budget = saved;
    let ending = path.rsplit('.').next().unwrap_or_default();
    let is_yaml = ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml");
    match yaml::parse(text, source, budget) {
        result if is_yaml => result,
        Ok((tree, faults)) => {
            let problem = stop.diag.message.clone();
            let place = stop.diag.place.unwrap_or_default();
            let mut all = Diags::new();
            all.push(codes::json_read_as_yaml(problem).at(place));
            all.absorb(faults);
            Ok((tree, all))
        }
        Err(_) => Err(stop),
    }
}
