import type { Desk } from "../desk";
import type { Editor } from "../input/editor";
import type { Position } from "../model/selection";
import type { CellRef, CellValue, Mark } from "../types";
import { refusedText } from "./cells";
import { type Choice, Note } from "./note";

/** Shows beside the active cell what is wrong with it, or just now why it cannot be edited. */
export class CellNotes {
  private readonly note: Note;
  private refusal: (CellRef & { reason: string }) | null = null;
  /** The cell of the latest remark, and where the selection was when it was first said. */
  private remarked: { readonly cell: CellRef; readonly active: Position | null } | null = null;

  constructor(private readonly desk: Desk, private readonly editor: Editor) {
    this.note = new Note(desk.stage.element, desk.t, () => editor.focus());
    desk.emitter.on("edit", () => { this.forget(); });
  }

  /** Something was done since: why a cell could not be edited before may be over. */
  forget(): void {
    this.refusal = null;
  }

  refuse(reason: string): void {
    const ref = this.desk.model.refAt(this.desk.model.selection.active);
    if (!ref) return;
    this.refusal = { ...ref, reason };
    this.desk.live.say(reason);
    this.desk.stage.redraw();
  }

  /**
   * Leads the keyboard to what the note of the active cell lets one choose; false where there is nothing. Placed first:
   * who moves here and presses the next key at once has not waited for a frame.
   */
  focus(orGo = false): boolean {
    this.place();
    return this.note.focus(orGo);
  }

  /** Follows the active cell; called after each frame. */
  place(): void {
    const { model, stage } = this.desk;
    const ref = model.refAt(model.selection.active);
    const mark = ref ? model.marks.get(ref.rowId, ref.field) : undefined;
    const said = this.sentence(ref);
    if (!ref || !said || !model.selection.active) {
      this.placeLatest();
      return;
    }
    const tone = mark?.state === "error" && !mark.waits ? "bad" : "warn";
    this.note.show(stage.geometry.box(model.selection.active), { cell: name(ref), text: said, tone, choices: this.choices(ref, mark) }, stage.geometry);
  }

  /** Enter moves the selection on before the server has answered: its refusal is shown beside the cell all the same. */
  private placeLatest(): void {
    const { model, stage } = this.desk;
    const mark = model.latestRefusal ? model.marks.get(model.latestRefusal.rowId, model.latestRefusal.field) : undefined;
    const position = model.latestRefusal ? model.locate(model.latestRefusal) : null;
    const ref = model.latestRefusal;
    if (!ref || this.editor.editing || mark?.state !== "error" || !position || !stage.geometry.shows(position)) {
      this.placeRemark();
      return;
    }
    const said = { cell: name(ref), text: this.reasonOf(ref, mark), tone: mark.waits ? "warn" : "bad", choices: [] } as const;
    this.note.show(stage.geometry.box(position), said, stage.geometry, true);
  }

  /** What is to be said of the value that was just typed stands beside its cell as long as the selection rests. */
  private placeRemark(): void {
    const { model, stage } = this.desk;
    const active = model.selection.active;
    const cell = model.latestRemark;
    if (this.remarked?.cell !== cell) this.remarked = cell && { cell, active };
    const position = this.remarked && isSame(this.remarked.active, active) ? model.locate(this.remarked.cell) : null;
    const text = this.editor.editing ? "" : model.latestRemarkText;
    if (!cell || text === "" || !position || !stage.geometry.shows(position)) this.note.hide();
    else this.note.show(stage.geometry.box(position), { cell: name(cell), text, tone: "warn", choices: [] }, stage.geometry, true);
  }

  private sentence(ref: CellRef | null): string {
    if (!ref || this.editor.editing) return "";
    const { model } = this.desk;
    if (this.refusal && (this.refusal.rowId !== ref.rowId || this.refusal.field !== ref.field)) this.refusal = null;
    return this.marked(ref) || (this.refusal?.reason ?? model.remarkOf(ref));
  }

  /** The cell shows what was typed: the note says what holds. */
  private reasonOf(ref: CellRef, mark: Mark & { readonly state: "error" }): string {
    const { model, t } = this.desk;
    if (refusedText(mark) === null) return mark.reason;
    return `${mark.reason} ${t("It is still {value}.", { value: word(model.rows.get(ref.rowId)?.cells[ref.field] ?? null) })}`;
  }

  private marked(ref: CellRef): string {
    const { model, t } = this.desk;
    const mark = model.marks.get(ref.rowId, ref.field);
    if (mark?.state === "error") return this.reasonOf(ref, mark);
    if (mark?.state === "conflict") {
      return mark.said ?? t("Someone else wrote {theirs} here while you wrote {mine}.", { theirs: word(mark.theirs), mine: word(mark.mine) });
    }
    return "";
  }

  private choices(ref: CellRef, mark: Mark | undefined): Choice[] {
    const { t } = this.desk;
    if (mark?.state === "error") return mark.link ? [mark.link] : [];
    if (mark?.state !== "conflict") return [];
    const { mine, theirs } = mark;
    return [
      { label: t("Keep {value}", { value: word(mine) }), choose: () => this.resolve(ref, "mine", mine) },
      { label: t("Take {value}", { value: word(theirs) }), choose: () => this.resolve(ref, "theirs", theirs) },
    ];
  }

  private resolve(ref: CellRef, keep: "mine" | "theirs", value: CellValue): void {
    const { model, emitter } = this.desk;
    model.update([{ id: ref.rowId, cells: { [ref.field]: value } }]);
    model.marks.set(ref.rowId, ref.field, keep === "mine" ? { state: "edited" } : null);
    this.editor.focus();
    this.desk.selectionChanged();
    emitter.emit("resolve", { ...ref, keep });
  }
}

function name({ rowId, field }: CellRef): string {
  return `${String(rowId)}.${field}`;
}

function isSame(a: Position | null, b: Position | null): boolean {
  return a?.row === b?.row && a?.column === b?.column;
}

function word(value: CellValue): string {
  return value === null || value === "" ? "–" : String(value);
}
