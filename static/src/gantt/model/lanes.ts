/**
 * Which lane of its row each bar stands in, and where its name is written: inside it, or beside it where it is short.
 * What stands between the parts of a bar that is interrupted is free for others. Pure.
 */

import type { Bar } from "./world";
import type { Zoom } from "./scale";

export type Span = readonly [x: number, width: number];

/** How the bars of a row are stacked. */
export interface Stacking {
  readonly lanePx: number;
  /** Short bars get room for their names, so that none is without. */
  readonly keepsNames: boolean;
  /** As many lanes are made for the sake of names; bars that lie on each other get one more all the same. */
  readonly mostForNames: number;
  /** A row is no lower. */
  readonly leastRowPx: number;
  /** Names are written at all. */
  readonly hasNames: boolean;
}

/** Between two rows of the page's density and a lane of bars. */
const LESS_PX = 4;
const THIN_LANE_PX = 12;
/** A name of 11 px in a bar, and the gap below it: with room around it, and with next to none. */
const CLOSE_LANE_PX = 18;
const CLOSER_LANE_PX = 15;
/** A row with room for two lines beside it, and for one. */
export const TWO_LINES_PX = 40;
const ONE_LINE_PX = 28;
const FEWER_LANES = [6, 5, 4, 3, 2, 1];

/** Every bar of days has its name; lanes are as high as the density asks for. */
export function stackingOf(zoom: Zoom, rowHeight: number): Stacking {
  const isThin = zoom === "month";
  return { lanePx: isThin ? THIN_LANE_PX : rowHeight - LESS_PX, keepsNames: zoom === "day", hasNames: !isThin, mostForNames: Infinity, leastRowPx: TWO_LINES_PX };
}

/** The same, and ever closer ones, until the last has all the work centres that can be had into the window. */
export function stackings(zoom: Zoom, rowHeight: number): readonly [Stacking, ...Stacking[]] {
  const roomy = stackingOf(zoom, rowHeight);
  const close = { ...roomy, lanePx: Math.min(roomy.lanePx, CLOSE_LANE_PX) };
  const fewer = FEWER_LANES.map((mostForNames) => ({ ...close, mostForNames }));
  const closer = { ...roomy, lanePx: Math.min(roomy.lanePx, CLOSER_LANE_PX), mostForNames: 1 };
  const low = { ...closer, leastRowPx: ONE_LINE_PX };
  return [roomy, close, ...(roomy.keepsNames ? fewer : []), closer, low, { ...low, lanePx: THIN_LANE_PX, hasNames: false }];
}

/** Of a bar's name: edge and gap before it, each sign, and the gap behind it. */
export const BEFORE_PX = 8;
export const SIGN_PX = 13;
const BEHIND_PX = 8;
const NARROW_PX = 6.7;
const WIDE_PX = 11.5;
const FIRST_WIDE = 0x2e80;

/** About as wide as a name is written; no canvas is asked, for thousands are stacked at once. */
export function namePx(bar: Bar): number {
  const letters = [...bar.code].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) >= FIRST_WIDE ? WIDE_PX : NARROW_PX), 0);
  return BEFORE_PX + SIGN_PX * (Number(bar.status !== "on_time") + Number(bar.isLocked)) + letters + BEHIND_PX;
}

export interface Stretch {
  readonly bar: Bar;
  /** From left to right, one at least. */
  readonly parts: readonly Span[];
}

export interface Standing {
  readonly lane: number;
  /** Pixels that its name takes beside each of its parts; 0: it stands inside, or nowhere. */
  readonly beside: readonly number[];
}

interface Lane {
  /** Where what it has ends, the name included that was given room, and without it. */
  end: number;
  bareEnd: number;
  /** Between parts of one bar. */
  gaps: readonly (readonly [from: number, to: number])[];
}

/** `stretches` begin from left to right. */
export function stacked<S extends Stretch>(stretches: readonly S[], stacking: Stacking): (S & Standing)[] {
  const lanes: Lane[] = [];
  const found = stretches.map((stretch) => {
    const wished = stretch.parts.map(([, width]) => (stacking.hasNames ? besideOf(stretch.bar, width) : 0));
    const taken = stretch.parts.map(([x, width], at): Span => [x, width + (stacking.keepsNames ? (wished[at] ?? 0) : 0)]);
    return { ...stretch, lane: laneFor(lanes, stretch.parts, taken, stacking.mostForNames), beside: wished };
  });
  return named(found);
}

function besideOf(bar: Bar, width: number): number {
  const name = namePx(bar);
  return width >= name ? 0 : name;
}

/** The highest lane with room for a bar and its name; once there are enough, the one where the least of a name is written over. */
function laneFor(lanes: Lane[], bare: readonly Span[], parts: readonly Span[], most: number): number {
  const x = parts[0]?.[0] ?? 0;
  const [right, bareEnd] = [rightOf(parts), rightOf(bare)];
  const free = lanes.findIndex((lane) => lane.end <= x || lane.gaps.some(([from, to]) => from <= x && right <= to));
  const at = free < 0 && lanes.length >= most ? leastWrittenOver(lanes, x) : free;
  const lane = lanes[at];
  if (!lane) {
    lanes.push({ end: right, bareEnd, gaps: gapsIn(parts) });
    return lanes.length - 1;
  }
  if (lane.bareEnd <= x) {
    lane.end = right;
    lane.bareEnd = bareEnd;
    lane.gaps = gapsIn(parts);
  } else {
    // What comes after begins no further to the left.
    lane.gaps = lane.gaps.map(([from, to]) => (from <= x && right <= to ? [right, to] : [from, to]));
  }
  return at;
}

function rightOf(parts: readonly Span[]): number {
  return Math.max(...parts.map(([from, width]) => from + width));
}

/** Below 0: there is a bar in every lane. */
function leastWrittenOver(lanes: readonly Lane[], x: number): number {
  return lanes.reduce((best, lane, at) => (lane.bareEnd <= x && lane.end < (lanes[best]?.end ?? Infinity) ? at : best), -1);
}

function gapsIn(parts: readonly Span[]): (readonly [number, number])[] {
  return parts.slice(1).map(([x], before) => [(parts[before]?.[0] ?? 0) + (parts[before]?.[1] ?? 0), x]);
}

/** With the names for which there is room up to what comes next in the lane. */
function named<S extends Stretch & Standing>(found: readonly S[]): S[] {
  const starts = new Map<number, number[]>();
  for (const { lane, parts } of found) {
    const known = starts.get(lane);
    if (known) known.push(...parts.map(([x]) => x));
    else starts.set(lane, parts.map(([x]) => x));
  }
  for (const lane of starts.values()) lane.sort((one, other) => one - other);
  return found.map((one) => ({
    ...one, beside: one.beside.map((name, at) => {
      const [x, width] = one.parts[at] ?? [0, 0];
      return x + width + name <= after(starts.get(one.lane) ?? [], x) ? name : 0;
    }),
  }));
}

/** The first of ascending numbers that is larger. */
function after(numbers: readonly number[], than: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) > than) high = middle;
    else low = middle + 1;
  }
  return numbers[low] ?? Infinity;
}
