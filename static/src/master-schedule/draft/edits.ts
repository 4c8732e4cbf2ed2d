/** From what is typed into a cell to the steps of the draft, bucket by bucket, and why a cell is locked. Pure. */

import { addDays, daysBetween } from "../dates";
import type { Span } from "../axis";
import { at, type Item, numbersOf, type PlanData } from "../plan";
import { lockedSum, type Place, spread, tidy } from "./spread";
import { keyOf, type Step } from "./steps";

export type Edited = "mps" | "forecast";
export type Lock = "past" | "fence";

export interface CellWish {
  readonly item: Item;
  readonly measure: Edited;
  readonly span: Span;
  readonly value: number;
}

export interface Around {
  /** As it was published. */
  readonly base: PlanData;
  /** With the draft on it. */
  readonly plan: PlanData;
  /** The planning date: what ends before it can't be changed any more. */
  readonly today: string;
}

const KINDS = { mps: "quantity", forecast: "forecast" } as const;

/** Why a bucket can't be changed; null where it can. */
function lockOfBucket({ base, today }: Around, item: Item, bucket: number): Lock | null {
  const [first, end] = [base.bucket_starts[bucket] ?? base.horizon_end, base.bucket_starts[bucket + 1] ?? base.horizon_end];
  if (end <= today) return "past";
  return daysBetween(base.bucket_starts[0] ?? first, first) < item.fenceDays ? "fence" : null;
}

/** Why nothing of a column can be changed; null where some of it can. */
export function lockOf(around: Around, item: Item, span: Span): Lock | null {
  let lock: Lock | null = null;
  for (let bucket = span.from; bucket < span.end; bucket += 1) {
    const here = lockOfBucket(around, item, bucket);
    if (here === null) return null;
    lock = here;
  }
  return lock;
}

/** The last day of an item's demand time fence; empty where it has none. */
export function fenceUntil({ base }: Around, item: Item): string {
  const [first] = base.bucket_starts;
  return first !== undefined && item.fenceDays > 0 ? addDays(first, item.fenceDays - 1) : "";
}

function placesOf(around: Around, item: Item, measure: Edited, span: Span): Place[] {
  const row = numbersOf(around.plan, item, measure);
  return buckets(span).map((bucket) => ({
    quantity: at(row, bucket) ?? 0,
    isOpen: lockOfBucket(around, item, bucket) === null,
    isWorked: isWorked(around.base, item, bucket),
  }));
}

function buckets(span: Span): number[] {
  return Array.from({ length: span.end - span.from }, (_, place) => span.from + place);
}

/** Whether the work centres of the item, or any where it has none of its own, are open in a bucket. */
function isWorked({ load, items }: PlanData, item: Item, bucket: number): boolean {
  const own = new Set((items.work[item.place] ?? []).map(([center]) => center));
  return load.id.some((id, place) => (own.size === 0 || own.has(id)) && (at(load.available[place] ?? [], bucket) ?? 0) > 0);
}

/** The least that a column can be asked for: what of it is locked. */
export function leastOf(around: Around, { item, measure, span }: Omit<CellWish, "value">): number {
  return lockedSum(placesOf(around, item, measure, span));
}

/**
 * The steps that make a column say what is wished, by their keys; null takes one away. Undefined where what is locked is
 * more than that. A quantity holds in all of the column's open buckets, or the engine would make more in the others.
 */
export function stepsFor(around: Around, wish: CellWish): Map<string, Step | null> | undefined {
  const { item, measure, span } = wish;
  const places = placesOf(around, item, measure, span);
  const quantities = spread(places, wish.value);
  if (!quantities) return undefined;
  const was = numbersOf(around.base, item, measure);
  const isAsPlanned = quantities.every((quantity, place) => quantity === (at(was, span.from + place) ?? 0));
  const steps = new Map<string, Step | null>();
  buckets(span).forEach((bucket, place) => {
    if (!places[place]?.isOpen) return;
    const quantity = quantities[place] ?? 0;
    const step: Step = { kind: KINDS[measure], item_id: item.id, bucket: around.base.bucket_starts[bucket] ?? "", quantity: String(quantity) };
    const isNone = isAsPlanned || (measure === "forecast" && quantity === (at(was, bucket) ?? 0));
    steps.set(keyOf(step), isNone ? null : step);
  });
  return steps;
}

/** Moves all that is not locked of a column's quantity into another one; undefined where there is nothing to move. */
export function movedSteps(around: Around, item: Item, measure: Edited, from: Span, to: Span): Map<string, Step | null> | undefined {
  const sum = (span: Span): number => tidy(placesOf(around, item, measure, span).reduce((all, { quantity }) => all + quantity, 0));
  const staying = leastOf(around, { item, measure, span: from });
  const moving = tidy(sum(from) - staying);
  if (moving <= 0 || lockOf(around, item, to) !== null) return undefined;
  const left = stepsFor(around, { item, measure, span: from, value: staying });
  const come = stepsFor(around, { item, measure, span: to, value: sum(to) + moving });
  return left && come && new Map([...left, ...come]);
}
