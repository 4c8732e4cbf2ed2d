import type { CellKind, Column, GridRow } from "../types";

const MIN_WIDTH_PX = 36;
const FROZEN_SHARE = 0.6;

/** Where each column stands. Positions are CSS pixels from the left edge of the first column. */
export class ColumnLayout {
  private list: readonly Column[] = [];
  private offsets: number[] = [0];
  private frozen = 0;
  private viewportWidth = Infinity;
  /** Widths the user has dragged; they outlive setColumns. */
  private readonly dragged = new Map<string, number>();
  private readonly indexById = new Map<string, number>();
  /** Which lines the header needs: looked up once, for the top of every cell hangs on it. */
  has: Readonly<Record<"fences" | "groups" | "subtitles", boolean>> = { fences: false, groups: false, subtitles: false };

  set(columns: readonly Column[]): void {
    this.list = columns;
    this.indexById.clear();
    columns.forEach((column, index) => this.indexById.set(column.id, index));
    this.has = {
      fences: columns.some(({ fences = [] }) => fences.length > 0),
      groups: columns.some(({ group }) => group !== undefined),
      subtitles: columns.some(({ subtitle }) => subtitle !== undefined),
    };
    this.measure();
  }

  /** Widths are those of the columns again. */
  forgetDragged(): void {
    this.dragged.clear();
  }

  /** A frozen part that leaves no room for the rest is let go, column by column from its right edge. */
  fit(viewportWidth: number): void {
    this.viewportWidth = viewportWidth;
    this.measure();
  }

  resize(index: number, width: number): number {
    const column = this.list[index];
    if (!column) return 0;
    const clamped = Math.max(MIN_WIDTH_PX, Math.round(width));
    // From now on nothing grows by itself: the edges that were not dragged must not move.
    this.list.forEach((other, place) => { if (other.grow) this.dragged.set(other.id, this.width(place)); });
    this.dragged.set(column.id, clamped);
    this.measure();
    return clamped;
  }

  get count(): number {
    return this.list.length;
  }
  get frozenCount(): number {
    return this.frozen;
  }
  get frozenWidth(): number {
    return this.left(this.frozen);
  }
  get totalWidth(): number {
    return this.left(this.list.length);
  }
  get all(): readonly Column[] {
    return this.list;
  }

  at(index: number): Column | undefined {
    return this.list[index];
  }
  index(id: string): number {
    return this.indexById.get(id) ?? -1;
  }
  left(index: number): number {
    return this.offsets[index] ?? 0;
  }
  width(index: number): number {
    return this.left(index + 1) - this.left(index);
  }

  /** Column under `x`, -1 outside. */
  under(x: number): number {
    if (x < 0 || x >= this.totalWidth) return -1;
    let low = 0;
    let high = this.list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.left(middle) <= x) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Scrolling columns that touch a viewport of `width` (frozen part included), as [first, end). */
  visible(scrollLeft: number, width: number): readonly [number, number] {
    if (this.frozen === this.list.length) return [this.frozen, this.frozen];
    const first = Math.max(this.frozen, this.under(scrollLeft + this.frozenWidth));
    // The right edge itself is no longer inside; offsets are fractions of a pixel on dense screens.
    const last = this.under(Math.min(scrollLeft + width, this.totalWidth) - 0.01);
    return [first, Math.max(first, last + 1)];
  }

  private measure(): void {
    const asked = (column: Column): number => this.dragged.get(column.id) ?? column.width;
    const shares = (column: Column): number => (this.dragged.has(column.id) ? 0 : (column.grow ?? 0));
    const left = this.viewportWidth - this.list.reduce((sum, column) => sum + asked(column), 0);
    const share = Number.isFinite(left) ? Math.max(0, left) / (this.list.reduce((sum, column) => sum + shares(column), 0) || 1) : 0;
    this.offsets = [0];
    let x = 0;
    for (const column of this.list) {
      x += asked(column) + Math.floor(share * shares(column));
      this.offsets.push(x);
    }
    const firstFree = this.list.findIndex((column) => !column.frozen);
    this.frozen = firstFree < 0 ? this.list.length : firstFree;
    while (this.frozen > 0 && this.frozenWidth > this.viewportWidth * FROZEN_SHARE) this.frozen -= 1;
  }
}

/** A row of its own kind (heat) overrides every column that is not frozen. */
export function kindOf(column: Column, row: GridRow): CellKind {
  if (row.kind && !column.frozen) return row.kind;
  return column.kind ?? "text";
}
