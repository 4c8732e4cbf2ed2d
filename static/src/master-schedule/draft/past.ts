/** What a draft was before each step of the person: undo and redo, kept for this tab through a reload. No DOM. */

import type { Store } from "../../orders/queue";
import { areSame, merged, type Step } from "./steps";

const MOST = 100;
/** Characters that a tab's store may spend on it. */
const ROOM = 1_000_000;

type Steps = readonly Step[];

export class Past {
  private done: Steps[] = [];
  private undone: Steps[] = [];

  constructor(private readonly store: Store, private readonly key: string) {
    const kept = store.getItem(key);
    if (kept) ({ done: this.done, undone: this.undone } = JSON.parse(kept) as { done: Steps[]; undone: Steps[] });
  }

  get counts(): { readonly undo: number; readonly redo: number } {
    return { undo: this.done.length, redo: this.undone.length };
  }

  /** The person is about to change what the draft was. */
  record(before: Steps): void {
    this.done = [...this.done, before].slice(-MOST);
    this.undone = [];
    this.keep();
  }

  undo(now: Steps): Steps | null {
    return this.swap("done", "undone", now);
  }

  redo(now: Steps): Steps | null {
    return this.swap("undone", "done", now);
  }

  /** The draft became another one, not by this person's hand here: each step back takes back what it did, and nothing of that. */
  rebase(before: Steps, now: Steps): void {
    const onto = (all: readonly Steps[]): Steps[] => unlike(all.map((steps) => merged(before, steps, now).steps), now);
    [this.done, this.undone] = [onto(this.done), onto(this.undone)];
    this.keep();
  }

  /** The draft was published: there is no way back to what was. */
  forget(): void {
    [this.done, this.undone] = [[], []];
    this.keep();
  }

  private swap(from: "done" | "undone", to: "done" | "undone", now: Steps): Steps | null {
    const steps = this[from].at(-1);
    if (!steps) return null;
    this[from] = this[from].slice(0, -1);
    this[to] = [...this[to], now];
    this.keep();
    return steps;
  }

  private keep(): void {
    const text = JSON.stringify({ done: this.done, undone: this.undone });
    if (text.length < ROOM && this.done.length + this.undone.length > 0) this.store.setItem(this.key, text);
    else this.store.removeItem(this.key); // rather none than steps of which the latest are missing
  }
}

/** Without those that would change nothing, the last of them first. */
function unlike(all: readonly Steps[], now: Steps): Steps[] {
  return all.reduceRight<Steps[]>((kept, steps) => (areSame(steps, kept[0] ?? now) ? kept : [steps, ...kept]), []);
}
