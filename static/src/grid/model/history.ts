import type { Change } from "../types";

const LIMIT = 500;

/** Steps by row id and field, never by position: rows may be sorted or reloaded in between. */
export class History {
  private done: (readonly Change[])[] = [];
  private undone: (readonly Change[])[] = [];

  record(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    this.done.push(changes);
    if (this.done.length > LIMIT) this.done.shift();
    this.undone = [];
  }

  /** The changes that take the last step back, in reverse order; null when there is none. */
  undo(): readonly Change[] | null {
    const step = this.done.pop();
    if (!step) return null;
    this.undone.push(step);
    return step.map((change) => ({ ...change, old: change.new, new: change.old })).reverse();
  }

  redo(): readonly Change[] | null {
    const step = this.undone.pop();
    if (!step) return null;
    this.done.push(step);
    return step;
  }
}
