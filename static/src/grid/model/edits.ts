import type { CellRef, CellValue, Change, Column, GridRow, Parsed, Rejection, Translate } from "../types";
import { plain } from "./format";
import { parseCell } from "./parse";

/** What the user wants in one cell. */
export interface Wish {
  readonly row: GridRow;
  readonly column: Column;
  readonly text: string;
  /** The value that the person saw, where the row may have another one by now. */
  readonly seen?: CellValue;
}

export interface Outcome {
  readonly changes: readonly Change[];
  readonly rejected: readonly Rejection[];
  /** Accepted, but the value was there already, or had been when the person began and is another one's now: an earlier refusal in such a cell is settled. */
  readonly unchanged: readonly CellRef[];
}

export interface EditRules {
  readonly readOnly: boolean;
  readonly today: string;
  readonly t: Translate;
  readonly dateOrder?: "dmy" | "mdy" | undefined;
}

/** True, or the reason why not; the empty string where the column as a whole is not meant to be edited. */
export function editability(column: Column, row: GridRow, rules: EditRules): true | string {
  if (column.editable === undefined || column.editable === false || row.editable === false) return "";
  if (rules.readOnly) return rules.t("Read-only at the moment.");
  if (column.editable === true) return true;
  const answer = column.editable(row);
  return typeof answer === "boolean" ? answer || "" : answer;
}

export function valueOf(row: GridRow, column: Column): CellValue {
  return row.cells[column.id] ?? null;
}

/**
 * Sorts wishes into changes and refusals. Columns that are not meant to be edited are passed over in silence, because
 * pasted blocks often span them; a cell locked for a reason is a refusal.
 */
export function judge(wishes: Iterable<Wish>, rules: EditRules): Outcome {
  const changes: Change[] = [];
  const rejected: Rejection[] = [];
  const unchanged: CellRef[] = [];
  for (const { row, column, text, seen } of wishes) {
    const allowed = editability(column, row, rules);
    if (allowed === "") continue;
    const now = valueOf(row, column);
    const old = seen === undefined ? now : seen;
    const parsed: Parsed =
      allowed === true
        ? parseCell(text, column, { current: old, row, today: rules.today, t: rules.t, ...(rules.dateOrder && { dateOrder: rules.dateOrder }) })
        : { ok: false, reason: allowed };
    if (!parsed.ok) rejected.push({ rowId: row.id, field: column.id, text, reason: parsed.reason });
    else if (parsed.value !== old && parsed.value !== now) {
      changes.push({ rowId: row.id, field: column.id, old, new: parsed.value, ...(parsed.remark && { remark: parsed.remark }) });
    } else unchanged.push({ rowId: row.id, field: column.id });
  }
  return { changes, rejected, unchanged };
}

/** The same cell as text, as copy and fill hand it on. */
export function textOf(row: GridRow, column: Column): string {
  return plain(column, row, valueOf(row, column));
}
