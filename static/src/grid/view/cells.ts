import { kindOf } from "../model/columns";
import { display, narrowNumber } from "../model/format";
import type { CellKind, CellLook, CellValue, Column, GridRow, Mark, StatusLook, Tone } from "../types";
import type { Box } from "./geometry";
import type { Pen } from "./pen";
import { type Heat, heatStep } from "./theme";

export const PADDING_PX = 8;
const CLOCK_PX = 8;
const PIN_PX = 8;
/** Of the heat scale: all that there is, and not more. */
const FULL_STEP = 4;
export const REGULAR = 400;
const MEDIUM = 500;
export const STRONG = 650;

export interface CellPaint {
  readonly column: Column;
  readonly row: GridRow;
  readonly value: CellValue;
  readonly mark: Mark | undefined;
  readonly hasRemark?: boolean;
  readonly box: Box;
  /** Pixels by which the text is moved to the right: tree level and twisty. */
  readonly indent: number;
}

type Painter = (pen: Pen, cell: CellPaint, look: CellLook | undefined, kind: CellKind) => void;

const PAINTERS: Readonly<Record<CellKind, Painter>> = {
  text: paintText,
  number: paintText,
  date: paintText,
  link: paintText,
  status: paintStatus,
  heat: paintHeat,
  week: paintWeek,
};

export function paintCell(pen: Pen, cell: CellPaint): void {
  const typed = refusedText(cell.mark);
  const look = typed === null ? cell.column.look?.(cell.row, cell.value) : undefined;
  if (typed !== null) paintText(pen, cell, { text: typed, tone: "bad" }, kindOf(cell.column, cell.row));
  else if (look) paintLooked(pen, cell, look);
  else paintContent(pen, cell, undefined);
  if (cell.mark) paintMark(pen, cell.mark, cell.box);
  if (cell.hasRemark && cell.mark?.state !== "error" && cell.mark?.state !== "conflict") paintCorner(pen, pen.theme.warn, cell.box);
}

/** What was typed and refused: it is shown in place of what holds. Null where there is none; what only waits is no refusal. */
export function refusedText(mark: Mark | undefined): string | null {
  return mark?.state === "error" && !mark.waits && mark.text !== undefined ? mark.text : null;
}

function paintLooked(pen: Pen, cell: CellPaint, look: CellLook): void {
  const { box } = cell;
  if (look.wash) pen.rect(pen.wash(look.wash), box.x, box.y, box.width, box.height - pen.hairline);
  if (look.stale) pen.context.globalAlpha = 0.6;
  paintContent(pen, cell, look);
  if (look.stale) pen.context.globalAlpha = 1;
  if (look.notch) pen.triangle(pen.theme.bad, box.x, box.y, 7);
  if (look.pin) pen.shape("diamond", pen.theme.accent, box.x + PIN_PX, box.y + box.height / 2);
  if (look.edited && !cell.mark) paintMark(pen, { state: "edited" }, box);
}

function paintContent(pen: Pen, cell: CellPaint, look: CellLook | undefined): void {
  const kind = look?.kind ?? kindOf(cell.column, cell.row);
  PAINTERS[kind](pen, cell, look, kind);
}

function paintText(pen: Pen, cell: CellPaint, look: CellLook | undefined, kind: CellKind): void {
  const { column, row, value, box, indent } = cell;
  const text = look?.text ?? display(column, row, value);
  if (text === "") return;
  pen.use(13, weight(column, row, look, kind));
  pen.fill(pen.tone(look?.tone ?? row.tone ?? column.tone ?? (kind === "link" ? "accent" : "ink")));
  const align = column.align ?? (kind === "number" ? "right" : "left");
  const room = box.width - PADDING_PX * 2 - indent;
  pen.text(fitting(text, look, kind, (words) => pen.width(words) <= room), textStart(box, align, indent), box.y + box.height / 2, room, align);
}

function fitting(text: string, look: CellLook | undefined, kind: CellKind, fits: (words: string) => boolean): string {
  if (kind === "number") return narrowNumber(text, fits);
  return look?.brief === undefined || fits(text) ? text : look.brief;
}

function weight(column: Column, row: GridRow, look: CellLook | undefined, kind: CellKind): number {
  if (look?.bold ?? column.bold ?? row.bold) return STRONG;
  return kind === "link" ? MEDIUM : REGULAR;
}

function textStart(box: Box, align: CanvasTextAlign, indent: number): number {
  if (align === "right") return box.x + box.width - PADDING_PX;
  return align === "center" ? box.x + box.width / 2 : box.x + PADDING_PX + indent;
}

