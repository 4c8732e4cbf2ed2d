/** The columns of the orders grid, and how their cells look. */

import type { CellLook, CellValue, Column, GridRow, Parsed, StatusLook } from "../grid/types";
import { number, t } from "../shell/i18n";

export const STATUSES = (): Readonly<Record<string, StatusLook>> => ({
  on_time: { label: t("On time"), shape: "circle", tone: "ok" },
  at_risk: { label: t("At risk"), shape: "triangle", tone: "warn" },
  late: { label: t("Late"), shape: "square", tone: "bad" },
  not_planned: { label: t("Not planned"), shape: "diamond", tone: "accent" },
  quote: { label: t("Quote"), shape: "diamond", tone: "accent", plain: true },
  requested: { label: t("Requested"), shape: "diamond", tone: "accent", plain: true },
  shipped: { label: t("Shipped"), shape: "circle", tone: "ok", plain: true },
  closed: { label: t("Closed"), shape: "circle", tone: "ok", plain: true },
  cancelled: { label: t("Cancelled"), shape: "square", tone: "bad", plain: true },
});

/** "+3 d", "−12 d": working days to spare, or missing. */
export function slackText(value: CellValue): string {
  if (typeof value !== "number") return "";
  const sign = value > 0 ? "+" : value < 0 ? "−" : "";
  return t("{days} d", { days: `${sign}${String(Math.abs(value))}` });
}

const TONES: Readonly<Record<string, CellLook>> = {
  late: { tone: "bad", bold: true },
  at_risk: { tone: "warn", bold: true },
  on_time: { tone: "ok" },
};

function bySlack(row: GridRow): CellLook | undefined {
  return TONES[String(row.cells["status"])];
}

/** A planned date after the promised one is marked by a corner as well as by colour. */
function plannedLook(row: GridRow): CellLook | undefined {
  return row.cells["status"] === "late" ? { tone: "bad", bold: true, notch: true } : undefined;
}

/** A day before today is taken, for the customer may well have wanted it then; that no plan can keep it must not go unsaid. */
export function pastDay(today: string): NonNullable<Column["look"]> {
  return (row, value) =>
    today !== "" && typeof value === "string" && value < today && !FINISHED.has(row.cells["status"] ?? null)
      ? { remark: t("Before today, {today}: it will be late.", { today }) }
      : undefined;
}

/** What a quantity may be, in the grid and on a card. */
export function quantityBounds(largest: number): Required<Pick<Column, "above" | "max" | "nullable">> {
  return { above: 0, max: largest, nullable: false };
}

/** A note that is taken away is an empty text, as the server keeps it. */
function readNote(text: string): Parsed {
  return { ok: true, value: text.replace(/\r\n?/g, "\n").trim() };
}

function frozenWord(value: CellValue): string {
  return value ? t("Frozen") : "";
}

export const FINISHED: ReadonlySet<CellValue> = new Set(["shipped", "closed", "cancelled"]);

/**
 * The columns for someone who may edit these fields. `isStale`: the line was changed and no plan covers that yet, so that
 * what the plan said about it is dimmed.
 */
export function columns(editable: ReadonlySet<string>, currency: string, largest: number, isStale: (row: GridRow) => boolean, today = ""): Column[] {
  // The currency stands once, in the head: beside every number it took the room of the number.
  const money = (value: CellValue): string => (typeof value === "number" ? number(value, { maximumFractionDigits: 0 }) : "");
  const open = (row: GridRow): boolean | string => (FINISHED.has(row.cells["status"] ?? null) ? t("This line is finished.") : true);
  const may = (field: string): NonNullable<Column["editable"]> => (editable.has(field) ? open : false);
  const planned = (look: (row: GridRow) => CellLook | undefined) => (row: GridRow): CellLook | undefined =>
    isStale(row) ? { ...look(row), stale: true } : look(row);
  return [
    { id: "status", title: t("Status"), width: 132, kind: "status", frozen: true, sortable: true, statuses: STATUSES() },
    { id: "order", title: t("Order"), width: 118, kind: "link", frozen: true, sortable: true, bold: true },
    { id: "customer", title: t("Customer"), width: 150, grow: 2, frozen: true, sortable: true },
    { id: "item", title: t("Item"), width: 102, sortable: true },
    { id: "description", title: t("Description"), width: 118, grow: 3, tone: "muted", sortable: true },
    { id: "quantity", title: t("Quantity"), width: 78, kind: "number", sortable: true, editable: may("quantity"), ...quantityBounds(largest) },
    { id: "requested_date", title: t("Requested"), width: 102, kind: "date", sortable: true, editable: may("requested_date"), nullable: false, look: pastDay(today) },
    { id: "promised_date", title: t("Promised"), width: 102, kind: "date", sortable: true, editable: may("promised_date"), nullable: true, look: pastDay(today) },
    { id: "planned_date", title: t("Planned"), width: 106, kind: "date", sortable: true, look: planned(plannedLook) },
    { id: "slack", title: t("Slack"), width: 78, kind: "number", sortable: true, format: slackText, look: planned(bySlack) },
    { id: "priority", title: t("Priority"), width: 72, kind: "number", sortable: true, editable: may("priority"), min: 1, max: 9, integer: true, nullable: false },
    { id: "value", title: currency ? t("Value, {currency}", { currency }) : t("Value"), width: 92, kind: "number", sortable: true, tone: "muted", format: money },
    { id: "note", title: t("Note"), width: 130, grow: 3, sortable: true, editable: may("note"), parse: readNote },
    { id: "shipped_quantity", title: t("Shipped"), width: 76, kind: "number", sortable: true, tone: "muted" },
    { id: "open_quantity", title: t("Still open"), width: 76, kind: "number", sortable: true },
    { id: "planning_frozen", title: t("Frozen"), width: 76, sortable: true, format: frozenWord },
    { id: "make_to_order_key", title: t("Make to order"), width: 116, sortable: true },
  ];
}

/** Whether a key may be the first of what one types into a cell: then it is typed, whatever else it means. */
export function begins(field: string, key: string): boolean {
  // A note begins with anything; a number or a date with no small letter and no `?`, but `/2` halves a number.
  return field === "note" || !/^[a-z?]$/.test(key);
}
