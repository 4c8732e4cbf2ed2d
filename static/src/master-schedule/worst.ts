/** What to look at first. Pure. */

import type { Span } from "./axis";
import { type Item, numbersOf, type PlanData } from "./plan";
import { lowest } from "./sums";

export interface Shortage {
  readonly item: Item;
  /** The first column with a balance below zero. */
  readonly span: Span;
  readonly lowest: number;
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
