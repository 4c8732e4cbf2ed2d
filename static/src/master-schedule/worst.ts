/** What to look at first. Pure. */

import type { Span } from "./axis";
import { addDays } from "./dates";
import { at, type Item, numbersOf, type PlanData } from "./plan";
import { loadedOf } from "./sums";

export interface Shortage {
  readonly item: Item;
  /** The first column with a balance below zero. */
  readonly span: Span;
  /** The first day of the first bucket with a balance below zero, whatever the columns: as on the overview. */
  readonly from: string;
  readonly lowest: number;
  /** What is short at its price, against the dearest item's. */
  readonly value: number;
}

/** A work centre in a column that asks more of it than there is, overtime included. */
export interface Overload {
  /** In the columns of `plan.load`. */
  readonly place: number;
  readonly span: Span;
  readonly percent: number;
  /** What is to be done. */
  readonly minutes: number;
}

export const SHOWN = 8;
/** As in mps/kpis.py: what the cover of an item is about. */
const DAYS_OF_COVER = 26 * 7;
const QUANTITY_TOLERANCE = 1e-6;

/** Shortages of the given items inside 26 weeks: what is worth most first, as on the overview. */
export function worstShortages(plan: PlanData, items: readonly Item[], spans: readonly Span[]): Shortage[] {
  const end = addDays(plan.bucket_starts[0] ?? "", DAYS_OF_COVER);
  const inside = plan.bucket_starts.filter((start) => start < end);
  const found = items.filter((item) => item.cover === "shortage").flatMap((item) => {
    const balances = inside.map((_start, bucket) => at(numbersOf(plan, item, "balance"), bucket) ?? 0);
    const bucket = balances.findIndex((balance) => balance < -QUANTITY_TOLERANCE);
    const [from, span] = [inside[bucket], spans.find((column) => column.from <= bucket && bucket < column.end)];
    const lowest = Math.min(...balances);
    return from !== undefined && span ? [{ item, span, from, lowest, value: -lowest * (plan.items.weight[item.place] ?? 0) }] : [];
  });
  return found.sort((a, b) => b.value - a.value || (a.item.code < b.item.code ? -1 : 1));
}

/** Overloads: the heaviest first, and of the same share the earliest. */
export function worstLoads({ load }: PlanData, spans: readonly Span[]): Overload[] {
  const found = load.id.flatMap((_, place) =>
    spans.map((span) => ({ place, span, loaded: loadedOf(load, place, span) })),
  );
  return found
    .filter(({ loaded }) => loaded.isOver)
    .map(({ place, span, loaded }) => ({ place, span, percent: Math.round(loaded.percent ?? 0), minutes: loaded.minutes }))
    .sort((a, b) => (a.percent === b.percent ? a.span.from - b.span.from : b.percent - a.percent))
    .slice(0, SHOWN);
}
