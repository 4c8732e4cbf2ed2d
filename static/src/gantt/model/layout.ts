/**
 * Where each bar stands. A plan books minutes by day and knows no order within one: the bars of a day are drawn one
 * after another, what goes on from the day before first, each as wide as its part of the day. Bars that still meet
 * (short ones have a least width, and room for their names) go into lanes below each other (lanes.ts). Pure.
 */

import type { GanttCenter } from "../data";
import { type Span, type Stacking, stacked, type Standing, type Stretch } from "./lanes";
import { type Scale, xOf } from "./scale";
import { type Bar, RELEASED_ROW } from "./world";

const PADDING_PX = 4;
export const LEAST_BAR_PX = 6;

export interface Placed {
  readonly bar: Bar;
  readonly x: number;
  readonly width: number;
  readonly lane: number;
  /** Left edges and widths of what is drawn: the whole, or its stretches of days with minutes where there are days without in between. */
  readonly parts: readonly Span[];
  /** Pixels that the name takes beside each of the parts; 0: it is inside, or nowhere. */
  readonly beside: readonly number[];
}

export interface Row {
  /** Place of the work centre, or RELEASED_ROW. */
  readonly center: number;
  readonly top: number;
  readonly height: number;
  readonly lanes: number;
  /** From left to right. */
  readonly bars: readonly Placed[];
}

export interface Layout {
  readonly rows: readonly Row[];
  readonly height: number;
  readonly width: number;
  readonly lanePx: number;
  readonly placed: ReadonlyMap<string, { readonly row: Row; readonly place: Placed }>;
}

/** `centers`: the places of the work centres that are shown, in their order. */
export function layoutOf(bars: readonly Bar[], rows: readonly number[], centers: readonly GanttCenter[], scale: Scale, stacking: Stacking): Layout {
  const byRow = new Map<number, Bar[]>(rows.map((center) => [center, []]));
  for (const bar of bars) byRow.get(bar.center)?.push(bar);
  let top = 0;
  const made = [...byRow].map(([center, own]) => {
    const placed = place(own, centers[center], scale, stacking);
    const lanes = lanesOf(placed);
    const row = { center, top, height: Math.max(stacking.leastRowPx, lanes * stacking.lanePx + 2 * PADDING_PX), lanes, bars: placed };
    top += row.height;
    return row;
  });
  const index = new Map(made.flatMap((row) => row.bars.map((one) => [one.bar.id, { row, place: one }] as const)));
  return { rows: made, height: top, width: (scale.end - scale.from) * scale.dayPx, lanePx: stacking.lanePx, placed: index };
}

/** The roomiest layout that is no higher than there is room for; where none is, the closest. */
export function fitting(room: number, [roomy, ...closer]: readonly [Stacking, ...Stacking[]], make: (stacking: Stacking) => Layout): Layout {
  let layout = make(roomy);
  for (const stacking of closer) {
    if (layout.height <= room) break;
    layout = make(stacking);
  }
  return layout;
}

/** The upper edge of a bar. */
export function yOf({ lanePx }: Pick<Layout, "lanePx">, row: Row, { lane }: Placed): number {
  return row.top + (row.height - row.lanes * lanePx) / 2 + lane * lanePx + 1;
}

function place(bars: readonly Bar[], center: GanttCenter | undefined, scale: Scale, stacking: Stacking): Placed[] {
  const edges = center ? edgesByMinutes(bars, center, scale) : edgesWithoutMinutes(bars, scale, stacking);
  const stretches = edges.sort((one, other) => one.from - other.from || one.end - other.end || (one.bar.id < other.bar.id ? -1 : 1)).map(({ bar, from, end }) => {
    const x = xOf(scale, from);
    const width = Math.max(LEAST_BAR_PX, (end - from) * scale.dayPx - 1);
    return { bar, x, width, parts: partsOf(bar, center, scale, x, width) };
  });
  return stackedWell(stretches, stacking);
}

/** Lanes that bars need, because they lie on each other, are there for names, too. */
function stackedWell<S extends Stretch>(stretches: readonly S[], stacking: Stacking): (S & Standing)[] {
  const found = stacked(stretches, stacking);
  const needed = lanesOf(found);
  if (needed <= stacking.mostForNames) return found;
  const named = stacked(stretches, { ...stacking, mostForNames: needed });
  return lanesOf(named) > needed ? found : named;
}

