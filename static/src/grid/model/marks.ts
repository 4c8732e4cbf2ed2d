import type { CellRef, CellValue, Mark, RowId } from "../types";

/** What is known about single cells besides their value. Keyed by row, so that an unmarked row costs one lookup. */
export class Marks {
  private readonly byRow = new Map<RowId, Map<string, Mark>>();
  /** Value before the first edit since the mark was last cleared. */
  private readonly originals = new Map<RowId, Map<string, CellValue>>();

  get(rowId: RowId, field: string): Mark | undefined {
    return this.byRow.get(rowId)?.get(field);
  }

  /** A cell that is back at its first value is no longer edited. */
  edited(rowId: RowId, field: string, old: CellValue, now: CellValue): void {
    const fields = this.originals.get(rowId) ?? new Map<string, CellValue>();
    const original = fields.has(field) ? (fields.get(field) ?? null) : old;
    if (original === now) {
      this.set(rowId, field, null);
      return;
    }
    fields.set(field, original);
    this.originals.set(rowId, fields);
    this.set(rowId, field, { state: "edited" });
  }

  set(rowId: RowId, field: string, mark: Mark | null): void {
    const fields = this.byRow.get(rowId);
    if (mark) {
      if (fields) fields.set(field, mark);
      else this.byRow.set(rowId, new Map([[field, mark]]));
      return;
    }
    this.originals.get(rowId)?.delete(field);
    fields?.delete(field);
    if (fields?.size === 0) this.byRow.delete(rowId);
  }

  /** The cells whose value was refused; what only waits for a decision is none of them. */
  refused(): CellRef[] {
    return this.where((mark) => mark.state === "error" && mark.waits !== true);
  }

  /** The cells where the person must choose between two values. */
  undecided(): CellRef[] {
    return this.where((mark) => mark.state === "conflict");
  }

  private where(wanted: (mark: Mark) => boolean): CellRef[] {
    const found: CellRef[] = [];
    for (const [rowId, fields] of this.byRow) {
      for (const [field, mark] of fields) if (wanted(mark)) found.push({ rowId, field });
    }
    return found;
  }

  clear(state?: Mark["state"]): void {
    if (state === undefined) {
      this.byRow.clear();
      this.originals.clear();
      return;
    }
    for (const [rowId, fields] of [...this.byRow]) {
      for (const [field, mark] of [...fields]) if (mark.state === state) this.set(rowId, field, null);
    }
  }
}
