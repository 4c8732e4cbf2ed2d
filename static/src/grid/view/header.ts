import type { GridModel } from "../model/model";
import type { Column } from "../types";
import type { Geometry } from "./geometry";
import { type Extent, placeLabel, uncovered } from "./labels";
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
  const names = geometry.groupHeight > 0 ? groupNames(pen, model, geometry, first, end) : [];
  const labels = fenceLabels(pen, model, geometry, { first, end, names });
  // The dates of the columns say the month of a name that is left out.
  paintGroups(pen, geometry, uncovered(names, labels));
  paintFenceLabels(pen, labels);
}

function paintHeader(pen: Pen, model: GridModel, geometry: Geometry, column: Column, index: number, active: boolean): void {
  const left = geometry.columnLeft(index);
  const width = model.columns.width(index);
  const top = geometry.groupHeight;
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

interface Name extends Extent {
  readonly text: string;
}

/** Names of the groups, where they would stand; a line ends each group. */
function groupNames(pen: Pen, model: GridModel, geometry: Geometry, first: number, end: number): Name[] {
  const names: Name[] = [];
  let index = first;
  // The group of the first visible column may start further left.
  const pinnedLeft = first < model.columns.frozenCount ? 0 : model.columns.frozenWidth;
  while (index < end) {
    const group = model.columns.at(index)?.group;
    let next = index + 1;
    while (next < end && model.columns.at(next)?.group === group) next += 1;
    if (group) {
      const left = Math.max(pinnedLeft, geometry.columnLeft(index)) + PADDING_PX;
      const right = geometry.columnLeft(next - 1) + model.columns.width(next - 1);
      pen.use(13, STRONG);
      names.push({ text: group, left, right: left + Math.min(right - PADDING_PX - left, pen.width(group)) });
      pen.upright(pen.theme.line, right, 0, geometry.headerHeight);
    }
    index = next;
  }
  return names;
}

function paintGroups(pen: Pen, geometry: Geometry, names: readonly Name[]): void {
  pen.use(13, STRONG);
  pen.fill(pen.theme.ink);
  for (const { text, left, right } of names) pen.text(text, left, geometry.groupHeight / 2 + 2, right - left);
}

interface Seen {
  readonly first: number;
  readonly end: number;
  /** Where text stands that a label does not cover if it can help it. */
  readonly names: readonly Extent[];
}

function fenceLabels(pen: Pen, model: GridModel, geometry: Geometry, { first, end, names }: Seen): Name[] {
  const from = first < model.columns.frozenCount ? 0 : model.columns.frozenWidth;
  const labels: Name[] = [];
  pen.use(11, STRONG);
  for (let index = first; index < end; index += 1) {
    for (const fence of model.columns.at(index)?.fences ?? []) {
      const { label, short } = fence;
      const line = geometry.fenceX(index, fence);
      const widths = [label, short].map((text) => pen.width(text) + LABEL_PADDING_PX * 2);
      const { choice, left, right } = placeLabel(line, widths, [...names, ...labels], { left: from, right: geometry.width });
      labels.push({ text: choice === 0 ? label : short, left, right });
    }
  }
  return labels;
}

function paintFenceLabels(pen: Pen, labels: readonly Name[]): void {
  pen.use(11, STRONG);
  for (const { text, left, right } of labels) {
    pen.rect(pen.theme.ink2, left, 2, right - left, 15);
    pen.fill(pen.theme.surface);
    pen.text(text, left + LABEL_PADDING_PX, 9.5, right - left);
  }
}
