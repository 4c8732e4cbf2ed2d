/** From what a person does with a lot to the steps of the draft that say so. Pure. */

import { addDays, daysBetween } from "../dates";
import type { Item } from "../plan";
import type { Around, Changes } from "./edits";
import { tidy } from "./spread";
import { isLotUnlocked, unlockLotStep } from "./unlocks";
import { isCellStep, keyOf, type OtherStep, type Step } from "./steps";

/** A lot as the published plan has it. */
export interface SteeredLot {
  readonly lot: string;
  readonly quantity: number;
  readonly start: string;
  readonly finish: string;
  readonly firm: boolean;
}

/** As mps/steering/deciding_lots.py refuses: a fixed quantity's lot is changed in its cell, and what has begun stays. */
export type LotLock = "of_quantity" | "begun" | "fence";

/** Keys of lots that a fixed quantity makes. */
const OF_QUANTITY = "steer/";
const SAME = 0.0001;

/** What the draft says of a lot: one of these, for each takes the others' place. */
const KINDS = ["firm", "move", "split"] as const;

export function draftedOf(steps: readonly Step[], lot: string): OtherStep | undefined {
  return steps.find((step): step is OtherStep => !isCellStep(step) && step.lot_key === lot && step.kind !== "unlock");
}

/** Why a lot can't be moved or split, be it to finish on another day; null where it can. */
export function lockOfLot({ base, today, steps }: Around, item: Item, lot: SteeredLot, finish = lot.finish): LotLock | null {
  if (lot.lot.startsWith(OF_QUANTITY)) return "of_quantity";
  const starts = [lot.start, addDays(lot.start, daysBetween(lot.finish, finish))];
  if (lot.start < today) return "begun";
  const fence = addDays(base.bucket_starts[0] ?? today, item.fenceDays);
  return starts.some((start) => start < fence) && !isLotUnlocked(steps, lot.lot) ? "fence" : null;
}

/** The lot is firm, finishes on another day, or becomes several; inside the fence with the reason why. */
export function lotChanges(item: Item, lot: SteeredLot, step: Step | null, reason = ""): Changes {
  const changes: Changes = new Map(KINDS.map((kind): [string, null] => [`${kind}/${lot.lot}`, null]));
  if (step === null) changes.set(`unlock/${lot.lot}`, null);
  else changes.set(keyOf(step), step);
  if (reason !== "") {
    const unlock = unlockLotStep(item, lot, reason);
    changes.set(keyOf(unlock), unlock);
  }
  return changes;
}

export function firmStep({ lot }: SteeredLot, isHeld: boolean): OtherStep {
  return { kind: isHeld ? "unfirm" : "firm", lot_key: lot };
}

export function moveStep({ lot }: SteeredLot, finish: string): OtherStep {
  return { kind: "move", lot_key: lot, finish_date: finish };
}

export function splitStep({ lot }: SteeredLot, parts: readonly number[]): OtherStep {
  return { kind: "split", lot_key: lot, quantities: parts.map(String) };
}

/**
 * The first part of an item that comes in whole multiples which is no whole number. Whole parts that break the lot
 * multiple are a person's to decide: a check names them.
 */
export function brokenPiece(parts: readonly number[], { lotMultiple }: Pick<Item, "lotMultiple">): number | undefined {
  return lotMultiple > 0 && Number.isInteger(lotMultiple) ? parts.find((part) => !Number.isInteger(part)) : undefined;
}

/** The parts that are written like `60 + 36`; the last one may be left out: it is what is left. Undefined where they can't be. */
export function partsOf(text: string, whole: number): number[] | undefined {
  const parts = text.normalize("NFKC").split(/[+;\s]+/).filter(Boolean).map((part) => Number(part.replace(",", ".")));
  const rest = tidy(whole - parts.reduce((sum, part) => sum + part, 0));
  const all = rest > SAME ? [...parts, rest] : parts;
  const isWhole = Math.abs(all.reduce((sum, part) => sum + part, 0) - whole) < SAME;
  return isWhole && all.length >= 2 && all.every((part) => part > 0) ? all : undefined;
}
