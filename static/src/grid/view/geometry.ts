import type { GridModel } from "../model/model";
import type { Position } from "../model/selection";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Zone = "header" | "pinned" | "body" | "outside";

export interface Spot {
  readonly zone: Zone;
  /** -1 in the header and outside. */
  readonly row: number;
  /** -1 outside. */
  readonly column: number;
}

const GROUP_LINE_PX = 19;
const EDGE_PX = 5;

/** Translates between cells and pixels of the viewport. All lengths are CSS pixels. */
export class Geometry {
  width = 0;
  height = 0;
  scrollLeft = 0;
  scrollTop = 0;
  rowHeight = 28;

  constructor(private readonly model: GridModel) {}

  get groupHeight(): number {
    return this.model.columns.all.some((column) => column.group !== undefined) ? GROUP_LINE_PX : 0;
  }
  get headerHeight(): number {
    const twoLines = this.model.columns.all.some((column) => column.subtitle !== undefined);
    return this.groupHeight + (twoLines ? 29 : 34);
  }
  get pinnedRowHeight(): number {
    return Math.max(22, this.rowHeight - 4);
  }
  /** Header and pinned rows: what does not scroll. */
  get bodyTop(): number {
    const pinned = this.model.rows.pinnedCount;
    return this.headerHeight + pinned * this.pinnedRowHeight + (pinned > 0 ? 6 : 0);
  }
  get contentHeight(): number {
    return this.bodyTop + this.model.rows.bodyCount * this.rowHeight;
  }
  get contentWidth(): number {
    return this.model.columns.totalWidth;
  }
  get rowsPerPage(): number {
    return Math.max(1, Math.floor((this.height - this.bodyTop) / this.rowHeight) - 1);
  }

  rowTop(row: number): number {
    const pinned = this.model.rows.pinnedCount;
    if (row < pinned) return this.headerHeight + 3 + row * this.pinnedRowHeight;
    return this.bodyTop + (row - pinned) * this.rowHeight - this.scrollTop;
  }
  heightOf(row: number): number {
    return row < this.model.rows.pinnedCount ? this.pinnedRowHeight : this.rowHeight;
  }
  columnLeft(column: number): number {
    const left = this.model.columns.left(column);
    return column < this.model.columns.frozenCount ? left : left - this.scrollLeft;
  }
  box(position: Position): Box {
    return {
      x: this.columnLeft(position.column),
      y: this.rowTop(position.row),
      width: this.model.columns.width(position.column),
      height: this.heightOf(position.row),
    };
  }

  /** Body rows that touch the viewport, as [first, end). */
  visibleRows(): readonly [number, number] {
    const pinned = this.model.rows.pinnedCount;
    const first = pinned + Math.floor(this.scrollTop / this.rowHeight);
    const end = pinned + Math.ceil((this.scrollTop + Math.max(0, this.height - this.bodyTop)) / this.rowHeight);
    return [Math.min(first, this.model.rows.count), Math.min(end, this.model.rows.count)];
  }
  visibleColumns(): readonly [number, number] {
    return this.model.columns.visible(this.scrollLeft, this.width);
  }

  columnAt(x: number): number {
    if (x < 0 || x >= this.width) return -1;
    return this.model.columns.under(x < this.model.columns.frozenWidth ? x : x + this.scrollLeft);
  }
  rowAt(y: number): number {
    const pinned = this.model.rows.pinnedCount;
    if (y < this.headerHeight) return -1;
    if (y < this.bodyTop) return Math.min(pinned - 1, Math.max(0, Math.floor((y - this.headerHeight - 3) / this.pinnedRowHeight)));
    const row = pinned + Math.floor((y - this.bodyTop + this.scrollTop) / this.rowHeight);
    return row < this.model.rows.count ? row : -1;
  }
  spot(x: number, y: number): Spot {
    const column = this.columnAt(x);
    if (column < 0) return { zone: "outside", row: -1, column };
    if (y < this.headerHeight) return { zone: "header", row: -1, column };
    const row = this.rowAt(y);
    if (row < 0) return { zone: "outside", row, column };
    return { zone: row < this.model.rows.pinnedCount ? "pinned" : "body", row, column };
  }

  /** The column whose right edge is under the pointer, -1 if none. */
  edgeAt(x: number): number {
    for (const probe of [x - EDGE_PX, x + EDGE_PX]) {
      const column = this.columnAt(probe);
      if (column < 0) continue;
      const right = this.columnLeft(column) + this.model.columns.width(column);
      if (Math.abs(right - x) <= EDGE_PX) return column;
    }
    return -1;
  }

  /** Scroll offsets at which the cell is wholly visible, changed as little as possible. */
  reveal(position: Position): { left: number; top: number } {
    const { columns, rows } = this.model;
    let left = this.scrollLeft;
    let top = this.scrollTop;
    if (position.column >= columns.frozenCount) {
      const start = columns.left(position.column) - columns.frozenWidth;
      const end = columns.left(position.column + 1) - this.width;
      left = start < left ? start : Math.min(Math.max(left, end), Math.max(start, 0));
    }
    if (position.row >= rows.pinnedCount) {
      const start = (position.row - rows.pinnedCount) * this.rowHeight;
      const end = start + this.rowHeight - (this.height - this.bodyTop);
      top = start < top ? start : Math.min(Math.max(top, end), start);
    }
    return { left, top };
  }
}
