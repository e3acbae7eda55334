import type { Layers, Wire } from './layers.js';

/** Sweeps to the right and back; more of them hardly change a drawing. */
const ROUNDS = 4;

/**
 * Reorders the layers for fewer crossings by barycentre sweeps; gives the first order with the fewest crossings, and so
 * the input's own if it has none.
 */
export function untangle(layers: Layers): Layers {
  layers.forEach(numberPlaces);
  let best = { crossings: crossings(layers), layers };
  for (let sweep = 0; sweep < 2 * ROUNDS && best.crossings > 0; sweep++) {
    const goesRight = sweep % 2 === 0;
    const order = goesRight ? layers.slice(1) : layers.slice(0, -1).reverse();
    const sorted = order.map((layer) =>
      sortLayer(layer, goesRight ? ({ left }) => left : ({ right }) => right),
    );
    layers = goesRight
      ? [...layers.slice(0, 1), ...sorted]
      : [...sorted.reverse(), ...layers.slice(-1)];
    const count = crossings(layers);
    if (count < best.crossings) {
      best = { crossings: count, layers };
    }
  }
  return best.layers;
}

function numberPlaces(layer: readonly Wire[]): void {
  layer.forEach((wire, place) => {
    wire.place = place;
  });
}

/**
 * Sorts one layer by the mean place of each wire's neighbours; a wire without any counts its own place. Of equal wires,
 * nodes come before buses and earlier ones before later ones.
 */
function sortLayer(layer: readonly Wire[], neighboursOf: (wire: Wire) => readonly Wire[]): Wire[] {
  const keyed = layer.map((wire) => {
    const neighbours = neighboursOf(wire).length > 0 ? neighboursOf(wire) : [wire];
    return {
      wire,
      sum: neighbours.reduce((sum, { place }) => sum + place, 0),
      count: neighbours.length,
    };
  });
  // Two fractions, compared without rounding.
  keyed.sort((a, b) => a.sum * b.count - b.sum * a.count || a.wire.number - b.wire.number);
  const sorted = keyed.map(({ wire }) => wire);
  numberPlaces(sorted);
  return sorted;
}

/** Pairs of connections that cross, over all neighbouring layers. */
function crossings(layers: Layers): number {
  return layers.reduce(
    (sum, layer, at) => sum + crossingsBehind(layer, layers[at + 1]?.length ?? 0),
    0,
  );
}

/** Counts inversions with a Fenwick tree over the places of the right layer. */
function crossingsBehind(layer: readonly Wire[], size: number): number {
  const tree = new Fenwick(size);
  let seen = 0;
  let count = 0;
  for (const { right } of layer) {
    right.forEach(({ place }) => {
      count += seen - tree.sum(place + 1);
    });
    right.forEach(({ place }) => {
      tree.add(place + 1);
    });
    seen += right.length;
  }
  return count;
}

/** Counts places, from 1 on. */
class Fenwick {
  readonly #counts: number[];

  constructor(size: number) {
    this.#counts = Array.from({ length: size + 1 }, () => 0);
  }

  sum(place: number): number {
    let sum = 0;
    for (let at = place; at > 0; at &= at - 1) {
      sum += this.#counts[at] ?? 0;
    }
    return sum;
  }

  add(place: number): void {
    for (let at = place; at < this.#counts.length; at += at & -at) {
      this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    }
  }
}
