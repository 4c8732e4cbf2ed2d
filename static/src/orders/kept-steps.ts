/**
 * The steps that can be undone, kept for this tab through a reload: per person and site, and for nobody else. What they say
 * of a cell is checked when it is taken back, as always: a cell that somebody has changed since stays as it is. No DOM.
 */

import type { CellValue, Change, StepsKept } from "../grid/types";
import { Kept, type TabStore } from "./tab";

/** About a megabyte: browsers allow five for everything that a tab keeps. */
const MOST_CELLS = 15_000;
const WAIT_MS = 300;

type Packed = [row: string | number, field: string, old: CellValue, new: CellValue, request?: number];
interface Written {
  last: number;
  done: [number: number, changes: Packed[]][];
  undone: [number: number, changes: Packed[]][];
}

export class KeptSteps {
  private readonly kept: Kept<Written>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private latest: (() => StepsKept) | undefined;

  constructor(store: TabStore, person: number, site: string) {
    this.kept = new Kept(store, person, site, "steps");
  }

  read(): StepsKept | null {
    const kept = this.kept.read();
    if (!kept) return null;
    const { last, done, undone } = kept;
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
    this.kept.write({ last: steps.last, done: done.map(packed), undone: newest(steps.undone).map(packed) });
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
