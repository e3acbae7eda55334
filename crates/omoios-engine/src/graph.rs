//! The graph of dependencies: cycles and the critical path.

use std::collections::HashMap;

use petgraph::algo::{astar, toposort};
use petgraph::graphmap::DiGraphMap;
use petgraph::visit::EdgeRef;

/// Task numbers; an edge leads from the task that comes first to the one that waits.
pub(crate) type Graph = DiGraphMap<i64, ()>;

/// A graph of these tasks and edges (first, waiting).
pub(crate) fn graph(
    nodes: impl IntoIterator<Item = i64>,
    edges: impl IntoIterator<Item = (i64, i64)>,
) -> Graph {
    let mut graph = Graph::new();
    for node in nodes {
        graph.add_node(node);
    }
    for (first, waiting) in edges {
        graph.add_edge(first, waiting, ());
    }
    graph
}

/// The cycle that would be closed if `task` waited for `needs`: the shortest, first task repeated at the end.
pub(crate) fn cycle(graph: &Graph, task: i64, needs: i64) -> Option<Vec<i64>> {
    if !graph.contains_node(task) || !graph.contains_node(needs) {
        return (task == needs).then(|| vec![task, task]);
    }
    let (_, mut path) =
        astar(graph, task, |node| node == needs, |edge| i32::from(edge.source() != edge.target()), |_| 0)?;
    path.push(task);
    Some(path)
}

/// The longest chain of tasks. Of several equally long ones the one with the smallest numbers wins, so that the
/// answer does not change from call to call.
pub(crate) fn critical_path(graph: &Graph) -> Vec<i64> {
    let Ok(order) = toposort(graph, None) else { return Vec::new() };
    // Backwards: the length of the longest chain that begins at each task, and its next task.
    let mut chains: HashMap<i64, (usize, Option<i64>)> = HashMap::new();
    for node in order.into_iter().rev() {
        let next =
            graph.neighbors(node).max_by_key(|next| (length(&chains, *next), std::cmp::Reverse(*next)));
        let rest = next.map_or(0, |next| length(&chains, next));
        chains.insert(node, (rest + 1, next));
    }
    let mut at = graph.nodes().max_by_key(|node| (length(&chains, *node), std::cmp::Reverse(*node)));
    let mut path = Vec::new();
    while let Some(node) = at {
        path.push(node);
        at = chains.get(&node).and_then(|(_, next)| *next);
    }
    path
}

fn length(chains: &HashMap<i64, (usize, Option<i64>)>, node: i64) -> usize {
    chains.get(&node).map_or(0, |(length, _)| *length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The picture of the design document: 40 before 41 and 42, 41 before 43, 42 before 44, both before 45.
    fn diamond() -> Graph {
        graph(40..=45, [(40, 41), (40, 42), (41, 43), (42, 44), (43, 45), (44, 45)])
    }

    #[doc = "covers: OMOI-SDK-dag.get"]
    #[test]
    fn the_critical_path_is_the_longest_chain() {
        assert_eq!(critical_path(&diamond()), [40, 41, 43, 45]);
        assert_eq!(critical_path(&graph([7, 3], [])), [3]);
        assert_eq!(critical_path(&graph([], [])), Vec::<i64>::new());
        let lopsided = graph(1..=5, [(1, 5), (2, 3), (3, 4), (4, 5)]);
        assert_eq!(critical_path(&lopsided), [2, 3, 4, 5]);
    }

    #[test]
    fn a_cycle_is_found_and_told() {
        assert_eq!(cycle(&diamond(), 40, 45), Some(vec![40, 41, 43, 45, 40]));
        assert_eq!(cycle(&diamond(), 41, 41), Some(vec![41, 41]));
        assert_eq!(cycle(&diamond(), 45, 40), None);
        assert_eq!(cycle(&diamond(), 41, 42), None);
    }

    #[test]
    fn long_chains_do_not_exhaust_the_stack() {
        let chain = graph(0..50_000, (0..49_999).map(|n| (n, n + 1)));
        assert_eq!(critical_path(&chain).len(), 50_000);
    }
}
