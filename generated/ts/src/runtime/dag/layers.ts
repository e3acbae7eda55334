import type { Vertex } from './graph.js';

/**
 * What occupies one place of one layer: a node, or a bus. A bus is a line that passes the layer on its way to nodes
 * further right; sources with the same remaining targets share one.
 */
export interface Wire {
  /** Nodes count from 0 in order of input, then buses in order of their making. */
  readonly number: number;
  /** The node; a bus has none. */
  readonly vertex: Vertex | undefined;
  /** Nodes that this wire still leads to, in order of input. */
  readonly targets: readonly Vertex[];
  /** Wires of the layer to the left that lead into this one, by number. */
  readonly left: Wire[];
  /** Wires of the layer to the right that this one leads into, by number. */
  readonly right: Wire[];
  /** Place within its layer, from the top. */
  place: number;
  /** Row in the drawing, from the top. */
  row: number;
}

/** The wires of each layer from top to bottom. */
export type Layers = Wire[][];

/** Puts the nodes into layers by longest path, in order of input within each layer. */
export function layOut(members: readonly Vertex[]): Layers {
  const wires = new Map(
    members.map((vertex, number) => [vertex, wireOf(number, vertex, vertex.successors)]),
  );
  const layers: Layers = [];
  for (const [{ depth }, wire] of wires) {
    while (layers.length <= depth) {
      layers.push([]);
    }
    layers[depth]?.push(wire);
  }
  let count = members.length;
  for (const [depth, layer] of layers.entries()) {
    const buses = new Map<string, Wire>();
    const busOf = (targets: readonly Vertex[]): Wire => {
      const key = targets.map(({ order }) => order).join();
      let bus = buses.get(key);
      if (!bus) {
        bus = wireOf(count++, undefined, targets);
        buses.set(key, bus);
        layers[depth + 1]?.push(bus);
      }
      return bus;
    };
    for (const wire of layer) {
      connect(wire, depth + 1, wires, busOf);
    }
  }
  return layers;
}

function wireOf(number: number, vertex: Vertex | undefined, targets: readonly Vertex[]): Wire {
  return { number, vertex, targets, left: [], right: [], place: 0, row: 0 };
}

/** Joins a wire with the next layer; targets that lie further away get a bus there. */
function connect(
  wire: Wire,
  next: number,
  wires: ReadonlyMap<Vertex, Wire>,
  busOf: (targets: readonly Vertex[]) => Wire,
): void {
  for (const target of wire.targets) {
    const end = target.depth === next ? wires.get(target) : undefined;
    if (end) {
      wire.right.push(end);
    }
  }
  const rest = wire.targets.filter(({ depth }) => depth > next);
  if (rest.length > 0) {
    wire.right.push(busOf(rest));
  }
  wire.right.forEach((end) => end.left.push(wire));
}
