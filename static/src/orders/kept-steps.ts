/**
 * The steps that can be undone, kept for this tab through a reload: per person and site, and for nobody else. What they say
 * of a cell is checked when it is taken back, as always: a cell that somebody has changed since stays as it is. No DOM.
 */

import type { CellValue, Change, StepsKept } from "../grid/types";

const PREFIX = "lockstep.steps.";
/** About a megabyte: browsers allow five for everything that a tab keeps. */
const MOST_CELLS = 15_000;
const WAIT_MS = 300;

type Packed = [row: string | number, field: string, old: CellValue, new: CellValue, request?: number];
interface Written {
  last: number;
  done: [number: number, changes: Packed[]][];
  undone: [number: number, changes: Packed[]][];
}

export type TabStore = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

/** Forget the steps of everyone (but of one person). */
export function forgetSteps(store: TabStore, except = ""): void {
  const keys = Array.from({ length: store.length }, (_none, place) => store.key(place) ?? "");
  const others = keys.filter((key) => key.startsWith(PREFIX) && !(except && key.startsWith(`${PREFIX}${except}.`)));
  for (const key of others) store.removeItem(key);
}

export class KeptSteps {
  private readonly key: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private latest: (() => StepsKept) | undefined;

  constructor(private readonly store: TabStore, person: number, site: string) {
    this.key = `${PREFIX}${String(person)}.${site}`;
    forgetSteps(store, String(person));
  }

  read(): StepsKept | null {
    const kept = this.store.getItem(this.key);
    if (!kept) return null;
    const { last, done, undone } = JSON.parse(kept) as Written;
    return { last, done: done.map(unpacked), undone: undone.map(unpacked) };
  }

  /** Write soon: a series of edits is written once. */
  write(steps: () => StepsKept): void {
    this.latest = steps;
    this.timer ??= setTimeout(() => { this.flush(); }, WAIT_MS);
  }

  /** Write now: the page is about to go. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const steps = this.latest?.();
    this.latest = undefined;
    if (!steps) return;
    const done = newest(steps.done);
    const written: Written = { last: steps.last, done: done.map(packed), undone: newest(steps.undone).map(packed) };
    try {
      this.store.setItem(this.key, JSON.stringify(written));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.store.removeItem(this.key); // no room: rather none than steps of which the latest are missing
    }
  }
}

type Step = StepsKept["done"][number];

/** The last steps that fit, whole ones only. */
function newest(steps: readonly Step[]): readonly Step[] {
  let cells = 0;
  let first = steps.length;
  while (first > 0) {
    cells += steps[first - 1]?.changes.length ?? 0;
    if (cells > MOST_CELLS) break;
    first -= 1;
  }
  return steps.slice(first);
}

function packed({ number, changes }: Step): [number, Packed[]] {
  return [number, changes.map(({ rowId, field, old, new: mine, request }): Packed =>
    request === undefined ? [rowId, field, old, mine] : [rowId, field, old, mine, request])];
}

function unpacked([number, changes]: [number, Packed[]]): Step {
  return { number, changes: changes.map(([rowId, field, old, mine, request]): Change => ({ rowId, field, old, new: mine, ...(request !== undefined && { request }) })) };
}
