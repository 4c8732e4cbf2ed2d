import type {
  CellRef, CellValue, Change, Column, EditEvent, EditSource, GridRow, Mark, RowPatch, RowId, SelectEvent, Translate,
} from "../types";
import { ColumnLayout } from "./columns";
import { type EditRules, editability, judge, type Outcome, valueOf, type Wish } from "./edits";
import { History, type Step } from "./history";
import { Marks } from "./marks";
import { Remarks } from "./remarks";
import { clamp } from "./navigate";
import { RowStore } from "./rows";
import { type Position, Selection, size } from "./selection";
import { statistics } from "./statistics";

/** Above this, Sum and Average would take longer than a frame. */
const STATISTICS_LIMIT_CELLS = 400_000;

export interface Cell {
  readonly row: GridRow;
  readonly column: Column;
}

/** Everything the grid knows, without a DOM: columns, rows, selection, marks, history. */
export class GridModel {
  readonly columns = new ColumnLayout();
  readonly rows = new RowStore();
  readonly selection = new Selection();
  readonly marks = new Marks();
  readonly remarks = new Remarks();
  readonly history = new History();
  sort: { readonly field: string; readonly descending: boolean } | null = null;
  loading = false;
  /** The cell that was refused last: its reason is shown even where the selection has moved on. */
  latestRefusal: CellRef | null = null;
  /** The one cell of the latest step, where something is to be said of its value. */
  latestRemark: CellRef | null = null;
  /** The cell of which the page has just said that a value was not taken, and the step that had brought it. */
  private forgotten: (CellRef & { readonly step: number | null }) | null = null;
  rules: EditRules;

  constructor(today: string, t: Translate) {
    this.rules = { readOnly: false, today, t };
  }

  cell(row: number, column: number): Cell | undefined {
    const found = { row: this.rows.at(row), column: this.columns.at(column) };
    return found.row && found.column ? { row: found.row, column: found.column } : undefined;
  }
  activeCell(): Cell | undefined {
    const active = this.selection.active;
    return active ? this.cell(active.row, active.column) : undefined;
  }
  locate(ref: CellRef): Position | null {
    const position = { row: this.rows.position(ref.rowId), column: this.columns.index(ref.field) };
    return position.row < 0 || position.column < 0 ? null : position;
  }
  refAt(position: Position | null): CellRef | null {
    const cell = position ? this.cell(position.row, position.column) : undefined;
    return cell ? { rowId: cell.row.id, field: cell.column.id } : null;
  }
  canEdit(cell: Cell): true | string {
    return editability(cell.column, cell.row, this.rules);
  }

  /** Runs a change of rows or columns and puts the selection back onto the same row ids and fields. */
  keepSelection(change: () => void): void {
    const anchor = this.refAt(this.selection.active);
    const corner = this.refAt(this.selection.moving);
    const was = this.selection.active;
    change();
    if (!was || !anchor) return;
    if (this.rows.count === 0 || this.columns.count === 0) {
      this.selection.clear();
      return;
    }
    const from = this.find(anchor) ?? clamp(was, { rows: this.rows.count, columns: this.columns.count });
    this.selection.selectRange(from, (corner && this.find(corner)) ?? from);
  }

  /** A row inside a closed parent is found at its parent. */
  private find(ref: CellRef): Position | null {
    const above = this.rows.ancestors(ref.rowId).map(({ id }) => this.locate({ rowId: id, field: ref.field }));
    return this.locate(ref) ?? above.find((position) => position !== null) ?? null;
  }

  update(patches: readonly RowPatch[]): void {
    this.rows.update(patches);
  }

  /** Judges and applies one user step. Null when there was nothing to do. */
  edit(wishes: Iterable<Wish>, source: EditSource): EditEvent | null {
    return this.commit(judge(wishes, this.rules), source);
  }

