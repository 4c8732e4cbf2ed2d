/** Days of an item, and lots, that a draft unlocks inside the frozen fence, each with a reason. Pure. */

import type { Span } from "../axis";
import type { Item } from "../plan";
import type { OtherStep, Step } from "./steps";

export interface UnlockStep extends OtherStep {
  readonly kind: "unlock";
  readonly item_id: number;
  readonly bucket: string;
  readonly until: string;
  readonly reason: string;
  /** Only this lot, which finishes in these days, and not their quantities. */
  readonly lot_key?: string;
}

export function isUnlock(step: Step): step is UnlockStep {
  return step.kind === "unlock";
}

/** The first and the last day, both included. */
export type Days = Pick<Span, "first" | "last">;

export function unlockStep({ id }: Item, { first, last }: Days, reason: string): UnlockStep {
  return { kind: "unlock", item_id: id, bucket: first, until: last, reason };
}

export function unlockLotStep({ id }: Item, { lot, finish }: { readonly lot: string; readonly finish: string }, reason: string): UnlockStep {
  return { kind: "unlock", item_id: id, bucket: finish, until: finish, reason, lot_key: lot };
}

export function isLotUnlocked(steps: readonly Step[], lot: string): boolean {
  return steps.some((step) => isUnlock(step) && step.lot_key === lot);
}

export function isUnlocked(steps: readonly Step[], item: number, day: string): boolean {
  return steps.some((step) => isUnlock(step) && step.lot_key === undefined && step.item_id === item && step.bucket <= day && day <= step.until);
}
