/** An item's numbers on the columns of an axis. Pure. */

import type { Span } from "./axis";
import { at, type Item, type LoadColumns, type Measure, numbersOf, type Numbers, type PlanData } from "./plan";

/** As in mps/kpis.py, so that the figure above the grid counts the cells that are drawn as overloads. */
const ROUNDING_SHARE = 0.005;

export function sum(row: Numbers, span: Span): number {
  let total = 0;
  for (let bucket = span.from; bucket < span.end; bucket += 1) total += at(row, bucket) ?? 0;
  return rounded(total);
}

/** The sum of what is said; null where nothing is said in any bucket. */
export function sumOfSaid(row: Numbers, span: Span): number | null {
  let total: number | null = null;
  for (let bucket = span.from; bucket < span.end; bucket += 1) {
    const value = at(row, bucket);
    if (value !== null) total = (total ?? 0) + value;
  }
  return total === null ? null : rounded(total);
}

export function lastOf(row: Numbers, span: Span): number | null {
  return at(row, span.end - 1);
}

export function lowest(row: Numbers, span: Span): number {
  let low = Infinity;
  for (let bucket = span.from; bucket < span.end; bucket += 1) low = Math.min(low, at(row, bucket) ?? 0);
  return low;
}

/** Flows add up, levels are those at the column's end. */
export function valueOf(plan: PlanData, item: Item, measure: Measure, span: Span): number | null {
  const row = numbersOf(plan, item, measure);
  if (measure === "balance") return lastOf(row, span);
  if (measure !== "atp") return sum(row, span);
  return plan.atp_is_cumulative ? lastOf(row, span) : sumOfSaid(row, span);
}

/** Load in per cent of what is available; null where nothing is available and nothing loaded. */
export function loadPercent(load: Numbers, available: Numbers, span: Span): number | null {
  const [minutes, room] = [sum(load, span), sum(available, span)];
  if (room > 0) return (100 * minutes) / room;
  return minutes > 0 ? Infinity : null;
}

export interface Loaded {
  /** What is to be done, in minutes. */
  readonly minutes: number;
  /** Of what is available without overtime. */
  readonly percent: number | null;
  /** Bought, in minutes. */
  readonly overtime: number;
  /** More than there is, overtime included. */
  readonly isOver: boolean;
}

export function loadedOf({ load, available, overtime }: LoadColumns, place: number, span: Span): Loaded {
  const percent = loadPercent(load[place] ?? [], available[place] ?? [], span);
  const [minutes, bought] = [sum(load[place] ?? [], span), sum(overtime[place] ?? [], span)];
  const room = sum(available[place] ?? [], span) + bought;
  // A load of 100.4 % is rounding; whoever reads 100 % sees no overload.
  const isOver = minutes > room * (1 + ROUNDING_SHARE);
  return { minutes, percent, overtime: bought, isOver };
}

/** Sums of rounded numbers show no more digits than their parts. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
