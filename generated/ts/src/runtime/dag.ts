/**
 * Dependency graphs as text.
 *
 * ```text
 * TSK-040 ─┬─ TSK-041 ─── TSK-043 ─┬─ TSK-045
 *          │                       │
 *          └─ TSK-042 ─── TSK-044 ─┘
 * ```
 *
 * How to read a drawing: follow a line to the right, along a vertical in both directions, and leave the vertical to the
 * right only. What joins is drawn with an arm; a horizontal that meets a bare `│` passes under it. Then the labels
 * reached from a node are exactly its successors.
 */
import { route } from './dag/channel.js';
import { checkGraph } from './dag/graph.js';
import type { Vertex } from './dag/graph.js';
import { layOut } from './dag/layers.js';
import { untangle } from './dag/ordering.js';
import { paint } from './dag/paint.js';
import { assignRows } from './dag/rows.js';

export { DagError } from './dag/graph.js';
export type { DagErrorKind } from './dag/graph.js';

/** One box of a drawing. */
export interface DagNode {
  /** What edges name. */
  readonly id: string;
  /** What a drawing shows; without one, the id. */
  readonly label?: string | undefined;
}

/** Leads from one node to another, both named by their ids. */
export type DagEdge = readonly [from: string, to: string];

/**
 * Nodes and the edges between them. Where a drawing or a path could come out in several ways, the earlier node goes
 * first; the order of edges has no meaning, and an edge given twice counts once.
 */
export interface DagGraph {
  readonly nodes: readonly DagNode[];
  readonly edges: readonly DagEdge[];
}

/**
 * Draws the graph: lines joined by LF, without one at the end and without spaces at the ends of lines. The empty graph
 * is the empty text. Parts of the graph that no edge connects stand below each other.
 *
 * @throws {DagError} for a repeated id, an edge to a node that does not exist, or a cycle
 */
export function renderDag(graph: DagGraph): string {
  return checkGraph(graph).components().map(draw).join('\n\n');
}

function draw(members: readonly Vertex[]): string {
  const layers = untangle(layOut(members));
  assignRows(layers);
  const channels = layers.slice(1).map((right, at) => route(layers[at] ?? [], right));
  return paint(layers, channels);
}

/**
 * Ids of the path with the largest sum of weights, first to last; of several equal ones, the path whose first differing
 * node comes earlier in the graph. Without `weight` every node counts 1. The path of the empty graph is empty.
 *
 * @param weight - a number from 0 on for each id, such as seconds of work
 * @throws {DagError} as {@link renderDag}
 */
export function criticalPath(graph: DagGraph, weight: (id: string) => number = () => 1): string[] {
  const { vertices, topological } = checkGraph(graph);
  const length = new Map<Vertex, number>();
  const lengthOf = (vertex: Vertex | undefined): number => (vertex && length.get(vertex)) ?? 0;
  const firstLongest = (list: readonly Vertex[]): Vertex | undefined => {
    const longest = list.reduce((most, vertex) => Math.max(most, lengthOf(vertex)), 0);
    return list.find((vertex) => lengthOf(vertex) === longest);
  };
  for (const vertex of [...topological].reverse()) {
    length.set(vertex, weight(vertex.id) + lengthOf(firstLongest(vertex.successors)));
  }
  const path: string[] = [];
  for (let next = firstLongest(vertices); next; next = firstLongest(next.successors)) {
    path.push(next.id);
  }
  return path;
}
