import type { DagGraph } from '../dag.js';

/** Why a graph has no drawing and no critical path. */
export type DagErrorKind = 'cycle' | 'unknown_node' | 'duplicate_node';

/** A graph that is none: a repeated id, an edge to a node that does not exist, or a cycle. */
export class DagError extends Error {
  /** What is wrong. */
  readonly kind: DagErrorKind;
  /**
   * For a cycle the ids along it, the first one again at the end; for an unknown node its id and both ends of the edge
   * that names it; for a duplicate the id.
   */
  readonly ids: readonly string[];

  constructor(kind: DagErrorKind, ids: readonly string[], message: string) {
    super(message);
    this.name = 'DagError';
    this.kind = kind;
    this.ids = ids;
  }
}

/** A node of a graph that was checked. */
export interface Vertex {
  readonly id: string;
  readonly label: string;
  /** Place in the order of input. */
  readonly order: number;
  /** In order of input, each once. */
  successors: Vertex[];
  readonly predecessors: Vertex[];
  /** Number of edges of the longest path that leads here. */
  depth: number;
}

/** A graph that is known to be a DAG. */
export interface CheckedGraph {
  /** In order of input. */
  readonly vertices: readonly Vertex[];
  /** Each before its successors. */
  readonly topological: readonly Vertex[];
  /** The connected parts, each with its nodes in order of input; the parts in order of their first nodes. */
  components(): Vertex[][];
}

export function checkGraph(graph: DagGraph): CheckedGraph {
  const byId = new Map<string, Vertex>();
  for (const [order, { id, label = '' }] of graph.nodes.entries()) {
    if (byId.has(id)) {
      throw new DagError('duplicate_node', [id], `two nodes have the id ${JSON.stringify(id)}`);
    }
    byId.set(id, { id, label, order, successors: [], predecessors: [], depth: 0 });
  }
  connect(graph, byId);
  const vertices = [...byId.values()];
  const topological = sortTopologically(vertices);
  for (const vertex of topological) {
    for (const next of vertex.successors) {
      next.depth = Math.max(next.depth, vertex.depth + 1);
    }
  }
  return { vertices, topological, components: () => componentsOf(vertices) };
}

function connect(graph: DagGraph, byId: ReadonlyMap<string, Vertex>): void {
  for (const [from, to] of graph.edges) {
    const find = (id: string): Vertex => {
      const vertex = byId.get(id);
      if (!vertex) {
        const [edge, name] = [
          [from, to].map((end) => JSON.stringify(end)).join(' to '),
          JSON.stringify(id),
        ];
        throw new DagError(
          'unknown_node',
          [id, from, to],
          `the edge from ${edge} names ${name}, which is no node`,
        );
      }
      return vertex;
    };
    const source = find(from);
    source.successors.push(find(to));
  }
  for (const vertex of byId.values()) {
    vertex.successors = [...new Set(vertex.successors)].sort((a, b) => a.order - b.order);
    vertex.successors.forEach((next) => next.predecessors.push(vertex));
  }
}

/** Searches depth-first in order of input, without recursion. */
function sortTopologically(vertices: readonly Vertex[]): Vertex[] {
  const open = new Set<Vertex>();
  const done = new Set<Vertex>();
  for (const root of vertices) {
    const path = done.has(root) ? [] : [follow(root, open)];
    for (let last = path.at(-1); last; last = path.at(-1)) {
      const next = last.successors.next();
      if (next.done) {
        open.delete(last.vertex);
        done.add(last.vertex);
        path.pop();
      } else if (open.has(next.value)) {
        throw cycleError(
          path.map(({ vertex }) => vertex),
          next.value,
        );
      } else if (!done.has(next.value)) {
        path.push(follow(next.value, open));
      }
    }
  }
  return [...done].reverse();
}

/** A step of the search: a vertex, and those of its successors that were not followed yet. */
interface Step {
  readonly vertex: Vertex;
  readonly successors: IterableIterator<Vertex>;
}

function follow(vertex: Vertex, open: Set<Vertex>): Step {
  open.add(vertex);
  return { vertex, successors: vertex.successors.values() };
}

function cycleError(path: readonly Vertex[], start: Vertex): DagError {
  const ids = [...path.slice(path.indexOf(start)), start].map(({ id }) => id);
  return new DagError('cycle', ids, `the graph has a cycle: ${ids.join(' → ')}`);
}

function componentsOf(vertices: readonly Vertex[]): Vertex[][] {
  const seen = new Set<Vertex>();
  const parts: Vertex[][] = [];
  for (const start of vertices) {
    if (seen.has(start)) {
      continue;
    }
    // A set is walked in the order of its growth: those that are added meanwhile come as well.
    const part = new Set([start]);
    for (const vertex of part) {
      vertex.successors.forEach((next) => part.add(next));
      vertex.predecessors.forEach((next) => part.add(next));
    }
    part.forEach((vertex) => seen.add(vertex));
    parts.push([...part].sort((a, b) => a.order - b.order));
  }
  return parts;
}
