import type { GridModel } from "../model/model";
import type { Position } from "../model/selection";
import type { Fence } from "../fence";

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
/** The labels of fences have a line of their own: beside the names of groups there is no room for both. */
const FENCE_LINE_PX = 17;
const EDGE_PX = 5;
/** Pinned rows may take this share of the height; on a smaller viewport they scroll with the rest. */
const PINNED_SHARE = 0.6;

/** Translates between cells and pixels of the viewport. All lengths are CSS pixels. */
export class Geometry {
  width = 0;
  height = 0;
  scrollLeft = 0;
  scrollTop = 0;
  rowHeight = 28;

  constructor(private readonly model: GridModel) {}

  get fenceHeight(): number {
    return this.model.columns.has.fences ? FENCE_LINE_PX : 0;
  }
  get groupHeight(): number {
    return this.model.columns.has.groups ? GROUP_LINE_PX : 0;
  }
  /** Where the titles of the columns begin. */
  get titlesTop(): number {
    return this.fenceHeight + this.groupHeight;
  }
  get headerHeight(): number {
    return this.titlesTop + (this.model.columns.has.subtitles ? 31 : 34);
  }
  get pinnedRowHeight(): number {
    return Math.max(22, this.rowHeight - 4);
  }
  private get pinnedHeight(): number {
    const pinned = this.model.rows.pinnedCount;
    return pinned > 0 ? pinned * this.pinnedRowHeight + 6 : 0;
  }
  get pinnedStay(): boolean {
    return this.headerHeight + this.pinnedHeight <= this.height * PINNED_SHARE;
  }
  /** Lower edge of what does not scroll. */
  private get fixedBottom(): number {
    return this.headerHeight + (this.pinnedStay ? this.pinnedHeight : 0);
  }
  /** Where the body begins on the screen. */
  get bodyTop(): number {
    return this.pinnedStay ? this.fixedBottom : this.headerHeight + Math.max(0, this.pinnedHeight - this.scrollTop);
  }
  get contentHeight(): number {
    return this.headerHeight + this.pinnedHeight + this.model.rows.bodyCount * this.rowHeight;
  }
  get contentWidth(): number {
    return this.model.columns.totalWidth;
  }
  get rowsPerPage(): number {
    return Math.max(1, Math.floor((this.height - this.fixedBottom) / this.rowHeight) - 1);
  }

  rowTop(row: number): number {
    const pinned = this.model.rows.pinnedCount;
    if (row < pinned) return this.headerHeight + 3 + row * this.pinnedRowHeight - (this.pinnedStay ? 0 : this.scrollTop);
    return this.headerHeight + this.pinnedHeight + (row - pinned) * this.rowHeight - this.scrollTop;
  }
  heightOf(row: number): number {
    return row < this.model.rows.pinnedCount ? this.pinnedRowHeight : this.rowHeight;
  }
  columnLeft(column: number): number {
    const left = this.model.columns.left(column);
    return column < this.model.columns.frozenCount ? left : left - this.scrollLeft;
  }
  /** Where a fence of a column stands: in the nearest gap between columns, where no value is; never at the frozen edge. */
  fenceX(column: number, { at }: Fence): number {
    const before = at < 0.5 && column > this.model.columns.frozenCount;
    return this.columnLeft(column) + (before ? 0 : this.model.columns.width(column));
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
    const { pinnedCount, count } = this.model.rows;
    // How far the top of the first body row is above the two edges of what is visible of the body.
    const above = this.bodyTop - this.rowTop(pinnedCount);
    const below = this.height - this.rowTop(pinnedCount);
    const first = pinnedCount + Math.max(0, Math.floor(above / this.rowHeight));
    const end = pinnedCount + Math.max(0, Math.ceil(below / this.rowHeight));
    return [Math.min(first, count), Math.min(end, count)];
  }
  visibleColumns(): readonly [number, number] {
    return this.model.columns.visible(this.scrollLeft, this.width);
  }

  /** Whether some of a cell can be seen. */
  shows({ row, column }: Position): boolean {
    const [firstRow, endRow] = this.visibleRows();
    const [firstColumn, endColumn] = this.visibleColumns();
    const { rows, columns } = this.model;
    return (row < rows.pinnedCount || (row >= firstRow && row < endRow)) &&
      (column < columns.frozenCount || (column >= firstColumn && column < endColumn));
  }

  columnAt(x: number): number {
    if (x < 0 || x >= this.width) return -1;
    return this.model.columns.under(x < this.model.columns.frozenWidth ? x : x + this.scrollLeft);
  }
  rowAt(y: number): number {
    const { pinnedCount, count } = this.model.rows;
    if (y < this.headerHeight) return -1;
    if (y < this.bodyTop) {
      const row = Math.floor((y - this.rowTop(0)) / this.pinnedRowHeight);
      return Math.max(0, Math.min(pinnedCount - 1, row));
    }
    const row = pinnedCount + Math.floor((y - this.rowTop(pinnedCount)) / this.rowHeight);
    return row < count ? row : -1;
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
    if (position.row >= rows.pinnedCount || !this.pinnedStay) {
      const start = this.rowTop(position.row) + this.scrollTop - this.fixedBottom;
      const end = start + this.heightOf(position.row) - (this.height - this.fixedBottom);
      top = start < top ? start : Math.min(Math.max(top, end), start);
    }
    return { left, top };
  }
}
