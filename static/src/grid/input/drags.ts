import type { Desk } from "../desk";
import { fillTo } from "../model/blocks";
import type { Position, Range } from "../model/selection";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a pressed pointer does until it is released. */
export interface Drag {
  readonly cursor: string;
  /** Scrolls when the pointer leaves the viewport. */
  readonly scrolls: boolean;
  move(point: Point): void;
  end(): void;
  cancel(): void;
}

/** The cell nearest to the pointer, also when it is outside the grid. */
export function nearestCell(desk: Desk, point: Point): Position {
  const { geometry } = desk.stage;
  const { rows, columns } = desk.space;
  const x = Math.max(0, Math.min(point.x, geometry.width - 1));
  const y = Math.max(geometry.headerHeight, Math.min(point.y, geometry.height - 1));
  const row = geometry.rowAt(y);
  const column = geometry.columnAt(x);
  return { row: row < 0 ? rows - 1 : row, column: column < 0 ? columns - 1 : column };
}

export class SelectDrag implements Drag {
  readonly cursor = "";
  readonly scrolls = true;
  private last: Position;

  constructor(private readonly desk: Desk, start: Position) {
    this.last = start;
  }
  move(point: Point): void {
    const cell = nearestCell(this.desk, point);
    if (cell.row === this.last.row && cell.column === this.last.column) return;
    this.last = cell;
    this.desk.model.selection.extend(cell);
    this.desk.selectionChanged();
  }
  end(): void {
    this.desk.stage.redraw();
  }
  cancel(): void {
    this.desk.stage.redraw();
  }
}

/** Along the axis on which the pointer has gone further, as spreadsheets do. */
export class FillDrag implements Drag {
  readonly cursor = "crosshair";
  readonly scrolls = true;
  private target: Range;

  constructor(private readonly desk: Desk, private readonly source: Range, private readonly preview: (range: Range | null) => void) {
    this.target = source;
  }
  move(point: Point): void {
    const cell = nearestCell(this.desk, point);
    const { source } = this;
    const down = Math.max(cell.row - source.bottom, source.top - cell.row, 0);
    const across = Math.max(cell.column - source.right, source.left - cell.column, 0);
    this.target =
      down >= across
        ? { ...source, top: Math.min(source.top, cell.row), bottom: Math.max(source.bottom, cell.row) }
        : { ...source, left: Math.min(source.left, cell.column), right: Math.max(source.right, cell.column) };
    this.preview(this.target);
    this.desk.stage.redraw();
  }
  end(): void {
    this.preview(null);
    this.desk.edit(fillTo(this.desk.model, this.source, this.target), "filled");
    this.desk.selectRange(this.target);
  }
  cancel(): void {
    this.preview(null);
    this.desk.stage.redraw();
  }
}

export class ResizeDrag implements Drag {
  readonly cursor = "col-resize";
  readonly scrolls = false;
  private readonly before: number;

  constructor(private readonly desk: Desk, private readonly column: number) {
    this.before = desk.model.columns.width(column);
  }
  move(point: Point): void {
    this.desk.resize(this.column, point.x - this.desk.stage.geometry.columnLeft(this.column), false);
  }
  end(): void {
    const width = this.desk.model.columns.width(this.column);
    if (width !== this.before) this.desk.resize(this.column, width, true);
  }
  cancel(): void {
    this.desk.resize(this.column, this.before, false);
  }
}