  /** Values that need no parsing; a locked cell still refuses them. */
  applyValues(values: readonly (CellRef & { readonly value: Change["new"] })[]): EditEvent | null {
    const changes: Change[] = [];
    const rejected: EditEvent["rejected"][number][] = [];
    for (const { rowId, field, value } of values) {
      const row = this.rows.get(rowId);
      const column = this.columns.at(this.columns.index(field));
      if (!row || !column) continue;
      const allowed = this.canEdit({ row, column });
      const old = valueOf(row, column);
      if (allowed !== true) rejected.push({ rowId, field, text: String(value ?? ""), reason: allowed });
      else if (old !== value) changes.push({ rowId, field, old, new: value });
    }
    return this.commit({ changes, rejected, unchanged: [] }, "typed");
  }

  undo(step?: number): EditEvent | null {
    if (this.rules.readOnly) return null;
    const refused = step === undefined ? Math.max(0, ...this.refusedSteps()) : 0;
    return refused > this.history.latest ? this.putAway(refused) : this.step(this.history.undo(step), "undo");
  }

  /** How many steps can be taken back, those that were refused altogether too, and done again. */
  get steps(): { readonly undo: number; readonly redo: number } {
    const { undo, redo } = this.history.counts;
    return { undo: undo + this.refusedSteps().size, redo };
  }

  /** The steps of which only refusals are left. */
  private refusedSteps(): Set<number> {
    const numbers = new Set(this.marks.refused().map(({ rowId, field }) => this.stepOf(rowId, field)));
    return new Set([...numbers].filter((number) => number > 0 && !this.history.has(number)));
  }

  private stepOf(rowId: RowId, field: string): number {
    const mark = this.marks.get(rowId, field);
    return mark?.state === "error" ? (mark.step ?? 0) : 0;
  }

  /** The cells show again what holds. */
  private putAway(step: number): EditEvent {
    this.complainNoMore(step);
    return { source: "undo", step: null, changes: [], rejected: [] };
  }
  redo(): EditEvent | null {
    return this.rules.readOnly ? null : this.step(this.history.redo(), "redo");
  }

  /** What somebody else has written since is theirs: it stays, and the cell says so. */
  private step(step: Step | null, source: EditSource): EditEvent | null {
    if (!step) return null;
    if (source === "undo") this.complainNoMore(step.number);
    const asked = step.changes.filter((change) => change.request !== undefined).map((change) => ({ ...change, old: change.new, new: change.old }));
    const present = step.changes.filter((change) => change.request === undefined && this.rows.get(change.rowId));
    const isOurs = (change: Change): boolean => (this.rows.get(change.rowId)?.cells[change.field] ?? null) === change.old;
    const [own, others] = [present.filter(isOurs), present.filter((change) => !isOurs(change))];
    for (const { rowId, field, old, new: wished } of others) this.history.forget({ rowId, field }, old, wished);
    this.rewrite(own);
    const reason = this.rules.t("It was changed by someone else since, and stays as it is.");
    const rejected = others.map(({ rowId, field, new: wished }) => ({ rowId, field, text: String(wished ?? ""), reason }));
    this.markRejected(rejected, null);
    return { source, step: step.number, changes: own, rejected, ...(asked.length > 0 && { asked }) };
  }

  private commit(outcome: Outcome, source: EditSource): EditEvent | null {
    // Who writes what holds has no use for a refusal; what waits for approval waits all the same.
    const refused = new Set(this.marks.refused().map(({ rowId, field }) => `${String(rowId)} ${field}`));
    const mended = outcome.unchanged.filter(({ rowId, field }) => refused.has(`${String(rowId)} ${field}`));
    for (const { rowId, field } of mended) this.marks.set(rowId, field, null);
    if (outcome.changes.length === 0 && outcome.rejected.length === 0) return mended.length > 0 ? { source, step: null, changes: [], rejected: [] } : null;
    const step = this.history.record(outcome.changes);
    this.write(outcome.changes);
    this.markRejected(outcome.rejected, step ?? this.history.pass());
    this.remark(outcome.changes);
    return { source, step, changes: outcome.changes, rejected: outcome.rejected };
  }

