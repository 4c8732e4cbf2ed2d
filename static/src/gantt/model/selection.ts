/** Which bars are chosen: the one on which the keys stand, and others with it. Pure. */

import { type Layout, yOf } from "./layout";

/** A rectangle of the content, however it was drawn. */
export interface Lasso {
  readonly x: number;
  readonly y: number;
  readonly toX: number;
  readonly toY: number;
}

export class Selection {
  private ids: ReadonlySet<string> = new Set();
  private at: string | null = null;

  /** Where the keys stand. */
  get active(): string | null {
    return this.at;
  }

  /** All of them, the active one included. */
  get all(): ReadonlySet<string> {
    return this.ids;
  }

  /** This one alone; null: none. */
  only(id: string | null): void {
    this.at = id;
    this.ids = new Set(id === null ? [] : [id]);
  }

  /** Those before, and this one. */
  extend(id: string): void {
    this.at = id;
    this.ids = new Set([...this.ids, id]);
  }

  /** In, or out again: then the keys stand on another one. */
  toggle(id: string): void {
    if (!this.ids.has(id)) {
      this.extend(id);
      return;
    }
    const left = [...this.ids].filter((one) => one !== id);
    this.ids = new Set(left);
    this.at = left.at(-1) ?? null;
  }

  several(ids: readonly string[]): void {
    this.ids = new Set(ids);
    this.at = ids[0] ?? null;
  }

  /** What is no longer there goes. Returns whether any did. */
  keep(isThere: (id: string) => boolean): boolean {
    const left = [...this.ids].filter(isThere);
    if (left.length === this.ids.size) return false;
    const isActive = this.at !== null && left.includes(this.at);
    this.ids = new Set(left);
    if (!isActive) this.at = left[0] ?? null;
    return true;
  }
}

/** Planned bars that a lasso touches, from left to right. */
export function within(layout: Layout, { x, y, toX, toY }: Lasso): string[] {
  const [left, right, top, bottom] = [Math.min(x, toX), Math.max(x, toX), Math.min(y, toY), Math.max(y, toY)];
  const rows = layout.rows.filter((row) => row.top < bottom && row.top + row.height > top);
  const found = rows.flatMap((row) => row.bars.filter((one) => {
    const upper = yOf(layout, row, one);
    return one.bar.lot && upper < bottom && upper + layout.lanePx > top && one.parts.some(([from, width]) => from < right && from + width > left);
  }));
  return found.sort((one, other) => one.x - other.x).map(({ bar }) => bar.id);
}
