import type { GridModel } from "../model/model";
import type { Column } from "../types";
import type { Geometry } from "./geometry";
import { type Extent, placeLabels } from "./labels";
import type { Pen } from "./pen";

const PADDING_PX = 8;
const LABEL_PADDING_PX = 6;
const STRONG = 650;

/** Titles of the columns [first, end), without the ground. */
export function paintHeaders(pen: Pen, model: GridModel, geometry: Geometry, first: number, end: number): void {
  const active = model.selection.active?.column ?? -1;
  for (let index = first; index < end; index += 1) {
    const column = model.columns.at(index);
    if (column) paintHeader(pen, model, geometry, column, index, index === active);
  }
  if (geometry.groupHeight > 0) paintGroups(pen, model, geometry, first, end);
  if (geometry.fenceHeight > 0) paintFenceLabels(pen, model, geometry, first, end);
}

function paintHeader(pen: Pen, model: GridModel, geometry: Geometry, column: Column, index: number, active: boolean): void {
  const left = geometry.columnLeft(index);
  const width = model.columns.width(index);
  const top = geometry.titlesTop;
  const height = geometry.headerHeight - top;
  paintGround(pen, column, active, { left, top, width, height });
  const align = alignOf(column);
  const x = align === "right" ? left + width - PADDING_PX : align === "center" ? left + width / 2 : left + PADDING_PX;
  const middle = column.subtitle ? top + 9 : top + height / 2;
  pen.use(12, STRONG);
  pen.fill(active ? pen.theme.accentInk : pen.theme.ink2);
  pen.text(column.title + sortSign(model, column), x, middle, width - PADDING_PX * 2 + 4, align);
  if (column.subtitle) {
    pen.use(12, 400);
    pen.fill(active ? pen.theme.accentInk : pen.theme.ink3);
    pen.text(column.subtitle, x, middle + 13, width - 6, align);
  } else if (column.editable) underline(pen, x, geometry.headerHeight - 5, align);
}

function paintGround(pen: Pen, column: Column, active: boolean, box: { left: number; top: number; width: number; height: number }): void {
  const { theme } = pen;
  const shaded = column.closed ? 1 : (column.shaded ?? 0);
  if (shaded > 0) pen.rect(theme.sunken, box.left, box.top, box.width * shaded, box.height);
  if (!active) return;
  pen.rect(theme.accentWash, box.left, box.top, box.width, box.height);
  pen.rect(theme.accent, box.left, box.top + box.height - 2, box.width, 2);
}

function alignOf(column: Column): CanvasTextAlign {
  return column.align ?? (column.kind === "number" || column.subtitle ? "right" : "left");
}

function sortSign(model: GridModel, column: Column): string {
  if (model.sort?.field !== column.id) return "";
  return model.sort.descending ? " ↓" : " ↑";
}

/** Says before the first click that this column can be written to. */
function underline(pen: Pen, x: number, y: number, align: CanvasTextAlign): void {
  const length = 18;
  const left = align === "right" ? x - length : align === "center" ? x - length / 2 : x;
  pen.rect(pen.theme.accent, left, y, length, 2);
}

/** Names of the groups; a line ends each group. */
function paintGroups(pen: Pen, model: GridModel, geometry: Geometry, first: number, end: number): void {
  let index = first;
  // The group of the first visible column may start further left.
  const pinnedLeft = first < model.columns.frozenCount ? 0 : model.columns.frozenWidth;
  const middle = geometry.fenceHeight + geometry.groupHeight / 2 + 2;
  while (index < end) {
    const group = model.columns.at(index)?.group;
    let next = index + 1;
    while (next < end && model.columns.at(next)?.group === group) next += 1;
    if (group) {
      const left = Math.max(pinnedLeft, geometry.columnLeft(index)) + PADDING_PX;
      const right = geometry.columnLeft(next - 1) + model.columns.width(next - 1);
      pen.use(13, STRONG);
      pen.fill(pen.theme.ink);
      pen.text(group, left, middle, right - PADDING_PX - left);
      pen.upright(pen.theme.line, right, geometry.fenceHeight, geometry.headerHeight - geometry.fenceHeight);
    }
    index = next;
  }
}

interface Label {
  readonly text: string;
  readonly at: Extent;
}

/** Of the fences whose lines are seen, from left to right. */
function fenceLabels(pen: Pen, model: GridModel, geometry: Geometry, first: number, end: number): Label[] {
  const room = { left: first < model.columns.frozenCount ? 0 : model.columns.frozenWidth, right: geometry.width };
  const seen = [];
  for (let index = first; index < end; index += 1) {
    for (const fence of model.columns.at(index)?.fences ?? []) seen.push({ ...fence, line: geometry.fenceX(index, fence) });
  }
  const fences = seen.filter(({ line }) => line >= room.left && line <= room.right);
  const widthOf = (text: string): number => pen.width(text) + LABEL_PADDING_PX * 2;
  const placed = placeLabels(fences.map(({ line, label, short }) => ({ line, widths: [widthOf(label), widthOf(short)] })), room);
  return placed.map((at, place) => ({ at, text: fences[place]?.[at.isLong ? "label" : "short"] ?? "" }));
}

function paintFenceLabels(pen: Pen, model: GridModel, geometry: Geometry, first: number, end: number): void {
  pen.use(11, STRONG);
  for (const { text, at: { left, right } } of fenceLabels(pen, model, geometry, first, end)) {
    pen.rect(pen.theme.ink2, left, 2, right - left, 15);
    pen.fill(pen.theme.surface);
    pen.text(text, left + LABEL_PADDING_PX, 9.5, right - left);
  }
}
