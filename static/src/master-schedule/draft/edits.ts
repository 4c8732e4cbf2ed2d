/** From what is typed into a cell to the step that says so, and why a cell is locked. Pure. */

import { isClosed, type Span } from "../axis";
import { addDays, daysBetween } from "../dates";
import { type Item, numbersOf, type Numbers, type PlanData } from "../plan";
import { type Edited, keptQuantity, lastDay, measureOf, number, type Range, rangeOf, total } from "./buckets";
import { speaksOf } from "./holds";
import { shiftedRow, shiftsOf } from "./lot-shifts";
import type { KnownLots } from "./planned-lots";
import { tidy } from "./spread";
import { isUnlocked } from "./unlocks";
import { type CellStep, isCellStep, keyOf, type Step, withSteps } from "./steps";

export type { Edited } from "./buckets";
/**
 * `soon`: what is asked for there would have to start in the past; nothing unlocks that. `closed`: nobody works then, nor
 * is anything planned for it that could be taken away.
 */
export type Lock = "past" | "soon" | "fence" | "closed";

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
  readonly steps: readonly Step[];
  readonly lots: KnownLots;
  /** The planning date: what ends before it can't be changed any more. */
  readonly today: string;
}

export type Changes = Map<string, Step | null>;

/**
 * Why a bucket can't be changed; null where it can. A quantity as the server refuses it (mps/steering/deciding_schedule.py):
 * a lot is finished on the last day until the bucket's end on which somebody works, and starts its lead time before.
 */
function lockOfBucket({ base, today, steps }: Around, item: Item, measure: Edited, bucket: number): Lock | null {
  const [first, end] = [base.bucket_starts[bucket] ?? base.horizon_end, base.bucket_starts[bucket + 1] ?? base.horizon_end];
  if (end <= today) return "past";
  const lead = measure === "mps" ? item.leadTimeDays : 0;
  const finish = measure === "mps" ? (base.finish_days[bucket] ?? first) : first;
  if (measure === "mps" && daysBetween(today, finish) < lead) return "soon";
  const isFenced = daysBetween(base.bucket_starts[0] ?? first, finish) - lead < item.fenceDays;
  return isFenced && !isUnlocked(steps, item.id, first) ? "fence" : null;
}

/** Why nothing of a column can be changed; null where its end can: what is locked is always its beginning. */
export function lockOf(around: Around, item: Item, measure: Edited, span: Span): Lock | null {
  const lock = lockOfBucket(around, item, measure, span.end - 1);
  return lock !== "past" && isIdle(around, item, measure, span) ? "closed" : lock;
}

function isIdle({ base, plan }: Around, item: Item, measure: Edited, span: Span): boolean {
  return measure === "mps" && isClosed(span, base.finish_days) && total(numbersOf(plan, item, "mps"), span) === 0;
}

/** Whether more is wished than the published plan has where nobody works: what is there may only become less. */
export function isTooMuchForClosed({ base }: Around, { item, measure, span, value }: CellWish): boolean {
  return measure === "mps" && isClosed(span, base.finish_days) && value > total(numbersOf(base, item, "mps"), span);
}

/** The last day of an item's demand time fence; empty where it has none. */
export function fenceUntil({ base }: Around, item: Item): string {
  const [first] = base.bucket_starts;
  return first !== undefined && item.fenceDays > 0 ? addDays(first, item.fenceDays - 1) : "";
}

/** The part of a column that can be changed, up to its end; null where nothing can. */
function openPart(around: Around, { item, measure, span }: Omit<CellWish, "value">): Range | null {
  let from = span.end;
  while (from > span.from && lockOfBucket(around, item, measure, from - 1) === null) from -= 1;
  return from < span.end ? { from, end: span.end } : null;
}

/** What a row is without steps of its cells: as it was published, but for the lots that the draft moves. */
function standing({ base, lots, steps }: Around, item: Item, measure: Edited): Numbers {
  const row = numbersOf(base, item, measure);
  return (measure === "mps" ? shiftedRow(base, row, shiftsOf(base, lots, item.place, steps)) : undefined) ?? row;
}

/** The least that a column can be asked for: what of it is locked. */
export function leastOf(around: Around, cell: Omit<CellWish, "value">): number {
  const { item, measure, span } = cell;
  const open = openPart(around, cell);
  return total(standing(around, item, measure), { from: span.from, end: open?.from ?? span.end });
}

