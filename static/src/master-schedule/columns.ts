/** The grid's columns: three frozen ones, then the axis. */

import type { CellLook, CellValue, Column, GridRow, StatusLook } from "../grid/types";
import { cellWidth } from "../grid";
import { parseNumber } from "../grid/model/number";
import { t } from "../shell/i18n";
import { isClosed, shareInside, type Span, titleOf, type Zoom } from "./axis";
import { fencesOf } from "./fences";
import { type HeatRow, loadLook } from "./heat";
import type { PlanData } from "./plan";
import type { Decision } from "./board-events";
import { familyMeasureOf, isFamilyRow } from "./families";
import { type Glance, meaning } from "./rows";

/** What decides how a cell looks; asked at drawing time. */
export interface LookSource {
  glance(rowId: string | number, column: string): Glance;
  /** The value has just changed. */
  flashes(rowId: string | number, column: string): boolean;
  heat(rowId: string | number): HeatRow | undefined;
  /** The numbers are being planned anew. */
  stale(): boolean;
  /** True, or the reason why nothing can be typed there; false where nobody types. */
  editable(rowId: string | number, column: string): boolean | string;
  /** What is typed over: the MPS of a collapsed row, whatever it shows. */
  quantity(rowId: string | number, column: string): number;
  /** The draft has another number there than the published plan. */
  edited(rowId: string | number, column: string): boolean;
  /** What somebody has decided about a cell. */
  decided(rowId: string | number, column: string): Decision;
  /** The load of a heat cell is reckoned from the draft, not planned. */
  estimated(rowId: string | number, column: string): boolean;
}

/** The most that the server takes (orders/drafts.py). */
const QUANTITY = { min: 0, max: 100_000_000 };
const DAY_PX = 62;
const WEEK_PX = 64;
/** An item below its family. */
const INDENT_PX = 14;
export const WIDE_PX = 900;
/** Long codes and names may take so much of the grid. */
const CODE_SHARE = 0.3;
const NAME_SHARE = 0.24;

export function coverLooks(): Record<string, StatusLook> {
  return {
    shortage: { label: t("Shortage"), shape: "square", tone: "bad", plain: true },
    low: { label: t("Low"), shape: "triangle", tone: "warn", plain: true },
    covered: { label: t("Covered"), shape: "circle", tone: "ok", plain: true },
  };
}

/** What the frozen columns must have room for; `families`: none where nothing is rolled up. */
export interface Named {
  readonly plan: PlanData;
  readonly families: readonly string[];
}

export function columnsOf(named: Named, spans: readonly Span[], zoom: Zoom, host: HTMLElement, source: LookSource): Column[] {
  return [...frozen(named, host, source), ...timeColumns(named.plan, spans, zoom, source)];
}

function frozen({ plan, families }: Named, host: HTMLElement, source: LookSource): Column[] {
  const looks = coverLooks();
  const room = host.clientWidth;
  const indent = families.length > 0 ? INDENT_PX : 0;
  const codes = cellWidth([...plan.items.code, ...plan.load.code, ...families], host, { bold: true, tree: true }) + indent;
  const names = cellWidth([...plan.items.name, ...plan.load.name], host);
  const item: Column = { id: "item", title: t("Item"), width: within(96, codes, room * CODE_SHARE), kind: "text", frozen: true, tree: true };
  const name: Column = {
    id: "name", title: t("Description"), width: within(110, names, room * NAME_SHARE), kind: "text", frozen: true, tone: "ink", bold: false,
    look: () => ({ bold: false }),
  };
  const measure: Column = {
    id: "measure", title: t("Measure"), width: 152, kind: "status", frozen: true, statuses: looks,
    look: (row, value) => measureLook(row, value, looks, source),
  };
  return room >= WIDE_PX ? [item, name, measure] : [item, measure];
}

function within(least: number, wanted: number, most: number): number {
  return Math.round(Math.max(least, Math.min(wanted, most)));
}

function measureLook(row: GridRow, value: CellValue, looks: Record<string, StatusLook>, source: LookSource): CellLook | undefined {
  if (row.kind === "heat") return centerLook(source.heat(row.id));
  if (String(value) in looks) return source.flashes(row.id, "measure") ? { wash: "accent" } : undefined;
  const measure = familyMeasureOf(row.id) ?? meaning(row.id)?.measure;
  if (measure === "mps") return { kind: "text", tone: "accent", bold: true };
  return { kind: "text", tone: measure === "balance" ? "ink" : "muted", bold: measure === "balance" };
}

function centerLook(heat: HeatRow | undefined): CellLook {
  const isOver = heat?.worst === "over";
  return { kind: "text", tone: isOver ? "bad" : "muted", bold: isOver, ...(heat && { brief: heat.brief }) };
}

function timeColumns(plan: PlanData, spans: readonly Span[], zoom: Zoom, source: LookSource): Column[] {
  return spans.map((span, index) => ({
    ...titleOf(span, zoom),
    id: span.id,
    width: zoom === "day" ? DAY_PX : WEEK_PX,
    kind: "number",
    shaded: shareInside(span, plan.fences.demand_until, plan.finish_days),
    closed: isClosed(span, plan.finish_days),
    editable: (row) => source.editable(row.id, span.id),
    parse: (text, context) => parseNumber(text, QUANTITY, { ...context, current: source.quantity(context.row.id, span.id) }),
    look: (row, value) => timeLook(row, value, span.id, source),
    fences: fencesOf(plan, spans, index),
  }));
}

const GLANCES: Readonly<Record<Glance, CellLook>> = {
  mps: { bold: true },
  "mps-short": { bold: true, notch: true },
  short: { tone: "bad", wash: "bad", notch: true, bold: true },
  low: { tone: "warn", wash: "warn", bold: false },
  nothing: {},
};

function timeLook(row: GridRow, value: CellValue, column: string, source: LookSource): CellLook | undefined {
  if (row.kind === "heat") return heatLook(row, value, column, source);
  const measure = (isFamilyRow(row.id) ? familyMeasureOf(row.id) : meaning(row.id)?.measure) ?? null;
  const look = measure === null ? GLANCES[source.glance(row.id, column)] : measureCell(measure, value);
  const wash = source.flashes(row.id, column) ? "accent" : look.wash;
  const edited = source.edited(row.id, column);
  return { ...look, ...(wash ? { wash } : {}), ...(edited && { edited, said: t("edited") }), ...decisionLook(source.decided(row.id, column)), stale: source.stale() };
}

function decisionLook(decision: Decision): CellLook {
  if (decision === "fixed") return { pin: true, said: t("fixed by hand") };
  if (decision === "released") return { edited: true, said: t("given back to the engine") };
  return decision === "unlocked" ? { wash: "warn", said: t("unlocked") } : {};
}

function heatLook(row: GridRow, value: CellValue, column: string, source: LookSource): CellLook {
  const stale = source.stale();
  if (typeof value !== "number") return { stale };
  return { ...loadLook(value, source.heat(row.id)?.states[column], source.estimated(row.id, column)), stale };
}

function measureCell(measure: string, value: CellValue): CellLook {
  const negative = typeof value === "number" && value < 0;
  if (measure === "mps") return { tone: "accent", bold: true, ...(value === null ? { text: "·" } : {}) };
  if (measure === "balance") return negative ? { tone: "bad", bold: true, notch: true } : { tone: "ink" };
  if (measure === "atp") return { tone: negative ? "bad" : "ok" };
  return { tone: "muted" };
}