  private remark(changes: readonly Change[]): void {
    for (const { rowId, field, new: value, remark } of changes) if (remark) this.remarks.set({ rowId, field }, value, remark);
    const [first] = changes;
    this.latestRemark = first && changes.length === 1 && this.remarkOf(first) !== "" ? first : null;
  }

  get latestRemarkText(): string {
    return this.latestRemark ? this.remarkOf(this.latestRemark) : "";
  }

  remarkOf({ rowId, field }: CellRef): string {
    const [row, column] = [this.rows.get(rowId), this.columns.at(this.columns.index(field))];
    return row && column ? this.remarks.of(row, column) : "";
  }

  /** Whoever takes a step back has no use for what of it was refused; what waits for approval waits all the same. */
  private complainNoMore(step: number): void {
    for (const { rowId, field } of this.marks.refused()) {
      if (this.stepOf(rowId, field) === step) this.marks.set(rowId, field, null);
    }
  }

  private markRejected(rejected: EditEvent["rejected"], step: number | null): void {
    for (const { rowId, field, text, reason } of rejected) this.refuse({ rowId, field }, { state: "error", reason, text, step });
  }

  /** What the page says of a cell. A refusal is of the step that the page has just had forgotten there, if of any. */
  setMark(cell: CellRef, mark: Mark | null): void {
    const forgotten = this.forgotten?.rowId === cell.rowId && this.forgotten.field === cell.field ? this.forgotten.step : null;
    if (mark?.state === "error") this.refuse(cell, { ...mark, step: forgotten });
    else this.marks.set(cell.rowId, cell.field, mark);
    this.forgotten = null;
  }

  /** A refusal is the latest until its mark goes or another one comes. */
  private refuse(cell: CellRef, mark: Mark): void {
    this.marks.set(cell.rowId, cell.field, mark);
    this.latestRefusal = cell;
  }

  /** The server did not take what led a cell from one value to another. Returns the steps of which nothing is left. */
  forget(cell: CellRef, from: CellValue, to: CellValue, request?: number | null): number[] {
    const { step, gone } = this.history.forget(cell, from, to, request);
    this.forgotten = { ...cell, step };
    return gone;
  }

  /** A step taken back, or done again, mends nothing that a later one was refused: such a cell goes on saying so. */
  private rewrite(changes: readonly Change[]): void {
    const refused = changes.map(({ rowId, field }) => this.marks.get(rowId, field));
    this.write(changes);
    changes.forEach(({ rowId, field }, place) => {
      const mark = refused[place];
      if (mark?.state === "error") this.marks.set(rowId, field, mark);
    });
  }

  private write(changes: readonly Change[]): void {
    for (const change of changes) {
      const row = this.rows.get(change.rowId);
      if (row) row.cells[change.field] = change.new;
      this.marks.edited(change.rowId, change.field, change.old, change.new);
    }
  }

  selected(): SelectEvent {
    const range = this.selection.range;
    if (!range) return { active: null, rowIds: [], fields: [], statistics: { count: 0, sum: null, average: null } };
    const rowIds: RowId[] = [];
    for (let row = range.top; row <= range.bottom; row += 1) {
      const found = this.rows.at(row);
      if (found) rowIds.push(found.id);
    }
    const fields = this.columns.all.slice(range.left, range.right + 1).map((column) => column.id);
    const counted = size(range) <= STATISTICS_LIMIT_CELLS;
    return {
      active: this.refAt(this.selection.active),
      rowIds,
      fields,
      statistics: statistics(counted ? this.values(rowIds, fields) : []),
    };
  }

  private *values(rowIds: readonly RowId[], fields: readonly string[]): Iterable<Change["new"]> {
    for (const rowId of rowIds) {
      const cells = this.rows.get(rowId)?.cells;
      if (cells) for (const field of fields) yield cells[field] ?? null;
    }
  }
}
