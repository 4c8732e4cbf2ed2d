import type { Mark, RowId } from "../types";

/** What is known about single cells besides their value. Keyed by row, so that an unmarked row costs one lookup. */
export class Marks {
  private readonly byRow = new Map<RowId, Map<string, Mark>>();

  get(rowId: RowId, field: string): Mark | undefined {
    return this.byRow.get(rowId)?.get(field);
  }

  set(rowId: RowId, field: string, mark: Mark | null): void {
    const fields = this.byRow.get(rowId);
    if (mark) {
      if (fields) fields.set(field, mark);
      else this.byRow.set(rowId, new Map([[field, mark]]));
      return;
    }
    fields?.delete(field);
    if (fields?.size === 0) this.byRow.delete(rowId);
  }

  clear(state?: Mark["state"]): void {
    if (state === undefined) {
      this.byRow.clear();
      return;
    }
    for (const [rowId, fields] of this.byRow) {
      for (const [field, mark] of fields) if (mark.state === state) fields.delete(field);
      if (fields.size === 0) this.byRow.delete(rowId);
    }
  }
}
