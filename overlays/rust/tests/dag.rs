//! Drawings of dependency graphs: the shared vectors, and drawings read back into edges.
#![cfg(feature = "dag")]

mod drawing;

use std::collections::BTreeMap;
use std::path::Path;

use clade_runtime::dag::{DagError, Graph, critical_path, critical_path_by, render};
use drawing::{Drawing, Edges};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    #[serde(rename = "about")]
    _about: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    nodes: Vec<CaseNode>,
    edges: Vec<(String, String)>,
    #[serde(default)]
    weights: BTreeMap<String, u64>,
    text: Option<String>,
    critical_path: Option<Vec<String>>,
    error: Option<String>,
    ids: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseNode {
    id: String,
    label: String,
}

fn graph_of(nodes: &[CaseNode], edges: &[(String, String)]) -> Graph {
    let mut graph = Graph::new();
    for node in nodes {
        graph.add_node(&node.id, &node.label);
    }
    for (from, to) in edges {
        graph.add_edge(from, to);
    }
    graph
}

fn kind_and_ids(error: DagError) -> (&'static str, Vec<String>) {
    match error {
        DagError::Cycle(ids) => ("cycle", ids),
        DagError::DuplicateNode(id) => ("duplicate_node", vec![id]),
        DagError::UnknownNode {
            id,
            edge: (from, to),
        } => ("unknown_node", vec![id, from, to]),
        _ => ("an error of no vector", Vec::new()),
    }
}

#[test]
fn vectors() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/dag.json");
    let vectors: Vectors = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(vectors.cases.len() >= 30);
    for case in vectors.cases {
        let graph = graph_of(&case.nodes, &case.edges);
        let path = critical_path_by(&graph, |id| case.weights.get(id).copied().unwrap_or(1));
        match render(&graph) {
            Ok(text) => {
                assert_eq!(Some(&text), case.text.as_ref(), "{}\n{text}", case.name);
                assert_eq!(path.ok(), case.critical_path, "{}", case.name);
                assert_eq!(case.error, None, "{}", case.name);
            }
            Err(error) => {
                assert_eq!(path.as_ref(), Err(&error), "{}", case.name);
                let (kind, ids) = kind_and_ids(error);
                assert_eq!(
                    (Some(kind), Some(&ids)),
                    (case.error.as_deref(), case.ids.as_ref()),
                    "{}",
                    case.name
                );
                assert_eq!(
                    (case.text, case.critical_path),
                    (None, None),
                    "{}",
                    case.name
                );
            }
        }
    }
}

/// A small generator of numbers, so that a failure repeats itself.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % bound
    }
}

/// A random DAG: nodes in a random order of input, each possible edge with the given chance in hundredths.
fn random_graph(numbers: &mut Numbers, nodes: usize, chance: usize) -> (Graph, Edges) {
    let mut names: Vec<String> = (0..nodes)
        .map(|n| format!("{}{n}", "n".repeat(1 + n % 4)))
        .collect();
    let mut graph = Graph::new();
    let mut edges = Edges::new();
    for from in 0..names.len() {
        for to in from + 1..names.len() {
            if numbers.below(100) < chance {
                graph.add_edge(&names[from], &names[to]);
                edges.insert((names[from].clone(), names[to].clone()));
            }
        }
    }
    for left in (1..names.len()).rev() {
        names.swap(left, numbers.below(left + 1));
    }
    for name in &names {
        graph.add_node(name, "");
    }
    (graph, edges)
}

#[test]
fn every_edge_can_be_read_off_and_no_other() {
    for seed in 0..4_000 {
        let mut numbers = Numbers(seed);
        let (nodes, chance) = (1 + numbers.below(12), 5 + numbers.below(75));
        let (graph, edges) = random_graph(&mut numbers, nodes, chance);
        let text = render(&graph).unwrap();
        let drawing = Drawing::new(&text);
        drawing.assert_joined();
        assert_eq!(drawing.edges(), edges, "seed {seed}\n{text}");
        assert_eq!(drawing.labels().len(), nodes, "seed {seed}\n{text}");
        assert!(
            text.lines().all(|line| !line.ends_with(' ')),
            "seed {seed}\n{text}"
        );
    }
}

