//! Layers by longest path, and the wires that run through them.

use std::collections::HashMap;

use super::graph::Checked;

/// What occupies one place of one layer: a node, or a bus. A bus is a line that passes the layer on its way to nodes
/// further right; sources with the same remaining targets share one.
#[derive(Default)]
pub(super) struct Wire {
    /// Nodes that this wire still leads to, by index within the part, ascending.
    targets: Vec<usize>,
    /// Wires of the layer to the left that lead into this one, ascending.
    pub(super) left: Vec<usize>,
    /// Wires of the layer to the right that this one leads into, ascending.
    pub(super) right: Vec<usize>,
}

/// One connected part of a graph in layers.
pub(super) struct Wires {
    /// The nodes of the part in order of input, then the buses in order of their making.
    pub(super) all: Vec<Wire>,
    /// Per layer: its wires from top to bottom.
    pub(super) layers: Vec<Vec<usize>>,
    /// How many of the wires are nodes.
    pub(super) nodes: usize,
}

impl Wires {
    /// Lays the given nodes out, in order of input within each layer.
    pub(super) fn new(checked: &Checked, members: &[usize]) -> Self {
        let local: HashMap<usize, usize> = members
            .iter()
            .enumerate()
            .map(|(at, &node)| (node, at))
            .collect();
        let targets_of = |&node: &usize| {
            checked.successors[node]
                .iter()
                .map(|next| local[next])
                .collect()
        };
        let wire = |node| Wire {
            targets: targets_of(node),
            ..Wire::default()
        };
        let depth: Vec<usize> = members.iter().map(|&node| checked.depth[node]).collect();
        let mut layers = vec![Vec::new(); depth.iter().max().map_or(0, |deepest| deepest + 1)];
        for (node, &layer) in depth.iter().enumerate() {
            layers[layer].push(node);
        }
        let mut this = Self {
            all: members.iter().map(wire).collect(),
            layers,
            nodes: members.len(),
        };
        this.connect(&depth);
        this
    }

    /// True for a bus, false for a node.
    pub(super) fn is_bus(&self, wire: usize) -> bool {
        wire >= self.nodes
    }

    /// Joins each layer with the next; targets that lie further away get a bus in the next layer.
    fn connect(&mut self, depth: &[usize]) {
        for layer in 1..self.layers.len() {
            let mut buses: HashMap<Vec<usize>, usize> = HashMap::new();
            for wire in self.layers[layer - 1].clone() {
                let targets = &self.all[wire].targets;
                let (mut right, rest): (Vec<_>, Vec<_>) =
                    targets.iter().partition(|&&node| depth[node] == layer);
                if !rest.is_empty() {
                    right.push(
                        *buses
                            .entry(rest)
                            .or_insert_with_key(|rest| self.add_bus(layer, rest)),
                    );
                }
                for &next in &right {
                    self.all[next].left.push(wire);
                }
                self.all[wire].right = right;
            }
        }
        // Wires were visited in the order of their layer, which is ascending.
        debug_assert!(
            self.all
                .iter()
                .all(|wire| wire.left.is_sorted() && wire.right.is_sorted())
        );
    }

    fn add_bus(&mut self, layer: usize, targets: &[usize]) -> usize {
        self.all.push(Wire {
            targets: targets.to_vec(),
            ..Wire::default()
        });
        self.layers[layer].push(self.all.len() - 1);
        self.all.len() - 1
    }
}