function lanesOf(placed: readonly Standing[]): number {
  return placed.reduce((most, { lane }) => Math.max(most, lane + 1), 1);
}

/** Days on which the work centre is closed are no gap. */
function partsOf(bar: Bar, center: GanttCenter | undefined, scale: Scale, x: number, width: number): readonly Span[] {
  const stretches: [from: number, end: number][] = [];
  for (const [day] of bar.days) {
    const open = stretches.at(-1);
    if (open && isClosed(center, open[1] - scale.from, day - scale.from)) open[1] = day + 1;
    else stretches.push([day, day + 1]);
  }
  if (stretches.length < 2) return [[x, width]];
  return stretches.map(([from, end]) => {
    const [left, right] = [Math.max(x, xOf(scale, from)), Math.min(x + width, xOf(scale, end))];
    return [left, Math.max(LEAST_BAR_PX, right - left)];
  });
}

function isClosed(center: GanttCenter | undefined, from: number, end: number): boolean {
  for (let place = from; place < end; place += 1) if ((center?.available[place] ?? 0) > 0) return false;
  return true;
}

interface Edges {
  readonly bar: Bar;
  /** Moments: a day's number and the part of it. */
  readonly from: number;
  readonly end: number;
}

/** Of released orders no hours are known: those of the same days share them where they would need more lanes than there are for names. */
function edgesWithoutMinutes(bars: readonly Bar[], { dayPx }: Scale, { mostForNames }: Stacking): Edges[] {
  const alike = new Map<string, Bar[]>();
  for (const bar of bars) {
    const days = `${String(bar.first)} ${String(bar.last)}`;
    alike.set(days, [...(alike.get(days) ?? []), bar]);
  }
  return [...alike.values()].flatMap((group) => group.map((bar, place) => {
    const days = bar.last + 1 - bar.first;
    const room = Math.max(1, Math.floor((days * dayPx) / (LEAST_BAR_PX + 1)));
    const columns = Math.min(room, Math.ceil(group.length / mostForNames) || 1);
    const column = Math.floor((place * columns) / group.length);
    return { bar, from: bar.first + (column * days) / columns, end: bar.first + ((column + 1) * days) / columns };
  }));
}

function edgesByMinutes(bars: readonly Bar[], center: GanttCenter, { from: windowStart }: Scale): Edges[] {
  const byDay = new Map<number, { bar: Bar; minutes: number }[]>();
  for (const bar of bars) {
    for (const [day, minutes] of bar.days) {
      const there = byDay.get(day);
      if (there) there.push({ bar, minutes });
      else byDay.set(day, [{ bar, minutes }]);
    }
  }
  const starts = new Map<Bar, number>();
  const ends = new Map<Bar, number>();
  for (const [day, work] of byDay) {
    const total = work.reduce((sum, { minutes }) => sum + minutes, 0);
    const room = Math.max(total, center.available[day - windowStart] ?? 0, 1);
    let at = day;
    for (const { bar, minutes } of work.sort((one, other) => rank(one.bar, day) - rank(other.bar, day) || (one.bar.id < other.bar.id ? -1 : 1))) {
      if (day === bar.first) starts.set(bar, at);
      at += minutes / room;
      if (day === bar.last) ends.set(bar, at);
    }
  }
  return bars.map((bar) => ({ bar, from: starts.get(bar) ?? bar.first, end: ends.get(bar) ?? bar.last + 1 }));
}

/** What goes on from the day before comes first, what goes on to the next day last. */
function rank(bar: Bar, day: number): number {
  return Number(bar.last > day) - Number(bar.first < day);
}

/** Released orders stand on top, where there are any. */
export function rowsShown(bars: readonly Bar[], centers: readonly GanttCenter[], onlyWithBars: boolean): number[] {
  const used = new Set(bars.map(({ center }) => center));
  const places = centers.map((_center, place) => place).filter((place) => !onlyWithBars || used.has(place));
  return used.has(RELEASED_ROW) ? [RELEASED_ROW, ...places] : places;
}
