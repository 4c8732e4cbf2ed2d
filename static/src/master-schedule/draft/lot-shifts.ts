/** What moved and split lots change of an item's buckets, before the engine thinks about it. Pure. */

import { at, type Numbers, type PlanData } from "../plan";
import type { KnownLots, PlannedLot } from "./planned-lots";
import { tidy } from "./spread";
import { isCellStep, type OtherStep, type Step } from "./steps";

/** So much more (or less) finishes in a bucket, in so many more lots. */
export interface Shift {
  readonly bucket: number;
  readonly quantity: number;
  readonly lots: number;
}

/** What the steps make of the lots of one item; nothing for lots that the plan does not have any more. */
export function shiftsOf(plan: PlanData, lots: KnownLots, place: number, steps: readonly Step[]): Shift[] {
  return steps.flatMap((step) => {
    if (isCellStep(step) || (step.kind !== "move" && step.kind !== "split")) return [];
    const lot = lots.get(step.lot_key ?? "");
    if (!lot || lot.item_id !== plan.items.id[place]) return [];
    const bucket = bucketOf(plan, lot.finish);
    if (bucket < 0) return [];
    return step.kind === "move" ? moved(plan, lot, bucket, step) : parted(bucket, step);
  });
}

/** The bucket that a day is in; -1 before the first. */
function bucketOf({ bucket_starts: starts }: PlanData, day: string): number {
  const after = starts.findIndex((start) => start > day);
  return (after < 0 ? starts.length : after) - 1;
}

function moved(plan: PlanData, { quantity }: PlannedLot, bucket: number, { finish_date: finish = "" }: OtherStep): Shift[] {
  const to = bucketOf(plan, finish);
  if (to < 0 || to === bucket) return [];
  return [{ bucket, quantity: -quantity, lots: -1 }, { bucket: to, quantity, lots: 1 }];
}

/** As much as before on the same days: only each part is set up for. */
function parted(bucket: number, { quantities = [] }: OtherStep): Shift[] {
  return [{ bucket, quantity: 0, lots: quantities.length - 1 }];
}

/** A row of the MPS with the shifts in it; undefined where they move nothing from one bucket to another. */
export function shiftedRow({ bucket_starts: starts }: PlanData, row: Numbers | undefined, shifts: readonly Shift[]): number[] | undefined {
  if (shifts.every(({ quantity }) => quantity === 0)) return undefined;
  const now = starts.map((_, bucket) => at(row ?? [], bucket) ?? 0);
  for (const { bucket, quantity } of shifts) now[bucket] = tidy(Math.max(0, (now[bucket] ?? 0) + quantity));
  return now;
}
