import type { Channel, Lane, Spot } from './channel.js';
import { placeLanes } from './columns.js';
import type { Placed } from './columns.js';
import type { Layers, Wire } from './layers.js';
import { columnsOf, printable } from './width.js';

/** Turns rows and channels into lines of text. */
export function paint(layers: Layers, channels: readonly Channel[]): string {
  const heights = heightsOf(layers, channels);
  let lines = Array.from({ length: heights.count }, () => '');
  for (const [at, layer] of layers.entries()) {
    lines = paintLayer(lines, layer, heights, at === 0);
    const channel = channels[at];
    if (channel) {
      lines = paintChannel(lines, channel, heights);
    }
  }
  return lines.map((line) => line.replace(/ +$/, '')).join('\n');
}

/** Where rows and tracks lie. */
interface Heights {
  /** How many lines there are. */
  readonly count: number;
  lineOf(spot: Spot): number;
}

/** A row is one line. Below it lie as many lines as the fullest channel has tracks there, at least one. */
function heightsOf(layers: Layers, channels: readonly Channel[]): Heights {
  const rows = layers.flat().reduce((most, { row }) => Math.max(most, row + 1), 0);
  const gaps = Array.from({ length: rows }, () => 1);
  for (const [row, tracks] of channels.flatMap((channel) => [...channel.gaps])) {
    gaps[row] = Math.max(gaps[row] ?? 1, tracks);
  }
  let line = 0;
  const lines = gaps.map((gap) => (line += 1 + gap) - 1 - gap);
  // Nothing lies below the last row.
  return { count: (lines.at(-1) ?? -1) + 1, lineOf: ({ row, track }) => (lines[row] ?? 0) + track };
}

/**
 * Appends a layer to all lines: a column of labels as wide as the widest of them, with one space or line on either side.
 * Buses run right through; a label that leads somewhere is followed by a space and a line.
 */
function paintLayer(
  lines: readonly string[],
  layer: readonly Wire[],
  heights: Heights,
  isFirst: boolean,
): string[] {
  const labels = layer.map(({ vertex }) => (vertex ? printable(vertex) : ''));
  const width = labels.reduce((most, label) => Math.max(most, columnsOf(label)), 0);
  const painted = lines.map((line) => line + ' '.repeat(isFirst ? width + 1 : width + 2));
  for (const [at, wire] of layer.entries()) {
    const [label, line] = [labels[at] ?? '', heights.lineOf({ row: wire.row, track: 0 })];
    const before = wire.vertex ? ' ' : '─';
    const after = (wire.right.length > 0 ? '─' : ' ').repeat(width - columnsOf(label));
    painted[line] = `${lines[line] ?? ''}${isFirst ? '' : before}${label}${before}${after}`;
  }
  return painted;
}

/** Appends a channel to all lines: lanes in every second column, at least one of them, a column on either side. */
function paintChannel(lines: readonly string[], channel: Channel, heights: Heights): string[] {
  const placed = placeLanes(channel, heights.lineOf);
  const width =
    2 * [...placed.values()].reduce((most, { column }) => Math.max(most, column), 1) + 1;
  const cells = lines.map(() => Array.from({ length: width }, () => ' '));
  const columnOf = (lane: Lane): number => placed.get(lane)?.column ?? 0;
  // Column 1 is at x = 1; a lane without a column stands left of the channel.
  const before = (lane: Lane): number => Math.max(2 * columnOf(lane) - 1, 0);
  const behind = (lane: Lane): number => 2 * columnOf(lane);
  const draw = (spot: Spot, from: number, to: number): void =>
    void cells[heights.lineOf(spot)]?.fill('─', from, to);
  channel.entries.forEach(({ row, lane }) => draw({ row, track: 0 }, 0, before(lane)));
  channel.tracks.forEach(({ spot, from, to }) => draw(spot, behind(from), before(to)));
  channel.exits.forEach(({ row, lane }) => draw({ row, track: 0 }, behind(lane), width));
  placed.forEach((lane) => paintLane(lane, cells));
  return lines.map((line, at) => line + (cells[at] ?? []).join(''));
}

/** Arms of a character of a lane. */
const UP = 1;
const DOWN = 2;
const LEFT = 4;
const RIGHT = 8;

/** The characters of lanes by the sum of their arms; each has an arm up or down, and a lane's ends one to a side. */
const GLYPHS: readonly string[] = [
  ' ',
  '│',
  '│',
  '│',
  ' ',
  '┘',
  '┐',
  '┤',
  ' ',
  '└',
  '┌',
  '├',
  ' ',
  '┴',
  '┬',
  '┼',
];

/** Draws a lane over the cells, with an arm for each line that joins it. A lane of one line is a part of that line. */
function paintLane({ left, right, top, bottom, column }: Placed, cells: readonly string[][]): void {
  if (top === bottom) {
    return;
  }
  const [joinsLeft, joinsRight] = [new Set(left), new Set(right)];
  for (let line = top; line <= bottom; line++) {
    const upright = (line > top ? UP : 0) + (line < bottom ? DOWN : 0);
    const sides = (joinsLeft.has(line) ? LEFT : 0) + (joinsRight.has(line) ? RIGHT : 0);
    cells[line]?.fill(GLYPHS[upright + sides] ?? ' ', 2 * column - 1, 2 * column);
  }
}
