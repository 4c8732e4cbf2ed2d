import type { CellRef, CellValue, Column, GridRow, RowId } from "../types";

/** What is to be said of values that were taken. A remark holds as long as its value does: undo and news end it. */
export class Remarks {
  private readonly byRow = new Map<RowId, Map<string, { readonly value: CellValue; readonly text: string }>>();

  set({ rowId, field }: CellRef, value: CellValue, text: string): void {
    const fields = this.byRow.get(rowId) ?? new Map<string, { readonly value: CellValue; readonly text: string }>();
    fields.set(field, { value, text });
    this.byRow.set(rowId, fields);
  }

  /** How the text was understood, and what the column has to say; empty where there is nothing. */
  of(row: GridRow, column: Column): string {
    const value = row.cells[column.id] ?? null;
    const typed = this.byRow.get(row.id)?.get(column.id);
    const own = column.look?.(row, value)?.remark ?? "";
    return [typed?.value === value ? typed.text : "", own].filter(Boolean).join(" ");
  }
}
