import type { CellRef, CellValue, Change, RowId, StepsKept } from "../types";

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

  /** The number of a step of which nothing was taken: it is no step, but what was refused of it can be put away. */
  pass(): number {
    this.last += 1;
    return this.last;
  }

  has(number: number): boolean {
    return [...this.done, ...this.undone].some((step) => step.number === number);
  }

  get latest(): number {
    return this.done.at(-1)?.number ?? 0;
  }

  /** What takes a step back (the last one, or the one with that number), in reverse order; null when it is not done. */
  undo(number = this.done.at(-1)?.number): Step | null {
    const place = this.done.findIndex((step) => step.number === number);
    const [step] = place < 0 ? [] : this.done.splice(place, 1);
    if (!step) return null;
    // A later step stays: where it wrote over this one's value, it now stands on the value before this one.
    const own = step.changes.filter((change) => change.request !== undefined || !this.rebased(change, place));
    this.undone.push({ ...step, changes: own.map(unasked) });
    return { ...step, changes: own.map((change) => ({ ...change, old: change.new, new: change.old })).reverse() };
  }

  redo(): Step | null {
    const step = this.undone.pop();
    if (!step) return null;
    this.done.push(step);
    return step;
  }

  /** How many steps can be taken back, and how many done again. */
  get counts(): { readonly undo: number; readonly redo: number } {
    return { undo: this.done.length, redo: this.undone.length };
  }

  /** All of it, to be handed back after a reload. */
  get kept(): StepsKept {
    return { last: this.last, done: this.done, undone: this.undone };
  }
  restore({ last, done, undone }: StepsKept): void {
    this.last = last;
    this.done = [...done];
    this.undone = [...undone];
  }

  /**
   * A cell was not led from `from` to `to` after all: whoever keeps the rows refused it. What did that, be it a step or
   * one that was taken back, loses its change of the cell. Returns the latest such step, and those of which nothing is left.
   * Where a `request` for it waits, the step stays, with that request in place of an earlier one for the cell.
   */
  forget(cell: CellRef, from: CellValue, to: CellValue, request?: number | null): { readonly step: number | null; readonly gone: number[] } {
    const back = trail(this.undone, cell, { from, to, start: "new", end: "old" });
    if (back.length > 0) return { step: back[0] ?? null, gone: this.drop("undone", cell, back) };
    const forth = trail(this.done, cell, { from, to, start: "old", end: "new" });
    const gone = typeof request === "number" ? this.ask({ ...cell, old: from, new: to, request }, forth) : this.drop("done", cell, forth);
    const place = this.done.findIndex((step) => step.number > (forth[0] ?? Infinity));
    if (place >= 0) this.rebased({ ...cell, old: from, new: to }, place);
    return { step: forth[0] ?? null, gone };
  }

  /** The latest of these steps has only asked for it; the others, and those whose request this one replaces, go. */
  private ask(change: Change, numbers: readonly number[]): number[] {
    const [latest] = numbers;
    if (latest === undefined) return [];
    const asked = this.done.filter((step) => step.changes.some((each) => isCell(each, change.rowId, change.field) && each.request !== undefined));
    const others = [...numbers, ...asked.map((step) => step.number)].filter((number) => number !== latest);
    this.done = this.done.map((step) => step.number !== latest ? step
      : { ...step, changes: step.changes.map((each) => (isCell(each, change.rowId, change.field) ? change : each)) });
    return this.drop("done", change, others);
  }

  private drop(which: "done" | "undone", cell: CellRef, numbers: readonly number[]): number[] {
    const gone: number[] = [];
    this[which] = this[which].flatMap((step) => {
      if (!numbers.includes(step.number)) return [step];
      const changes = step.changes.filter((change) => !isCell(change, cell.rowId, cell.field));
      if (changes.length > 0) return [{ ...step, changes }];
      gone.push(step.number);
      return [];
    });
    return gone;
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

/** Done again, it is asked for again. */
function unasked({ rowId, field, old, new: mine, remark }: Change): Change {
  return { rowId, field, old, new: mine, ...(remark !== undefined && { remark }) };
}

interface Path {
  readonly from: CellValue;
  readonly to: CellValue;
  readonly start: "old" | "new";
  readonly end: "old" | "new";
}

/** The steps, the latest first, that led a cell from one value to another; empty where they did not. */
function trail(steps: readonly Step[], { rowId, field }: CellRef, { from, to, start, end }: Path): number[] {
  const found: number[] = [];
  let wanted = to;
  for (const step of [...steps].reverse()) {
    const change = step.changes.find((each) => isCell(each, rowId, field));
    if (change?.[end] !== wanted) {
      if (change && found.length > 0) return [];
      continue;
    }
    found.push(step.number);
    wanted = change[start];
    if (wanted === from) return found;
  }
  return [];
}
