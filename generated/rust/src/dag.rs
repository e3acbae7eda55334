//! Dependency graphs as text.
//!
//! [`render`] draws a graph from left to right with box characters, [`critical_path`] names its longest chain. Both
//! are pure functions of ids, labels and edges.
//!
//! ```text
//! TSK-040 ─┬─ TSK-041 ─── TSK-043 ─┬─ TSK-045
//!          │                       │
//!          └─ TSK-042 ─── TSK-044 ─┘
//! ```
//!
//! How to read a drawing: follow a line to the right, along a vertical in both directions, and leave the vertical to
//! the right only. What joins is drawn with an arm; a horizontal that meets a bare `│` passes under it. Then the
//! labels reached from a node are exactly its successors.

mod channel;
mod columns;
mod graph;
mod layers;
mod ordering;
mod paint;
mod rows;
mod width;

use std::fmt;

use graph::Checked;

/// Nodes and the edges between them, in the order in which they were added. Where a drawing or a path could come
/// out in several ways, the earlier node goes first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    nodes: Vec<Node>,
    edges: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Node {
    id: String,
    label: String,
}

impl Graph {
    /// A graph without nodes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a node. The label is what a drawing shows; an empty one shows the id.
    pub fn add_node(&mut self, id: impl Into<String>, label: impl Into<String>) -> &mut Self {
        self.nodes.push(Node {
            id: id.into(),
            label: label.into(),
        });
        self
    }

    /// Adds an edge between the nodes of these ids, which may be added later. An edge given twice counts once.
    pub fn add_edge(&mut self, from: impl Into<String>, to: impl Into<String>) -> &mut Self {
        self.edges.push((from.into(), to.into()));
        self
    }
}

/// Why a graph has no drawing and no critical path.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DagError {
    /// Two nodes have this id.
    DuplicateNode(String),
    /// An edge names a node that does not exist.
    UnknownNode {
        /// The id that no node has.
        id: String,
        /// The edge that names it: from, to.
        edge: (String, String),
    },
    /// The edges form a circle: the ids along it, the first one again at the end.
    Cycle(Vec<String>),
}

impl fmt::Display for DagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DuplicateNode(id) => write!(f, "two nodes have the id {id:?}"),
            Self::UnknownNode {
                id,
                edge: (from, to),
            } => {
                write!(
                    f,
                    "the edge from {from:?} to {to:?} names {id:?}, which is no node"
                )
            }
            Self::Cycle(ids) => write!(f, "the graph has a cycle: {}", ids.join(" → ")),
        }
    }
}

impl std::error::Error for DagError {}

/// Draws the graph: lines joined by LF, without one at the end and without spaces at the ends of lines. The empty
/// graph is the empty text. Parts of the graph that no edge connects stand below each other.
///
/// # Errors
///
/// A repeated id, an edge to a node that does not exist, or a cycle.
pub fn render(graph: &Graph) -> Result<String, DagError> {
    let checked = Checked::new(graph)?;
    let parts = checked.components();
    let drawings = parts.iter().map(|members| draw(graph, &checked, members));
    Ok(drawings.collect::<Vec<_>>().join("\n\n"))
}

/// Draws one connected part, given by the indices of its nodes in order.
fn draw(graph: &Graph, checked: &Checked, members: &[usize]) -> String {
    let labels: Vec<String> = members
        .iter()
        .map(|&node| width::printable(&graph.nodes[node]))
        .collect();
    let mut wires = layers::Wires::new(checked, members);
    ordering::untangle(&mut wires);
    let rows = rows::assign(&wires);
    let channels = channel::route_all(&wires, &rows);
    paint::paint(&wires, &rows, &channels, &labels)
}

/// Ids of the longest chain of the graph by number of nodes, first to last. Of several equal ones, the chain whose
/// first differing node was added earlier. Empty for the empty graph.
///
/// # Errors
///
/// As [`render`].
pub fn critical_path(graph: &Graph) -> Result<Vec<String>, DagError> {
    critical_path_by(graph, |_| 1)
}

/// As [`critical_path`], with the chain's length as the sum of a weight for each id, such as seconds of work.
///
/// # Errors
///
/// As [`render`].
pub fn critical_path_by(
    graph: &Graph,
    weight: impl Fn(&str) -> u64,
) -> Result<Vec<String>, DagError> {
    let checked = Checked::new(graph)?;
    let mut length = vec![0_u64; graph.nodes.len()];
    for &node in checked.topological.iter().rev() {
        let rest = checked.successors[node]
            .iter()
            .map(|&next| length[next])
            .max()
            .unwrap_or(0);
        length[node] = weight(&graph.nodes[node].id).saturating_add(rest);
    }
    let all: Vec<usize> = (0..length.len()).collect();
    let mut path = Vec::new();
    let mut next = first_longest(&all, &length);
    while let Some(node) = next {
        path.push(graph.nodes[node].id.clone());
        next = first_longest(&checked.successors[node], &length);
    }
    Ok(path)
}

fn first_longest(nodes: &[usize], length: &[u64]) -> Option<usize> {
    nodes.iter().copied().reduce(|best, node| {
        if length[node] > length[best] {
            node
        } else {
            best
        }
    })
}
