//! Checks of the input, and the facts every later step needs.

use std::collections::HashMap;

use super::{DagError, Graph};

/// A graph that is known to be a DAG, by indices of nodes.
pub(super) struct Checked {
    /// Per node: its successors in order of input, each once.
    pub(super) successors: Vec<Vec<usize>>,
    /// All nodes, each before its successors.
    pub(super) topological: Vec<usize>,
    /// Per node: the number of edges of the longest path that leads to it.
    pub(super) depth: Vec<usize>,
}

impl Checked {
    pub(super) fn new(graph: &Graph) -> Result<Self, DagError> {
        let index = index_of(graph)?;
        let mut successors = vec![Vec::new(); graph.nodes.len()];
        for (from, to) in &graph.edges {
            let find = |id: &String| {
                let unknown = || DagError::UnknownNode {
                    id: id.clone(),
                    edge: (from.clone(), to.clone()),
                };
                index.get(id.as_str()).copied().ok_or_else(unknown)
            };
            successors[find(from)?].push(find(to)?);
        }
        for list in &mut successors {
            list.sort_unstable();
            list.dedup();
        }
        let topological = topological(&successors).map_err(|cycle| {
            DagError::Cycle(
                cycle
                    .into_iter()
                    .map(|node| graph.nodes[node].id.clone())
                    .collect(),
            )
        })?;
        Ok(Self {
            depth: depths(&successors, &topological),
            successors,
            topological,
        })
    }

    /// The connected parts, each with its nodes in order of input; the parts in order of their first nodes.
    pub(super) fn components(&self) -> Vec<Vec<usize>> {
        let count = self.successors.len();
        let mut neighbours = self.successors.clone();
        for (node, list) in self.successors.iter().enumerate() {
            for &next in list {
                neighbours[next].push(node);
            }
        }
        let mut seen = vec![false; count];
        let mut parts = Vec::new();
        for start in 0..count {
            if std::mem::replace(&mut seen[start], true) {
                continue;
            }
            let mut part = vec![start];
            let mut done = 0;
            while done < part.len() {
                for &next in &neighbours[part[done]] {
                    if !std::mem::replace(&mut seen[next], true) {
                        part.push(next);
                    }
                }
                done += 1;
            }
            part.sort_unstable();
            parts.push(part);
        }
        parts
    }
}

fn index_of(graph: &Graph) -> Result<HashMap<&str, usize>, DagError> {
    let mut index = HashMap::with_capacity(graph.nodes.len());
    for (position, node) in graph.nodes.iter().enumerate() {
        if index.insert(node.id.as_str(), position).is_some() {
            return Err(DagError::DuplicateNode(node.id.clone()));
        }
    }
    Ok(index)
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

/// Depth-first in order of input, without recursion: the nodes in topological order, or the first cycle met.
fn topological(successors: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    let mut marks = vec![Mark::New; successors.len()];
    let mut order = Vec::with_capacity(successors.len());
    for root in 0..successors.len() {
        if marks[root] != Mark::New {
            continue;
        }
        marks[root] = Mark::Open;
        let mut path = vec![(root, 0)];
        while let Some((node, visited)) = path.last_mut() {
            let Some(&next) = successors[*node].get(*visited) else {
                marks[*node] = Mark::Done;
                order.push(*node);
                path.pop();
                continue;
            };
            *visited += 1;
            match marks[next] {
                Mark::Done => {}
                Mark::New => {
                    marks[next] = Mark::Open;
                    path.push((next, 0));
                }
                Mark::Open => {
                    let circle = path
                        .iter()
                        .map(|&(node, _)| node)
                        .skip_while(|&node| node != next);
                    return Err(circle.chain([next]).collect());
                }
            }
        }
    }
    order.reverse();
    Ok(order)
}

fn depths(successors: &[Vec<usize>], topological: &[usize]) -> Vec<usize> {
    let mut depth = vec![0; successors.len()];
    for &node in topological {
        for &next in &successors[node] {
            depth[next] = depth[next].max(depth[node] + 1);
        }
    }
    depth
}
