export interface Position {
  readonly row: number;
  readonly column: number;
}

/** Inclusive on all sides. */
export interface Range {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** One rectangle: the anchor is the active cell, the other corner follows Shift and the pointer. */
export class Selection {
  private anchor: Position | null = null;
  private corner: Position | null = null;

  get active(): Position | null {
    return this.anchor;
  }
  /** The corner that moves while extending. */
  get moving(): Position | null {
    return this.corner;
  }
  get range(): Range | null {
    if (!this.anchor || !this.corner) return null;
    return {
      top: Math.min(this.anchor.row, this.corner.row),
      left: Math.min(this.anchor.column, this.corner.column),
      bottom: Math.max(this.anchor.row, this.corner.row),
      right: Math.max(this.anchor.column, this.corner.column),
    };
  }

  select(position: Position): void {
    this.anchor = position;
    this.corner = position;
  }
  extend(position: Position): void {
    if (!this.anchor) this.anchor = position;
    this.corner = position;
  }
  selectRange(anchor: Position, corner: Position): void {
    this.anchor = anchor;
    this.corner = corner;
  }
  clear(): void {
    this.anchor = null;
    this.corner = null;
  }
}

export function isSingle(range: Range): boolean {
  return range.top === range.bottom && range.left === range.right;
}

export function contains(range: Range, row: number, column: number): boolean {
  return row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;
}

export function size(range: Range): number {
  return (range.bottom - range.top + 1) * (range.right - range.left + 1);
}
