import type { Layers, Wire } from './layers.js';

/**
 * Gives each wire its row, from 0 without empty rows, as straight as the order of the layers allows. Within a layer rows
 * grow from top to bottom.
 */
export function assignRows(layers: Layers): void {
  // To the right each wire goes to the row of its topmost source, back to that of its topmost target, and to the right
  // once more. Wires only ever move down.
  layers.forEach((layer) => pushDown(layer, ({ left }) => left));
  [...layers].reverse().forEach((layer) => pushDown(layer, ({ right }) => right));
  layers.forEach((layer) => pushDown(layer, ({ left }) => left));
  closeUp(layers.flat());
}

/** Moves each wire of a layer down to its topmost neighbour, and below the wire above it. */
function pushDown(layer: readonly Wire[], neighboursOf: (wire: Wire) => readonly Wire[]): void {
  let free = 0;
  for (const wire of layer) {
    const [first, ...others] = neighboursOf(wire);
    const topmost = others.reduce((least, { row }) => Math.min(least, row), first?.row ?? 0);
    wire.row = Math.max(wire.row, free, topmost);
    free = wire.row + 1;
  }
}

/** Takes out the rows that nothing uses. */
function closeUp(wires: readonly Wire[]): void {
  const used = [...new Set(wires.map(({ row }) => row))].sort((a, b) => a - b);
  const closed = new Map(used.map((row, at) => [row, at]));
  for (const wire of wires) {
    wire.row = closed.get(wire.row) ?? wire.row;
  }
}
