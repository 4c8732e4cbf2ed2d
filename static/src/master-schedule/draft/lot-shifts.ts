/** What moved and split lots change of an item's buckets, before the engine thinks about it. Pure. */

import { at, type Numbers, type PlanData, type PlannedLot } from "../plan";
import { tidy } from "./spread";
import { isCellStep, type OtherStep, type Step } from "./steps";

/** So much more (or less) finishes in a bucket, in so many more lots. */
export interface Shift {
  readonly bucket: number;
  readonly quantity: number;
  readonly lots: number;
}

/** The id of each lot's item, by lot key. */
export function itemsByLot({ items }: PlanData): Map<string, number> {
  return new Map(items.lots.flatMap((lots, place) => lots.map(([key]): [string, number] => [key, items.id[place] ?? 0])));
}

/** What the steps make of the lots of one item; nothing for lots that the plan does not have any more. */
export function shiftsOf(plan: PlanData, place: number, steps: readonly Step[]): Shift[] {
  const lots = plan.items.lots[place] ?? [];
  return steps.flatMap((step) => {
    if (isCellStep(step) || (step.kind !== "move" && step.kind !== "split")) return [];
    const lot = lots.find(([key]) => key === step.lot_key);
    if (!lot) return [];
    return step.kind === "move" ? moved(plan, lot, step) : parted(lot, step);
  });
}

function moved({ bucket_starts: starts }: PlanData, [, quantity, bucket]: PlannedLot, { finish_date: finish = "" }: OtherStep): Shift[] {
  const after = starts.findIndex((start) => start > finish);
  const to = (after < 0 ? starts.length : after) - 1;
  if (to < 0 || to === bucket) return [];
  return [{ bucket, quantity: -quantity, lots: -1 }, { bucket: to, quantity, lots: 1 }];
}

/** As much as before on the same days: only each part is set up for. */
function parted([, , bucket]: PlannedLot, { quantities = [] }: OtherStep): Shift[] {
  return [{ bucket, quantity: 0, lots: quantities.length - 1 }];
}

/** A row of the MPS with the shifts in it; undefined where they move nothing from one bucket to another. */
export function shiftedRow({ bucket_starts: starts }: PlanData, row: Numbers | undefined, shifts: readonly Shift[]): number[] | undefined {
  if (shifts.every(({ quantity }) => quantity === 0)) return undefined;
  const now = starts.map((_, bucket) => at(row ?? [], bucket) ?? 0);
  for (const { bucket, quantity } of shifts) now[bucket] = tidy(Math.max(0, (now[bucket] ?? 0) + quantity));
  return now;
}
