import { Live } from "./a11y/live";
import { Mirror } from "./a11y/mirror";
import { Desk } from "./desk";
import { Emitter } from "./emitter";
import { Clipboard } from "./input/clipboard";
import { Editor } from "./input/editor";
import { Keyboard } from "./input/keyboard";
import { Pointer } from "./input/pointer";
import { GridModel } from "./model/model";
import type {
  CellRef, CellValue, Column, EditEvent, Grid, GridEvents, GridOptions, GridRow, Mark, RowHeight, RowId, RowPatch, SelectEvent, StepsKept,
  Translate,
} from "./types";
import { CellNotes } from "./view/cell-notes";
import { element, Stage } from "./view/stage";

/** Screen readers need the rows soon, but not once per frame of a scroll. */
const MIRROR_REST_MS = 120;

/** Puts the parts together and is what a page holds. */
export class CanvasGrid implements Grid {
  private readonly emitter = new Emitter();
  private readonly model: GridModel;
  private readonly stage: Stage;
  private readonly desk: Desk;
  private readonly editor: Editor;
  private readonly pointer: Pointer;
  private readonly mirror: Mirror;
  private readonly notes: CellNotes;
  private readonly empty = element("div", "lg-empty");
  private focused = false;
  private mirrorTimer = 0;
  private shown: readonly [number, number] = [-1, -1];

  constructor(host: HTMLElement, options: GridOptions) {
    const t = options.t ?? fill;
    this.model = new GridModel(options.today ?? localDay(), t);
    this.model.rules = { ...this.model.rules, dateOrder: options.dateOrder };
    this.model.columns.set(options.columns);
    this.model.rows.setPinned(options.pinned ?? []);
    this.model.rows.setRows(options.rows ?? []);
    this.stage = new Stage(host, this.model, { overlay: () => this.overlay(), drawn: (scrolled) => this.drawn(scrolled) });
    this.desk = new Desk(this.model, this.stage, this.emitter, new Live(this.stage.element), t);
    this.mirror = new Mirror(this.stage.element, options.label, this.model, this.stage.geometry);
    this.editor = new Editor(this.desk, options.label, (reason) => this.notes.refuse(reason));
    this.notes = new CellNotes(this.desk, this.editor);
    this.pointer = new Pointer(this.desk, this.editor);
    new Keyboard(this.desk, this.editor, this.notes, options.onKey);
    new Clipboard(this.desk, this.editor);
    this.empty.textContent = options.emptyText ?? "";
    this.stage.element.append(this.empty);
    this.listen();
    if (options.rowHeight) this.stage.setRowHeight(options.rowHeight);
    this.stage.start();
  }

  setRows(rows: readonly GridRow[]): void {
    this.model.loading = false;
    this.model.keepSelection(() => this.model.rows.setRows(rows));
    this.remeasure();
  }
  updateRows(patches: readonly RowPatch[]): void {
    this.model.update(patches);
    this.desk.selectionChanged();
  }
  setPinned(rows: readonly GridRow[]): void {
    this.model.keepSelection(() => this.model.rows.setPinned(rows));
    this.remeasure();
  }
  setColumns(columns: readonly Column[], forgetDragged = false): void {
    this.editor.commit();
    if (forgetDragged) this.model.columns.forgetDragged();
    this.model.keepSelection(() => this.model.columns.set(columns));
    this.remeasure();
  }
  setSort(sort: { readonly field: string; readonly descending: boolean } | null): void {
    this.model.sort = sort;
    this.stage.redraw();
  }
  setRowHeight(rowHeight: RowHeight): void {
    this.stage.setRowHeight(rowHeight);
  }
  setLoading(loading: boolean): void {
    this.model.loading = loading;
    this.stage.redraw();
  }
  setReadOnly(readOnly: boolean): void {
    if (readOnly) this.editor.commit();
    this.model.rules = { ...this.model.rules, readOnly };
    this.stage.redraw();
  }
  setEmptyText(text: string): void {
    this.empty.textContent = text;
    this.stage.redraw();
  }

  markCell(rowId: RowId, field: string, mark: Mark | null, quietly = false): void {
    if (quietly) this.model.marks.set(rowId, field, mark);
    else this.model.setMark({ rowId, field }, mark);
    if (!quietly && mark?.state === "error") this.desk.live.say(mark.waits ? mark.reason : this.desk.t("Not accepted: {reason}", { reason: mark.reason }));
    this.stage.redraw();
  }
  markOf(rowId: RowId, field: string): Mark | undefined {
    return this.model.marks.get(rowId, field);
  }
  clearMarks(state?: Mark["state"]): void {
    this.model.marks.clear(state);
    if (state === undefined) this.notes.forget();
    this.stage.redraw();
  }

  refusals(hidden = false): CellRef[] {
    const refused = this.model.marks.refused();
    return hidden ? refused : this.inOrder(refused);
  }
  conflicts(): CellRef[] {
    return this.inOrder(this.model.marks.undecided());
  }
  private inOrder(cells: readonly CellRef[]): CellRef[] {
    const { rows } = this.model;
    return cells.filter(({ rowId }) => rows.get(rowId)).sort((a, b) => rows.position(a.rowId) - rows.position(b.rowId));
  }

