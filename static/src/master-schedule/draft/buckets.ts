/** Which buckets of a plan a step speaks of, and what it makes them say. Pure. */

import { addDays } from "../dates";
import { at, type Numbers, type PlanData } from "../plan";
import { type Place, tidy } from "./spread";
import type { CellStep } from "./steps";

export type Edited = "mps" | "forecast";

/** Buckets from `from` up to, not including, `end`. */
export interface Range {
  readonly from: number;
  readonly end: number;
}

export function number(row: Numbers | undefined, bucket: number): number {
  return at(row ?? [], bucket) ?? 0;
}

export function total(row: Numbers | undefined, { from, end }: Range): number {
  let sum = 0;
  for (let bucket = from; bucket < end; bucket += 1) sum += number(row, bucket);
  return tidy(sum);
}

export function measureOf(step: CellStep): Edited {
  return step.kind === "quantity" ? "mps" : "forecast";
}

/** The buckets of a step; null where the plan has moved on and no bucket begins there any more. */
export function rangeOf(plan: PlanData, { bucket, until }: CellStep): Range | null {
  const from = plan.bucket_starts.indexOf(bucket);
  if (from < 0) return null;
  if (!until) return { from, end: from + 1 };
  const after = plan.bucket_starts.findIndex((start) => start > until);
  return { from, end: after < 0 ? plan.bucket_starts.length : after };
}

/** The last day of a range. */
export function lastDay(plan: PlanData, { end }: Range): string {
  return addDays(plan.bucket_starts[end] ?? plan.horizon_end, -1);
}

/** Whether the work centres of an item, or any where it has none of its own, are open in a bucket. */
function isWorked({ load, items }: PlanData, place: number, bucket: number): boolean {
  const own = new Set((items.work[place] ?? []).map(([center]) => center));
  return load.id.some((id, center) => (own.size === 0 || own.has(id)) && number(load.available[center], bucket) > 0);
}

export function placesOf(plan: PlanData, place: number, row: Numbers, { from, end }: Range): Place[] {
  return Array.from({ length: end - from }, (_, index) => ({
    quantity: number(row, from + index), isOpen: true, isWorked: isWorked(plan, place, from + index),
  }));
}

/**
 * A forecast is kept as what is expected; the grid shows what orders have left of it. What they have consumed in these
 * buckets of the published plan is the difference.
 */
function consumed(plan: PlanData, place: number, range: Range): number {
  return Math.max(0, tidy(total(plan.items.gross_forecast[place], range) - total(plan.items.forecast[place], range)));
}

/** What a step makes the grid show in its buckets. */
export function shownQuantity(plan: PlanData, place: number, step: CellStep, range: Range): number {
  const quantity = Number(step.quantity ?? 0);
  return step.kind === "quantity" ? quantity : Math.max(0, tidy(quantity - consumed(plan, place, range)));
}

/** What a step has to say for the grid to show so much. */
export function keptQuantity(plan: PlanData, place: number, measure: Edited, shown: number, range: Range): string {
  return String(measure === "mps" ? shown : tidy(shown + consumed(plan, place, range)));
}
