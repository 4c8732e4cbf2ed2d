/** Days of an item that a draft unlocks inside its frozen fence, each with a reason. Pure. */

import type { Span } from "../axis";
import type { Item } from "../plan";
import type { OtherStep, Step } from "./steps";

export interface UnlockStep extends OtherStep {
  readonly kind: "unlock";
  readonly item_id: number;
  readonly bucket: string;
  readonly until: string;
  readonly reason: string;
}

export function isUnlock(step: Step): step is UnlockStep {
  return step.kind === "unlock";
}

/** The first and the last day, both included. */
export type Days = Pick<Span, "first" | "last">;

export function unlockStep({ id }: Item, { first, last }: Days, reason: string): UnlockStep {
  return { kind: "unlock", item_id: id, bucket: first, until: last, reason };
}

export function isUnlocked(steps: readonly Step[], item: number, day: string): boolean {
  return steps.some((step) => isUnlock(step) && step.item_id === item && step.bucket <= day && day <= step.until);
}