  focus(): void {
    this.editor.focus();
  }
  focusCell(rowId: RowId, field: string): void {
    const position = this.place({ rowId, field });
    if (position) this.desk.select(position);
    this.editor.focus();
  }
  scrollTo(rowId: RowId, field?: string): void {
    const column = field ?? this.model.columns.at(this.model.columns.frozenCount)?.id ?? "";
    const position = this.place({ rowId, field: column });
    if (position) this.desk.reveal(position);
  }
  setExpanded(open: boolean, rowId?: RowId): void {
    this.model.keepSelection(() => this.model.rows.setOpen(open, rowId));
    this.remeasure();
  }

  expanded(): RowId[] {
    return this.model.rows.opened;
  }

  active(): CellRef | null {
    return this.model.refAt(this.model.selection.active);
  }
  selection(): SelectEvent {
    return this.model.selected();
  }
  row(rowId: RowId): GridRow | undefined {
    return this.model.rows.get(rowId);
  }
  remark(cell: CellRef): string {
    return this.model.remarkOf(cell);
  }
  isEditing(): boolean {
    return this.editor.editing;
  }
  apply(changes: readonly (CellRef & { readonly value: CellValue })[]): void {
    this.desk.publish(this.model.applyValues(changes));
  }
  writeSelected(field: string, text: string): void {
    this.editor.commit();
    this.desk.writeSelected(field, text);
  }
  foresee(field: string, text: string): Pick<EditEvent, "changes" | "rejected"> {
    return this.desk.foresee(field, text);
  }
  undo(step?: number): boolean {
    this.editor.cancel();
    return this.desk.undo(step);
  }
  redo(): boolean {
    this.editor.cancel();
    return this.desk.redo();
  }

  steps(): { readonly undo: number; readonly redo: number } {
    return this.model.steps;
  }
  keptSteps(): StepsKept {
    return this.model.history.kept;
  }
  restoreSteps(kept: StepsKept): void {
    this.model.history.restore(kept);
  }
  forget(cell: CellRef, from: CellValue, to: CellValue, request?: number | null): number[] {
    this.editor.forget(cell, from, to);
    return this.model.forget(cell, from, to, request);
  }

  cellRect(rowId: RowId, field: string): DOMRect | null {
    const position = this.model.locate({ rowId, field });
    if (!position || !this.stage.geometry.shows(position)) return null;
    const { x, y, width, height } = this.stage.geometry.box(position);
    const origin = this.stage.element.getBoundingClientRect();
    return new DOMRect(origin.x + x, origin.y + y, width, height);
  }
  refresh(): void {
    this.stage.redraw();
  }
  on<K extends keyof GridEvents>(event: K, listener: (detail: GridEvents[K]) => void): () => void {
    return this.emitter.on(event, listener);
  }
  destroy(): void {
    window.clearTimeout(this.mirrorTimer);
    this.stage.destroy();
  }

  private listen(): void {
    const { field } = this.editor;
    field.setAttribute("aria-controls", this.mirror.id);
    field.addEventListener("focus", () => {
      this.focused = true;
      if (this.model.selection.active) this.stage.redraw();
      else this.desk.selectFirst();
    });
    field.addEventListener("blur", () => {
      this.editor.commit();
      this.focused = false;
      this.stage.redraw();
    });
  }

  private overlay(): { fillRange: Pointer["fillRange"]; focused: boolean; editing: boolean } {
    return { fillRange: this.pointer.fillRange, focused: this.focused, editing: this.editor.editing };
  }

  private drawn(scrolled: boolean): void {
    this.editor.place();
    this.notes.place();
    this.empty.hidden = this.model.loading || this.model.rows.bodyCount > 0 || this.empty.textContent === "";
    this.empty.style.top = `${this.stage.geometry.bodyTop + 48}px`;
    this.reportViewport();
    window.clearTimeout(this.mirrorTimer);
    if (scrolled) this.mirrorTimer = window.setTimeout(() => this.reflect(), MIRROR_REST_MS);
    else this.reflect();
  }

  private reflect(): void {
    this.mirror.sync();
    const { field } = this.editor;
    const active = this.mirror.activeDescendant;
    if (active && !this.editor.editing) field.setAttribute("aria-activedescendant", active);
    else field.removeAttribute("aria-activedescendant");
  }

  private reportViewport(): void {
    const [first, end] = this.stage.geometry.visibleRows();
    if (first === this.shown[0] && end === this.shown[1]) return;
    this.shown = [first, end];
    const { pinnedCount } = this.model.rows;
    this.emitter.emit("viewport", { first: first - pinnedCount, last: end - 1 - pinnedCount });
  }

  private place(ref: CellRef): ReturnType<GridModel["locate"]> {
    if (this.model.rows.position(ref.rowId) < 0) for (const row of this.model.rows.ancestors(ref.rowId).reverse()) this.desk.toggle(row.id, true);
    return this.model.locate(ref);
  }

  private remeasure(): void {
    this.stage.measure();
    this.desk.selectionChanged();
  }
}

const fill: Translate = (message, values) =>
  message.replace(/\{(\w+)\}/g, (whole, name: string) => String(values?.[name] ?? whole));

function localDay(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
