/** What to look at first. Pure. */

import type { Span } from "./axis";
import { type Item, numbersOf, type PlanData } from "./plan";
import { loadedOf, lowest } from "./sums";

export interface Shortage {
  readonly item: Item;
  /** The first column with a balance below zero. */
  readonly span: Span;
  readonly lowest: number;
}

/** A work centre in a column that asks more of it than there is, overtime included. */
export interface Overload {
  /** In the columns of `plan.load`. */
  readonly place: number;
  readonly span: Span;
  readonly percent: number;
}

const SHOWN = 8;

/** Shortages of the given items: the earliest first, and of the same column the deepest. */
export function worstShortages(plan: PlanData, items: readonly Item[], spans: readonly Span[]): Shortage[] {
  const found: Shortage[] = [];
  for (const item of items) {
    if (item.cover !== "shortage") continue;
    const balances = numbersOf(plan, item, "balance");
    const span = spans.find((column) => lowest(balances, column) < 0);
    if (span) found.push({ item, span, lowest: Math.min(...spans.map((column) => lowest(balances, column))) });
  }
  return found.sort((a, b) => a.span.from - b.span.from || a.lowest - b.lowest).slice(0, SHOWN);
}

/** Overloads: the heaviest first, and of the same share the earliest. */
export function worstLoads({ load }: PlanData, spans: readonly Span[]): Overload[] {
  const found = load.id.flatMap((_, place) =>
    spans.map((span) => ({ place, span, loaded: loadedOf(load, place, span) })),
  );
  return found
    .filter(({ loaded }) => loaded.isOver)
    .map(({ place, span, loaded }) => ({ place, span, percent: Math.round(loaded.percent ?? 0) }))
    .sort((a, b) => (a.percent === b.percent ? a.span.from - b.span.from : b.percent - a.percent))
    .slice(0, SHOWN);
}
