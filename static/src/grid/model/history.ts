import type { Change, RowId } from "../types";

const LIMIT = 500;

/** One user step: what it changed, under a number that stays with it through undo and redo. */
export interface Step {
  readonly number: number;
  readonly changes: readonly Change[];
}

/** Steps by row id and field, never by position: rows may be sorted or reloaded in between. */
export class History {
  private done: Step[] = [];
  private undone: Step[] = [];
  private last = 0;

  /** Remember a step; null where nothing changed, which is none. */
  record(changes: readonly Change[]): number | null {
    if (changes.length === 0) return null;
    this.last += 1;
    this.done.push({ number: this.last, changes });
    if (this.done.length > LIMIT) this.done.shift();
    this.undone = [];
    return this.last;
  }

  /** What takes a step back (the last one, or the one with that number), in reverse order; null when it is not done. */
  undo(number = this.done.at(-1)?.number): Step | null {
    const place = this.done.findIndex((step) => step.number === number);
    const [step] = place < 0 ? [] : this.done.splice(place, 1);
    if (!step) return null;
    // A later step stays: where it wrote over this one's value, it now stands on the value before this one.
    const own = step.changes.filter((change) => !this.rebased(change, place));
    this.undone.push({ number: step.number, changes: own });
    return { number: step.number, changes: own.map((change) => ({ ...change, old: change.new, new: change.old })).reverse() };
  }

  redo(): Step | null {
    const step = this.undone.pop();
    if (!step) return null;
    this.done.push(step);
    return step;
  }

  /** Whether a step from `place` on changed the same cell again; the first that did loses its knowledge of the value. */
  private rebased({ rowId, field, old }: Change, place: number): boolean {
    for (let later = place; later < this.done.length; later += 1) {
      const step = this.done[later];
      const at = step?.changes.findIndex((change) => isCell(change, rowId, field)) ?? -1;
      if (!step || at < 0) continue;
      this.done[later] = { ...step, changes: step.changes.map((change, index) => (index === at ? { ...change, old } : change)) };
      return true;
    }
    return false;
  }
}

function isCell(change: Change, rowId: RowId, field: string): boolean {
  return change.rowId === rowId && change.field === field;
}