/**
 * The step that makes a column say what is wished, in place of those that spoke of its buckets; null takes one away.
 * Undefined where what is locked is more than that, or nobody works. A step holds for all of the column, or the engine
 * would make more.
 */
export function stepsFor(around: Around, wish: CellWish): Changes | undefined {
  const { item, measure } = wish;
  const range = openPart(around, wish);
  const shown = tidy(wish.value - leastOf(around, wish));
  if (!range || shown < 0 || isTooMuchForClosed(around, wish)) return undefined;
  const changes = cleared(around, wish, range);
  if (shown !== total(standing(around, item, measure), range)) {
    const step = stepOf(around.base, item, measure, range, shown);
    changes.set(keyOf(step), step);
  }
  return changes;
}

/** Takes away what spoke of these buckets; of a step that spoke of more, the others keep what it made of them. */
function cleared(around: Around, { item, measure }: Omit<CellWish, "value">, range: Range): Changes {
  const { base, plan, steps } = around;
  const [first, last] = [base.bucket_starts[range.from] ?? "", lastDay(base, range)];
  const own = steps.filter((step): step is CellStep => isCellStep(step) && step.item_id === item.id && measureOf(step) === measure);
  const changes: Changes = new Map();
  for (const step of own.filter((one) => speaksOf(one, first, last))) {
    changes.set(keyOf(step), null);
    // What gives days back to the engine makes nothing of the others.
    const old = step.quantity === null ? null : rangeOf(base, step);
    for (let bucket = old?.from ?? 0; bucket < (old?.end ?? 0); bucket += 1) {
      if (bucket >= range.from && bucket < range.end) continue;
      const kept = stepOf(base, item, measure, { from: bucket, end: bucket + 1 }, number(numbersOf(plan, item, measure), bucket));
      changes.set(keyOf(kept), kept);
    }
  }
  return changes;
}

function stepOf(base: PlanData, item: Item, measure: Edited, range: Range, shown: number): CellStep {
  return {
    kind: measure === "mps" ? "quantity" : "forecast",
    item_id: item.id,
    bucket: base.bucket_starts[range.from] ?? "",
    ...(range.end - range.from > 1 && { until: lastDay(base, range) }),
    quantity: keptQuantity(base, item.place, measure, shown, range),
  };
}

/**
 * Whether an item is counted in pieces, and the plan, which scrap can make it do, makes no part of one: as the server has
 * it (mps/steering/known.py).
 */
export function makesWhole({ base }: Pick<Around, "base">, item: Item): boolean {
  return item.countsPieces && numbersOf(base, item, "mps").every(Number.isInteger);
}

/** Whether a part of a piece is wished of what is only made whole. */
export function isPartOfPiece(around: Pick<Around, "base">, { item, measure, value }: CellWish): boolean {
  return measure === "mps" && !Number.isInteger(value) && makesWhole(around, item);
}

/** One change of several cells: each sees the steps that those before it have left. */
export function stepsForAll(around: Around, wishes: readonly CellWish[]): { readonly changes: Changes; readonly refused: readonly CellWish[] } {
  const changes: Changes = new Map();
  const refused: CellWish[] = [];
  let now = around;
  for (const wish of wishes) {
    const found = isPartOfPiece(now, wish) ? undefined : stepsFor(now, wish);
    if (!found) {
      refused.push(wish);
      continue;
    }
    for (const [key, step] of found) changes.set(key, step);
    // What only adds a step of its own takes nothing from the others.
    if (found.size > 1) now = { ...now, steps: withSteps(now.steps, found) };
  }
  return { changes, refused };
}

/** Moves all that is not locked of a column's quantity into another one; undefined where there is nothing to move. */
export function movedSteps(around: Around, item: Item, measure: Edited, from: Span, to: Span): Changes | undefined {
  const row = numbersOf(around.plan, item, measure);
  const staying = leastOf(around, { item, measure, span: from });
  const moving = tidy(total(row, from) - staying);
  if (moving <= 0 || lockOf(around, item, measure, to) !== null) return undefined;
  const left = stepsFor(around, { item, measure, span: from, value: staying });
  const then = left && { ...around, steps: withSteps(around.steps, left) };
  const come = then && stepsFor(then, { item, measure, span: to, value: tidy(total(row, to) + moving) });
  return left && come && new Map([...left, ...come]);
}
