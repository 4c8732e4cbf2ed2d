import { textOf, type Wish } from "./edits";
import type { GridModel } from "./model";
import { isSingle, type Range } from "./selection";

/** Texts of a range, line by line. */
export function readBlock(model: GridModel, range: Range): string[][] {
  const lines: string[][] = [];
  for (let row = range.top; row <= range.bottom; row += 1) {
    const line: string[] = [];
    for (let column = range.left; column <= range.right; column += 1) {
      const cell = model.cell(row, column);
      line.push(cell ? textOf(cell.row, cell.column) : "");
    }
    lines.push(line);
  }
  return lines;
}

/**
 * Writes `lines` over `target`, the whole block repeated as often as it takes. Where a line of it is shorter than the
 * others, or has nothing at all, it says nothing of the cells that it does not reach.
 */
export function tile(model: GridModel, lines: readonly (readonly string[])[], target: Range): Wish[] {
  const width = widthOf(lines);
  const wishes: Wish[] = [];
  for (let row = target.top; row <= target.bottom; row += 1) {
    const whole = lines[(row - target.top) % lines.length] ?? [];
    const line = width > 1 && whole.length === 1 && whole[0] === "" ? [] : whole;
    for (let column = target.left; column <= target.right; column += 1) {
      const cell = model.cell(row, column);
      const text = line[(column - target.left) % width];
      if (cell && text !== undefined) wishes.push({ ...cell, text });
    }
  }
  return wishes;
}

function widthOf(lines: readonly (readonly string[])[]): number {
  return Math.max(1, ...lines.map((line) => line.length));
}

/** Where a pasted block goes: a selection that is a multiple of it is filled, else it keeps its size from the corner. */
export function pasteTarget(model: GridModel, lines: readonly (readonly string[])[], selected: Range): Range {
  const height = lines.length;
  const width = widthOf(lines);
  const rows = selected.bottom - selected.top + 1;
  const columns = selected.right - selected.left + 1;
  if (!isSingle(selected) && rows % height === 0 && columns % width === 0) return selected;
  return {
    top: selected.top,
    left: selected.left,
    bottom: Math.min(selected.top + height, model.rows.count) - 1,
    right: Math.min(selected.left + width, model.columns.count) - 1,
  };
}

/** Ctrl+D: the first line downwards; a single line takes the one above it. */
export function fillDown(model: GridModel, range: Range): Wish[] {
  const source = range.top === range.bottom ? range.top - 1 : range.top;
  if (source < 0) return [];
  const lines = readBlock(model, { ...range, top: source, bottom: source });
  return tile(model, lines, { ...range, top: source + 1 });
}

export function fillRight(model: GridModel, range: Range): Wish[] {
  const source = range.left === range.right ? range.left - 1 : range.left;
  if (source < 0) return [];
  const lines = readBlock(model, { ...range, left: source, right: source });
  return tile(model, lines, { ...range, left: source + 1 });
}

/** The fill handle was dragged from `source` to `target`, which contains it. */
export function fillTo(model: GridModel, source: Range, target: Range): Wish[] {
  const lines = readBlock(model, source);
  const wishes: Wish[] = [];
  for (const part of around(source, target)) {
    // Upwards and to the left the pattern must still line up with the source.
    const turned = rotate(lines, part.top - source.top, part.left - source.left);
    wishes.push(...tile(model, turned, part));
  }
  return wishes;
}

function around(source: Range, target: Range): Range[] {
  const parts: Range[] = [];
  if (target.top < source.top) parts.push({ ...target, bottom: source.top - 1 });
  if (target.bottom > source.bottom) parts.push({ ...target, top: source.bottom + 1 });
  const beside = { ...target, top: source.top, bottom: source.bottom };
  if (target.left < source.left) parts.push({ ...beside, right: source.left - 1 });
  if (target.right > source.right) parts.push({ ...beside, left: source.right + 1 });
  return parts;
}

function rotate(lines: readonly (readonly string[])[], rows: number, columns: number): string[][] {
  const turn = <T>(list: readonly T[], by: number): T[] => {
    const start = ((by % list.length) + list.length) % list.length;
    return [...list.slice(start), ...list.slice(0, start)];
  };
  return turn(lines, rows).map((line) => turn(line, columns));
}