function paintStatus(pen: Pen, cell: CellPaint, look: CellLook | undefined): void {
  const { column, row, value, box, indent } = cell;
  const status = column.statuses?.[String(value)];
  // A tree's measure rows hold their name in the column where the item shows its status.
  if (!status) return paintText(pen, cell, look, "text");
  const middle = box.y + box.height / 2;
  const left = box.x + PADDING_PX + indent;
  const room = box.width - PADDING_PX * 2 - indent;
  pen.use(12, STRONG);
  const text = look?.text ?? display(column, row, value);
  const ink = pen.tone(status.tone);
  if (!status.plain) paintPill(pen, status, left, middle, Math.min(room, pen.width(text) + 26));
  pen.shape(status.shape, ink, left + (status.plain ? 4 : 11), middle);
  pen.fill(ink);
  pen.text(text, left + (status.plain ? 14 : 19), middle, room - (status.plain ? 14 : 26));
}

function paintPill(pen: Pen, status: StatusLook, left: number, middle: number, width: number): void {
  pen.rounded(pen.wash(status.tone), left, middle - 9.5, width, 19, 9.5);
}

function paintWeek(pen: Pen, cell: CellPaint, look: CellLook | undefined): void {
  const text = look?.text ?? display(cell.column, cell.row, cell.value);
  if (text === "") return;
  const middle = cell.box.y + cell.box.height / 2;
  const left = cell.box.x + PADDING_PX;
  pen.use(12, STRONG);
  const room = Math.min(cell.box.width - PADDING_PX * 2, pen.width(text) + 14);
  pen.rounded(pen.theme.sunken, left, middle - 9, room, 18, 4);
  pen.fill(pen.tone(look?.tone ?? "muted"));
  pen.text(text, left + 7, middle, room - 12);
}

function paintHeat(pen: Pen, cell: CellPaint, look: CellLook | undefined): void {
  const { box, value } = cell;
  if (typeof value !== "number") return paintText(pen, cell, look, "text");
  // Overtime that carries the load is no overload.
  const step = heatStep(Math.round(value));
  const heat = pen.theme.heat[look?.overtime ? Math.min(step, FULL_STEP) : step];
  if (!heat) return;
  const [x, y, width, height] = [box.x + 1, box.y + 1, box.width - 2, box.height - 2];
  pen.rounded(heat.ground, x, y, width, height, 3);
  if (heat.hatched) pen.hatch(x + 1, y + 1, width - 2, height - 2);
  paintHeatLabel(pen, cell, heat, look);
}

function paintHeatLabel(pen: Pen, { box, column, row, value }: CellPaint, heat: Heat, look: CellLook | undefined): void {
  const [x, y, width, height] = [box.x + 1, box.y + 1, box.width - 2, box.height - 2];
  const text = look?.text ?? display(column, row, value);
  pen.use(12, heat.hatched ? STRONG : MEDIUM);
  if (heat.hatched) {
    // The stripes would cross the digits.
    const label = pen.width(text) + 6;
    pen.rounded(heat.ground, x + (width - label) / 2, y + 3, label, height - 6, 3);
  }
  const middle = box.y + box.height / 2;
  if (look?.overtime) pen.clock(heat.ink, x + CLOCK_PX, middle, heat.ground);
  pen.fill(heat.ink);
  pen.text(text, box.x + (box.width + (look?.overtime ? CLOCK_PX : 0)) / 2, middle, box.width, "center");
}

const MARK_TONES: Readonly<Record<Mark["state"], Tone | "edited">> = {
  edited: "edited", saving: "edited", error: "bad", conflict: "warn",
};

function paintMark(pen: Pen, mark: Mark, box: Box): void {
  const tone = mark.state === "error" && mark.waits ? "warn" : MARK_TONES[mark.state];
  if (tone === "edited") {
    // Hollow while on its way to the server, solid when only here.
    const color = pen.theme.edited;
    if (mark.state === "saving") pen.frame(color, box.x + box.width - 4, box.y + 4, 3, box.height - 8, 1);
    else pen.rect(color, box.x + box.width - 4, box.y + 4, 3, box.height - 8);
    return;
  }
  const color = pen.tone(tone);
  pen.frame(color, box.x + 1, box.y + 1, box.width - 2, box.height - 3, 1.5);
  paintCorner(pen, color, box);
}

/** A triangle in the upper right corner. */
function paintCorner(pen: Pen, color: string, box: Box): void {
  pen.context.save();
  pen.context.translate(box.x + box.width - 1, 0);
  pen.context.scale(-1, 1);
  pen.triangle(color, 0, box.y + 1, 8);
  pen.context.restore();
}
