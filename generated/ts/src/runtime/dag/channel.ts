/**
 * A channel is the space between two layers, where lines turn.
 *
 * It holds vertical lanes. Everything on the left of a lane leads to everything on its right, so a lane may only join
 * wires that are fully connected. Wires with the same partners form a group; each connected pair of groups is joined by
 * one lane for both, or by a lane each and a horizontal track between them.
 */
import type { Wire } from './layers.js';

/** A height in a drawing that is not yet counted in lines: the line of a row, or one in the gap below it. */
export interface Spot {
  readonly row: number;
  /** 0 for the row itself, else the number of the track in the gap, from 1 at the top. */
  readonly track: number;
}

/** A vertical line. */
export interface Lane {
  /** Source groups' lanes first, in order; then those of target groups that share none. */
  readonly number: number;
  /** Where lines come in: from wires of the left layer, and from tracks. */
  readonly left: Spot[];
  /** Where lines go out: to wires of the right layer, and to tracks. */
  readonly right: Spot[];
  /** Lanes that have to stand to the right of this one. */
  before: Lane[];
}

/** Where a wire meets a channel: its row, and the lane it leads to or comes from. */
export interface Pin {
  readonly row: number;
  readonly lane: Lane;
}

/** A line that turns nowhere, between two lanes. */
export interface Track {
  readonly from: Lane;
  readonly to: Lane;
  readonly spot: Spot;
}

/** The lines between two layers. */
export interface Channel {
  readonly lanes: Lane[];
  readonly tracks: Track[];
  /** The wires that end at the left edge. */
  readonly entries: Pin[];
  /** The wires that begin at the right edge. */
  readonly exits: Pin[];
  /** How many tracks lie in the gap below each row. */
  readonly gaps: Map<number, number>;
}

/** Wires with the same partners. */
interface Group {
  /** Rows of its wires, from top to bottom. */
  readonly rows: number[];
  /** Groups of the other side that it is connected with, from top to bottom. */
  readonly partners: Set<Group>;
  /** The group of the other side that shares its lane. */
  shared: Group | undefined;
}

/** Groups of the right side whose lane must not stand to the left of the lane of each group of the left side. */
type Order = ReadonlyMap<Group, ReadonlySet<Group>>;

/** Routes the lines from one layer to the next. */
export function route(left: readonly Wire[], right: readonly Wire[]): Channel {
  const sources = groupBy(left, (wire) => wire.right);
  const targets = groupBy(right, (wire) => wire.left);
  for (const [wire, source] of sources) {
    for (const target of wire.right.map((next) => targets.get(next))) {
      if (target) {
        source.partners.add(target);
        target.partners.add(source);
      }
    }
  }
  const [from, to] = [new Set(sources.values()), new Set(targets.values())];
  share(to, orderOfLanes(from, to));
  return layLines(from, to, orderOfLanes(from, to));
}

/**
 * The group of each wire of a layer; wires with the same partners have the same one. Groups come in order of their
 * topmost wires. Wires without partners have none.
 */
function groupBy(
  layer: readonly Wire[],
  partnersOf: (wire: Wire) => readonly Wire[],
): Map<Wire, Group> {
  const groups = new Map<string, Group>();
  const groupOf = new Map<Wire, Group>();
  for (const wire of layer.filter((each) => partnersOf(each).length > 0)) {
    const key = partnersOf(wire)
      .map(({ number }) => number)
      .join();
    const group = groups.get(key) ?? { rows: [], partners: new Set(), shared: undefined };
    group.rows.push(wire.row);
    groups.set(key, group);
    groupOf.set(wire, group);
  }
  return groupOf;
}

/**
 * Lines of one row must not overlap: where a wire ends and another begins in the same row, the lane of the first stands
 * to the left. So it does for connected groups.
 */
function orderOfLanes(sources: ReadonlySet<Group>, targets: ReadonlySet<Group>): Order {
  const targetAt = new Map<number, Group>();
  targets.forEach((target) => target.rows.forEach((row) => targetAt.set(row, target)));
  const order = new Map<Group, Set<Group>>();
  for (const source of sources) {
    const inSameRow = source.rows
      .map((row) => targetAt.get(row))
      .filter((target) => target !== undefined);
    order.set(source, new Set([...source.partners, ...inSameRow]));
  }
  return order;
}

/**
 * Lets pairs of groups share a lane where one has no other partner, unless another lane would then have to stand both
 * left and right of it.
 */
function share(targets: ReadonlySet<Group>, order: Order): void {
  for (const target of targets) {
    const source = [...target.partners].find(
      ({ partners }) => target.partners.size === 1 || partners.size === 1,
    );
    if (source && !isBefore(source, target, order)) {
      source.shared = target;
      target.shared = source;
    }
  }
}

/** Whether another lane has to stand between those of the two groups. */
function isBefore(source: Group, target: Group, order: Order): boolean {
  const after = (group: Group | undefined): Group[] => [...((group && order.get(group)) ?? [])];
  // The set is walked in the order of its growth. Walked first, the target itself is no lane between.
  const open = new Set(after(source).filter((group) => group !== target));
  for (const group of open) {
    after(group.shared).forEach((next) => open.add(next));
  }
  return open.has(target);
}

function layLines(sources: ReadonlySet<Group>, targets: ReadonlySet<Group>, order: Order): Channel {
  const channel: Channel = { lanes: [], tracks: [], entries: [], exits: [], gaps: new Map() };
  const laneOf = new Map<Group, Lane>();
  for (const source of sources) {
    laneOf.set(source, addLane(channel));
  }
  const lane = (group: Group): Lane => {
    const known =
      laneOf.get(group) ?? (group.shared && laneOf.get(group.shared)) ?? addLane(channel);
    laneOf.set(group, known);
    return known;
  };
  for (const target of targets) {
    pin(channel.exits, target, lane(target), 'right');
  }
  for (const source of sources) {
    const own = lane(source);
    pin(channel.entries, source, own, 'left');
    own.before = [...(order.get(source) ?? [])].map(lane).filter((other) => other !== own);
  }
  for (const target of targets) {
    for (const source of target.partners) {
      if (source.shared !== target) {
        addTrack(channel, {
          from: lane(source),
          to: lane(target),
          spot: spotOf(source, target, channel.gaps),
        });
      }
    }
  }
  return channel;
}

function addLane({ lanes }: Channel): Lane {
  const lane: Lane = { number: lanes.length, left: [], right: [], before: [] };
  lanes.push(lane);
  return lane;
}

function pin(pins: Pin[], group: Group, lane: Lane, side: 'left' | 'right'): void {
  for (const row of group.rows) {
    pins.push({ row, lane });
    lane[side].push({ row, track: 0 });
  }
}

function addTrack({ tracks }: Channel, track: Track): void {
  tracks.push(track);
  track.from.right.push(track.spot);
  track.to.left.push(track.spot);
}

/**
 * Where the track between two groups runs: along a row that both have, else in the gap above the one that begins further
 * down.
 */
function spotOf(source: Group, target: Group, gaps: Map<number, number>): Spot {
  const common = source.rows.find((row) => target.rows.includes(row));
  if (common !== undefined) {
    return { row: common, track: 0 };
  }
  const row = Math.max(source.rows[0] ?? 0, target.rows[0] ?? 0) - 1;
  const track = (gaps.get(row) ?? 0) + 1;
  gaps.set(row, track);
  return { row, track };
}
