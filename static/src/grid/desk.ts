import type { Live } from "./a11y/live";
import type { Emitter } from "./emitter";
import { judge, type Outcome, textOf, type Wish } from "./model/edits";
import type { GridModel } from "./model/model";
import { clamp, type Motion, move, type Space } from "./model/navigate";
import type { Position, Range } from "./model/selection";
import type { EditEvent, EditSource, RowId, Translate } from "./types";
import type { Stage } from "./view/stage";

/** Actions that keyboard, pointer and clipboard share: each leaves model, picture, events and speech in agreement. */
export class Desk {
  private selectFrame = 0;

  constructor(
    readonly model: GridModel,
    readonly stage: Stage,
    readonly emitter: Emitter,
    readonly live: Live,
    readonly t: Translate,
  ) {}

  get space(): Space {
    const { rows, columns } = this.model;
    return {
      rows: rows.count,
      columns: columns.count,
      page: this.stage.geometry.rowsPerPage,
      frozenColumns: columns.frozenCount,
      pinnedRows: rows.pinnedCount,
    };
  }

  select(position: Position, extend = false): void {
    const { model } = this;
    if (model.rows.count === 0 || model.columns.count === 0) return;
    const target = clamp(position, this.space);
    if (extend) model.selection.extend(target);
    else model.selection.select(target);
    this.reveal(target);
    this.selectionChanged();
  }

  /** Its cell in the column that is active, else in the one given; nothing scrolls there. */
  selectRow(row: number, column: number): void {
    const { selection } = this.model;
    selection.select({ row, column: selection.active?.column ?? column });
    this.selectionChanged();
  }

  move(motion: Motion, extend = false): void {
    const { selection } = this.model;
    const from = extend ? selection.moving : selection.active;
    if (from) this.select(move(from, motion, this.space), extend);
    else this.selectFirst();
  }

  selectRange(range: Range): void {
    this.model.selection.selectRange({ row: range.top, column: range.left }, { row: range.bottom, column: range.right });
    this.selectionChanged();
  }

  selectAll(): void {
    const { rows, columns, pinnedRows } = this.space;
    if (rows > pinnedRows) this.selectRange({ top: pinnedRows, left: 0, bottom: rows - 1, right: columns - 1 });
  }

  selectFirst(): void {
    const { rows, pinnedRows, columns } = this.space;
    if (rows > 0 && columns > 0) this.select({ row: rows > pinnedRows ? pinnedRows : 0, column: 0 });
  }

  reveal(position: Position): void {
    const { left, top } = this.stage.geometry.reveal(position);
    this.stage.scrollTo(left, top);
  }

  selectionChanged(): void {
    this.stage.redraw();
    // A long drag changes the selection many times per frame, and the sum over it is not free.
    if (this.selectFrame !== 0) return;
    this.selectFrame = requestAnimationFrame(() => {
      this.selectFrame = 0;
      this.emitter.emit("select", this.model.selected());
    });
  }

  edit(wishes: Iterable<Wish>, source: EditSource): void {
    this.publish(this.model.edit(wishes, source));
  }

  clear(): void {
    const range = this.model.selection.range;
    if (range) this.edit(this.wishes(range, ""), "cleared");
  }

  /** Reads one text into a column of every selected row, as a paste does: one step, refusals marked. */
  writeSelected(field: string, text: string): void {
    this.edit(this.wishesOf(field, text), "pasted");
  }

  foresee(field: string, text: string): Outcome {
    return judge(this.wishesOf(field, text), this.model.rules);
  }

  private wishesOf(field: string, text: string): Iterable<Wish> {
    const { selection, columns } = this.model;
    const column = columns.index(field);
    return selection.range && column >= 0 ? this.wishes({ ...selection.range, left: column, right: column }, text) : [];
  }

  undo(step?: number): boolean {
    return this.publish(this.model.undo(step));
  }
  redo(): boolean {
    return this.publish(this.model.redo());
  }

  /** Tells the page, the eye and the ear about a step that is already in the model. */
  publish(event: EditEvent | null): boolean {
    if (!event) return false;
    this.stage.redraw();
    this.selectionChanged();
    this.live.say(this.sentence(event));
    this.emitter.emit("edit", event);
    return true;
  }

  /** Opens or closes the tree row; false when it has no children. */
  toggle(rowId: RowId, open = !this.model.rows.isOpen(rowId)): boolean {
    let changed = false;
    this.model.keepSelection(() => {
      changed = this.model.rows.setOpen(open, rowId);
    });
    if (!changed) return false;
    this.stage.measure();
    this.selectionChanged();
    this.live.say(open ? this.t("Expanded") : this.t("Collapsed"));
    this.emitter.emit("expand", { rowId, open });
    return true;
  }

  /** Header click, or its key. */
  sort(index: number): void {
    const column = this.model.columns.at(index);
    if (column && column.sortable !== false) this.emitter.emit("sort", { field: column.id });
  }

  /** `done`: the user has let go, so that the page may remember the width. */
  resize(index: number, width: number, done: boolean): void {
    const column = this.model.columns.at(index);
    if (!column) return;
    const settled = this.model.columns.resize(index, width);
    this.stage.measure();
    if (done) this.emitter.emit("resize", { field: column.id, width: settled });
  }

  open(): void {
    const ref = this.model.refAt(this.model.selection.active);
    if (ref) this.emitter.emit("open", ref);
  }

  activeText(): string {
    const cell = this.model.activeCell();
    if (!cell) return "";
    const mark = this.model.marks.get(cell.row.id, cell.column.id);
    // What was refused is still there to be mended.
    return mark?.state === "error" && mark.text !== undefined ? mark.text : textOf(cell.row, cell.column);
  }

  private *wishes(range: Range, text: string): Iterable<Wish> {
    for (let row = range.top; row <= range.bottom; row += 1) {
      for (let column = range.left; column <= range.right; column += 1) {
        const cell = this.model.cell(row, column);
        if (cell) yield { ...cell, text };
      }
    }
  }

  private changed(count: number): string {
    return count === 1 ? this.t("1 cell changed") : this.t("{count} cells changed", { count });
  }
  private takenBack(count: number): string {
    return count === 1 ? this.t("1 cell taken back") : this.t("{count} cells taken back", { count });
  }

  private sentence(event: EditEvent): string {
    const { t } = this;
    const count = event.changes.length;
    const first = event.rejected[0];
    if (first && event.rejected.length === 1 && count === 0) {
      return event.source === "undo" || event.source === "redo" ? t("Not undone: {reason}", { reason: first.reason }) : t("Not accepted: {reason}", { reason: first.reason });
    }
    const remark = event.source === "typed" ? this.model.latestRemarkText : "";
    if (remark) return remark;
    return this.counted(event);
  }

  private counted(event: EditEvent): string {
    const { t } = this;
    const [first, count] = [event.rejected[0], event.changes.length];
    if (event.asked && !first && count === 0) return ""; // what becomes of it, the page says
    if (event.step === null && !first && count === 0) return t("What was refused is put away.");
    const changed = event.source === "undo" ? this.takenBack(count) : this.changed(count);
    return first ? `${changed}, ${t("{count} rejected", { count: event.rejected.length })}` : changed;
  }
}
