/** What was published by hand and holds: the quantities of the MPS that somebody has fixed, and how they are given back. Pure. */

import type { Span } from "../axis";
import type { Item } from "../plan";
import type { Changes } from "./edits";
import { type CellStep, isCellStep, keyOf, type Step } from "./steps";

/** As the server tells of it; the days are both included. */
export interface Hold {
  readonly kind: string;
  readonly item_id: number | null;
  readonly first: string | null;
  readonly last: string | null;
  readonly quantity: string | null;
  readonly lot_key?: string;
}

/** A quantity of some days of an item. */
export interface FixedDays {
  readonly first: string;
  readonly last: string;
  readonly quantity: number;
}

export class Holds {
  private byItem = new Map<number, FixedDays[]>();
  private lots: ReadonlySet<string> = new Set();
  private known = "[]";

  /** Returns whether anything is other than before. */
  set(holds: readonly Hold[]): boolean {
    const now = JSON.stringify(holds);
    if (now === this.known) return false;
    this.known = now;
    this.byItem = new Map();
    this.lots = new Set(holds.flatMap(({ kind, lot_key: lot }) => (kind === "lot" && lot ? [lot] : [])));
    for (const { kind, item_id: item, first, last, quantity } of holds) {
      if (kind !== "quantity" || item === null || first === null || last === null) continue;
      this.byItem.set(item, [...(this.byItem.get(item) ?? []), { first, last, quantity: Number(quantity ?? 0) }]);
    }
    return true;
  }

  /** What is fixed of an item in any of a column's days. */
  of({ id }: Pick<Item, "id">, { first, last }: Pick<Span, "first" | "last">): FixedDays[] {
    return this.byItem.get(id)?.filter((fixed) => fixed.first <= last && fixed.last >= first) ?? [];
  }

  /** Somebody has fixed this lot. */
  hasLot(lot: string): boolean {
    return this.lots.has(lot);
  }

  get isEmpty(): boolean {
    return this.byItem.size === 0;
  }
}

/** Gives quantities back to the engine, in place of what the draft says of their days. */
export function releaseSteps(steps: readonly Step[], { id }: Pick<Item, "id">, fixed: readonly FixedDays[]): Changes {
  const changes: Changes = new Map();
  for (const { first, last } of fixed) {
    for (const step of steps) if (isQuantityOf(step, id) && speaksOf(step, first, last)) changes.set(keyOf(step), null);
    const step: CellStep = { kind: "quantity", item_id: id, bucket: first, until: last, quantity: null };
    changes.set(keyOf(step), step);
  }
  return changes;
}

/** The draft gives back what was fixed of any of a column's days. */
export function isReleased(steps: readonly Step[], { id }: Pick<Item, "id">, { first, last }: Pick<Span, "first" | "last">): boolean {
  return steps.some((step) => isQuantityOf(step, id) && step.quantity === null && speaksOf(step, first, last));
}

function isQuantityOf(step: Step, item: number): step is CellStep {
  return isCellStep(step) && step.kind === "quantity" && step.item_id === item;
}

/** Whether a step says anything of days from one to another. */
export function speaksOf({ bucket, until }: CellStep, first: string, last: string): boolean {
  return bucket <= last && (until ?? bucket) >= first;
}
