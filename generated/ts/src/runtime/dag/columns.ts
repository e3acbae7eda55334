import type { Channel, Lane, Spot } from './channel.js';

/** A lane with its spots counted in lines of the drawing. */
export interface Placed {
  /** Lines where something comes in from the left. */
  readonly left: readonly number[];
  /** Lines where something goes out to the right. */
  readonly right: readonly number[];
  /** First line that the lane touches. */
  readonly top: number;
  /** Last line that the lane touches. */
  readonly bottom: number;
  /**
   * Counts from 1. A lane that touches one line only is a part of that line and keeps the column of the lanes before it,
   * 0 without any.
   */
  column: number;
}

/**
 * Gives each lane the first column that is right of all lanes before it and free over its height. `lineOf` counts a spot
 * in lines.
 */
export function placeLanes({ lanes }: Channel, lineOf: (spot: Spot) => number): Map<Lane, Placed> {
  const placed = new Map(lanes.map((lane) => [lane, measure(lane, lineOf)]));
  const columns: Placed[][] = [];
  const least = new Map<Lane, number>();
  for (const [lane, at] of sortLanes(placed)) {
    at.column = least.get(lane) ?? 0;
    if (at.top < at.bottom) {
      while (columns[at.column]?.some(({ top, bottom }) => top <= at.bottom && at.top <= bottom)) {
        at.column++;
      }
      (columns[at.column] ??= []).push(at);
      at.column++;
    }
    lane.before.forEach((next) => least.set(next, Math.max(least.get(next) ?? 0, at.column)));
  }
  return placed;
}

function measure(lane: Lane, lineOf: (spot: Spot) => number): Placed {
  const [left, right] = [lane.left.map(lineOf), lane.right.map(lineOf)];
  const lines = [...left, ...right];
  const least = (a: number, b: number): number => Math.min(a, b);
  const most = (a: number, b: number): number => Math.max(a, b);
  return {
    left,
    right,
    top: lines.reduce(least, Infinity),
    bottom: lines.reduce(most, 0),
    column: 0,
  };
}

/**
 * Orders lanes so that few lines cross: first those that lead down, from the lowest start to the highest; then those
 * that lead up, from the highest start to the lowest.
 */
function priority({ left, right }: Placed): readonly [direction: number, start: number] {
  const sum = (lines: readonly number[]): number => lines.reduce((total, line) => total + line, 0);
  const start = left.reduce((least, line) => Math.min(least, line), Infinity);
  return sum(right) * left.length < sum(left) * right.length ? [1, start] : [0, -start];
}

/** All lanes, each after those that have to stand to its left; otherwise by priority, then by number. */
function sortLanes(placed: ReadonlyMap<Lane, Placed>): (readonly [Lane, Placed])[] {
  const waits = new Map<Lane, number>();
  const wait = (lane: Lane, more: number): void =>
    void waits.set(lane, (waits.get(lane) ?? 0) + more);
  const rest = [...placed].map(([lane, at]) => ({
    lane,
    at,
    key: [...priority(at), lane.number] as const,
  }));
  rest.forEach(({ lane }) => lane.before.forEach((next) => wait(next, 1)));
  rest.sort((a, b) => a.key[0] - b.key[0] || a.key[1] - b.key[1] || a.key[2] - b.key[2]);
  const sorted: (readonly [Lane, Placed])[] = [];
  for (;;) {
    const first = rest.findIndex(({ lane }) => (waits.get(lane) ?? 0) === 0);
    const [next] = first < 0 ? [] : rest.splice(first, 1);
    if (!next) {
      return sorted;
    }
    next.lane.before.forEach((lane) => wait(lane, -1));
    sorted.push([next.lane, next.at]);
  }
}
