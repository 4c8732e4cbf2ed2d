import type { Position } from "./selection";

export interface Space {
  readonly rows: number;
  readonly columns: number;
  /** Rows per page. */
  readonly page: number;
  readonly frozenColumns: number;
  readonly pinnedRows: number;
}

export type Motion =
  | "up" | "down" | "left" | "right"
  | "top" | "bottom" | "first" | "last"
  | "pageUp" | "pageDown" | "home" | "end";

const ARROWS: Readonly<Record<string, readonly [Motion, Motion]>> = {
  ArrowUp: ["up", "top"],
  ArrowDown: ["down", "bottom"],
  ArrowLeft: ["left", "first"],
  ArrowRight: ["right", "last"],
  Home: ["first", "home"],
  End: ["last", "end"],
  PageUp: ["pageUp", "pageUp"],
  PageDown: ["pageDown", "pageDown"],
};

/** Motion of a key, null for keys that do not move. */
export function motionOf(key: string, control: boolean): Motion | null {
  const pair = ARROWS[key];
  return pair ? pair[control ? 1 : 0] : null;
}

const STEPS: Readonly<Record<Motion, (from: Position, space: Space) => Position>> = {
  up: (from) => ({ row: from.row - 1, column: from.column }),
  down: (from) => ({ row: from.row + 1, column: from.column }),
  left: (from) => ({ row: from.row, column: from.column - 1 }),
  right: (from) => ({ row: from.row, column: from.column + 1 }),
  // Within the body, Ctrl+Up stops below the heat rows first.
  top: (from, space) => ({ row: from.row > space.pinnedRows ? space.pinnedRows : 0, column: from.column }),
  bottom: (from, space) => ({ row: space.rows - 1, column: from.column }),
  first: (from, space) => ({
    row: from.row,
    column: from.column > space.frozenColumns ? Math.min(space.frozenColumns, space.columns - 1) : 0,
  }),
  last: (from, space) => ({ row: from.row, column: space.columns - 1 }),
  pageUp: (from, space) => ({ row: Math.max(Math.min(from.row, space.pinnedRows), from.row - space.page), column: from.column }),
  pageDown: (from, space) => ({ row: from.row + space.page, column: from.column }),
  home: (_from, space) => ({ row: space.pinnedRows, column: 0 }),
  end: (_from, space) => ({ row: space.rows - 1, column: space.columns - 1 }),
};

export function move(from: Position, motion: Motion, space: Space): Position {
  return clamp(STEPS[motion](from, space), space);
}

export function clamp(position: Position, space: Pick<Space, "rows" | "columns">): Position {
  return {
    row: Math.max(0, Math.min(position.row, space.rows - 1)),
    column: Math.max(0, Math.min(position.column, space.columns - 1)),
  };
}

/** Next cell in reading order; null past the last (or before the first) cell, where Tab leaves the grid. */
export function tab(from: Position, backwards: boolean, space: Pick<Space, "rows" | "columns">): Position | null {
  const index = from.row * space.columns + from.column + (backwards ? -1 : 1);
  if (index < 0 || index >= space.rows * space.columns) return null;
  return { row: Math.floor(index / space.columns), column: index % space.columns };
}