#[test]
fn larger_graphs_can_be_read_off() {
    for (seed, nodes, chance) in [
        (1, 60, 3),
        (2, 60, 10),
        (3, 40, 50),
        (4, 30, 100),
        (5, 120, 2),
    ] {
        let (graph, edges) = random_graph(&mut Numbers(seed), nodes, chance);
        let drawing = Drawing::new(&render(&graph).unwrap());
        drawing.assert_joined();
        assert_eq!(drawing.edges(), edges);
    }
}

#[test]
fn the_critical_path_is_a_longest_path() {
    for seed in 0..500 {
        let mut numbers = Numbers(seed);
        let nodes = 1 + numbers.below(9);
        let (graph, edges) = random_graph(&mut numbers, nodes, 30);
        let path = critical_path(&graph).unwrap();
        let is_edge = |pair: &[String]| edges.contains(&(pair[0].clone(), pair[1].clone()));
        assert!(path.windows(2).all(is_edge), "seed {seed}");
        let starts: Vec<&String> = edges.iter().flat_map(|(from, to)| [from, to]).collect();
        let longest = starts
            .into_iter()
            .map(|node| longest_from(node, &edges))
            .max()
            .unwrap_or(1);
        assert_eq!(path.len(), longest, "seed {seed}");
    }
}

fn longest_from(node: &String, edges: &Edges) -> usize {
    let next = edges
        .iter()
        .filter(|(from, _)| from == node)
        .map(|(_, to)| longest_from(to, edges));
    1 + next.max().unwrap_or(0)
}

#[test]
fn a_thousand_nodes() {
    let id = |n: usize| format!("T{n}");
    let mut chain = Graph::new();
    let mut star = Graph::new();
    let mut skips = Graph::new();
    (0..1_000).for_each(|n| {
        for graph in [&mut chain, &mut star, &mut skips] {
            graph.add_node(id(n), "");
        }
    });
    for n in 1..1_000 {
        chain.add_edge(id(n - 1), id(n));
        star.add_edge(id(0), id(n));
        skips
            .add_edge(id(n - 1), id(n))
            .add_edge(id(0), id(n))
            .add_edge(id(n - 1), id(999));
    }
    assert_eq!(render(&chain).unwrap().lines().count(), 1);
    assert_eq!(render(&star).unwrap().lines().count(), 2 * 999 - 1);
    assert!(render(&skips).unwrap().lines().count() < 10);
    assert_eq!(critical_path(&skips).unwrap().len(), 1_000);

    let (random, edges) = random_graph(&mut Numbers(7), 1_000, 1);
    assert!(edges.len() > 4_000);
    assert!(render(&random).unwrap().contains("n999"));
}

#[test]
fn a_label_cannot_break_the_drawing() {
    let mut graph = Graph::new();
    graph
        .add_node("a", "one\ntwo\u{1b}[2J\u{202e}")
        .add_node("b", "")
        .add_edge("a", "b");
    assert_eq!(
        render(&graph).unwrap(),
        "one\u{fffd}two\u{fffd}[2J\u{fffd} ─── b"
    );
}

#[test]
fn errors_say_what_and_where() {
    let mut graph = Graph::new();
    graph.add_node("a", "").add_edge("a", "b");
    assert_eq!(
        render(&graph).unwrap_err().to_string(),
        r#"the edge from "a" to "b" names "b", which is no node"#
    );
    graph.add_node("b", "").add_edge("b", "a");
    assert_eq!(
        critical_path(&graph).unwrap_err().to_string(),
        "the graph has a cycle: a → b → a"
    );
    graph.add_node("a", "");
    assert_eq!(
        render(&graph).unwrap_err().to_string(),
        r#"two nodes have the id "a""#
    );
}
