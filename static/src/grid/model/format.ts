import { withHyphen, withMinus } from "../../shell/minus";
import type { CellValue, Column, GridRow } from "../types";
import { kindOf } from "./columns";

const GROUPED = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const ROUNDED = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
/** A number of so few characters is not measured: it fits into every column. */
const SHORT = 5;

/** Text shown in the cell. */
export function display(column: Column, row: GridRow, value: CellValue): string {
  const kind = kindOf(column, row);
  if (column.format && kind === (column.kind ?? "text")) return column.format(value, row);
  if (value === null) return "";
  if (kind === "status") return statusLabel(column, value);
  if (typeof value === "number") return kind === "heat" ? `${Math.round(value)}%` : number(value);
  return typeof value === "boolean" ? (value ? "✓" : "") : value;
}

/** Of a number that is wider than its cell: all its digits without commas, else rounded to K or M. Never half of it. */
export function narrowNumber(text: string, fits: (text: string) => boolean): string {
  const digits = text.replaceAll(",", "");
  const value = Number(withHyphen(digits));
  if (text.length <= SHORT || fits(text) || digits === "" || Number.isNaN(value)) return text;
  return fits(digits) ? digits : withMinus(ROUNDED.format(value));
}

/** Text for the clipboard and the editor: what parsing gives back as the same value. */
export function plain(column: Column, row: GridRow, value: CellValue): string {
  if (value === null) return "";
  if (kindOf(column, row) === "status") return statusLabel(column, value);
  return typeof value === "boolean" ? String(Number(value)) : String(value);
}

function statusLabel(column: Column, value: NonNullable<CellValue>): string {
  return column.statuses?.[String(value)]?.label ?? String(value);
}

function number(value: number): string {
  // Most cells are small whole numbers, and Intl costs a microsecond each.
  return withMinus(Number.isInteger(value) && value > -1000 && value < 1000 ? String(value) : GROUPED.format(value));
}
