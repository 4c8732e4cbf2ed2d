import type { Desk } from "../desk";
import { textOf, valueOf } from "../model/edits";
import type { Motion } from "../model/navigate";
import { tab } from "../model/navigate";
import type { CellRef, CellValue } from "../types";
import { element } from "../view/stage";

export type EditMode = "replace" | "amend";

/**
 * The textarea that always holds the focus and lies over the active cell. Because text lands in a real field, an input
 * method can start composing at once, whether or not a key event precedes it: the first `input` or `compositionstart`
 * turns the idle field into the editor.
 */
export class Editor {
  readonly field = element("textarea", "lg-editor");
  private target: CellRef | null = null;
  private initial = "";
  /** The cell as it was when it was opened: news may write into the row while one types. */
  private seen: { value: CellValue; readonly text: string } = { value: null, text: "" };
  private composing = false;
  mode: EditMode = "replace";

  constructor(private readonly desk: Desk, label: string, private readonly refused: (reason: string) => void) {
    const { field } = this;
    field.rows = 1;
    field.wrap = "off";
    field.spellcheck = false;
    field.autocomplete = "off";
    field.setAttribute("autocapitalize", "off");
    field.setAttribute("aria-label", label);
    field.dataset["idle"] = "";
    field.addEventListener("input", () => this.landed());
    field.addEventListener("compositionstart", () => this.compositionStarted());
    field.addEventListener("compositionend", () => this.compositionEnded());
    desk.stage.element.append(field);
  }

  get editing(): boolean {
    return this.target !== null;
  }
  get busyComposing(): boolean {
    return this.composing;
  }

  focus(): void {
    this.field.focus({ preventScroll: true });
  }

  /** Opens the active cell; says why where it is read-only. */
  begin(mode: EditMode): boolean {
    const { model } = this.desk;
    const cell = model.activeCell();
    if (this.editing || !cell) return this.editing;
    const reason = this.refusal();
    if (reason !== "") {
      this.refused(reason);
      return false;
    }
    this.bringIntoView();
    this.target = { rowId: cell.row.id, field: cell.column.id };
    this.seen = { value: valueOf(cell.row, cell.column), text: textOf(cell.row, cell.column) };
    this.desk.emitter.emit("begin", this.target);
    this.mode = mode;
    this.initial = mode === "amend" ? this.desk.activeText() : "";
    if (mode === "amend") {
      this.field.value = this.initial;
      this.field.setSelectionRange(this.initial.length, this.initial.length);
    }
    delete this.field.dataset["idle"];
    this.field.style.textAlign = cell.column.align ?? (cell.column.kind === "number" ? "right" : "left");
    this.desk.stage.redraw();
    this.place();
    return true;
  }

  /** Why the active cell takes no text; empty where it does, or where there is none. */
  refusal(): string {
    const cell = this.desk.model.activeCell();
    const allowed = cell ? this.desk.model.canEdit(cell) : true;
    return allowed === true ? "" : allowed || this.desk.t("This cell is read-only.");
  }

  /** Text may land in a cell that has been scrolled out of sight. */
  private bringIntoView(): void {
    const { active } = this.desk.model.selection;
    if (active) this.desk.reveal(active);
  }

  /** Writes what was typed and moves on. Harmless while nothing is being edited. */
  commit(motion?: Motion): void {
    const { target, field, desk, seen } = this;
    if (!target) return;
    const text = field.value;
    const row = desk.model.rows.get(target.rowId);
    const column = desk.model.columns.at(desk.model.columns.index(target.field));
    const untouched = this.mode === "amend" && text === this.initial;
    this.close();
    // The row may have been deleted by someone else in the meantime; untouched text is no wish.
    if (row && column && !(untouched && text === seen.text)) desk.edit([{ row, column, text, seen: seen.value }], "typed");
    if (motion) desk.move(motion);
  }

  /** The value that was seen here was refused: what is typed now follows the one before it. */
  forget(cell: CellRef, from: CellValue, to: CellValue): void {
    const { target, seen } = this;
    if (target?.rowId === cell.rowId && target.field === cell.field && seen.value === to) seen.value = from;
  }

  cancel(): void {
    if (this.target) this.close();
  }

  /** Tab commits too; false when there is no further cell, so that the key may leave the grid. */
  tab(backwards: boolean): boolean {
    this.commit();
    const from = this.desk.model.selection.active;
    const next = from ? tab(from, backwards, this.desk.space) : null;
    if (next) this.desk.select(next);
    return next !== null;
  }

  /** Keeps the field over its cell, and inside the viewport: an input method shows its candidates there. */
  place(): void {
    const { model, stage } = this.desk;
    const { geometry } = stage;
    const position = (this.target && model.locate(this.target)) ?? model.selection.active;
    if (!position) return;
    const box = geometry.box(position);
    const x = Math.max(0, Math.min(box.x, geometry.width - box.width));
    const y = Math.max(geometry.headerHeight, Math.min(box.y, geometry.height - box.height));
    const { style } = this.field;
    style.left = `${x}px`;
    style.top = `${y}px`;
    style.height = `${box.height}px`;
    style.lineHeight = `${box.height - 4}px`;
    style.width = `${box.width}px`;
    // Scrolled away while typing: held at the edge for the input method, but not shown over other cells.
    style.opacity = this.editing && (Math.abs(x - box.x) > box.width || Math.abs(y - box.y) > box.height / 2) ? "0" : "";
    if (!this.editing) return;
    const wanted = this.field.scrollWidth + 4;
    if (wanted > box.width + 4) style.width = `${Math.min(wanted, geometry.width - x)}px`;
  }

  private close(): void {
    this.target = null;
    this.field.value = "";
    this.field.dataset["idle"] = "";
    this.desk.stage.redraw();
  }

  private landed(): void {
    if (this.editing) this.place();
    else if (!this.composing && !this.begin("replace")) this.field.value = "";
    else this.place();
  }

  private compositionStarted(): void {
    this.composing = true;
    this.begin("replace");
  }

  private compositionEnded(): void {
    this.composing = false;
    if (!this.editing) this.field.value = "";
  }
}
