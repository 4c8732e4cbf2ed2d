import type { Desk } from "../desk";
import type { Editor } from "../input/editor";
import type { Position } from "../model/selection";
import type { CellRef, CellValue, Mark } from "../types";
import { refusedText } from "./cells";
import { type Choice, Note } from "./note";

/** Shows beside the active cell what is wrong with it, or just now why it cannot be edited. */
export class CellNotes {
  readonly note: Note;
  private refusal: (CellRef & { reason: string }) | null = null;
  /** The cell of the latest remark, and where the selection was when it was first said. */
  private remarked: { readonly cell: CellRef; readonly active: Position | null } | null = null;

  constructor(private readonly desk: Desk, private readonly editor: Editor) {
    this.note = new Note(desk.stage.element, desk.t, () => editor.focus());
  }

  refuse(reason: string): void {
    const ref = this.desk.model.refAt(this.desk.model.selection.active);
    if (!ref) return;
    this.refusal = { ...ref, reason };
    this.desk.live.say(reason);
    this.desk.stage.redraw();
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
    const choices = mark?.state === "conflict" ? this.choices(ref, mark.mine, mark.theirs) : [];
    this.note.show(stage.geometry.box(model.selection.active), said, mark?.state === "error" && !mark.waits ? "bad" : "warn", choices, stage.geometry);
  }

  /** Enter moves the selection on before the server has answered: its refusal is shown beside the cell all the same. */
  private placeLatest(): void {
    const { model, stage } = this.desk;
    const mark = model.latestRefusal ? model.marks.get(model.latestRefusal.rowId, model.latestRefusal.field) : undefined;
    const position = model.latestRefusal ? model.locate(model.latestRefusal) : null;
    const ref = model.latestRefusal;
    if (this.editor.editing || mark?.state !== "error" || !ref || !position || !stage.geometry.shows(position)) this.placeRemark();
    else this.note.show(stage.geometry.box(position), this.reasonOf(ref, mark), mark.waits ? "warn" : "bad", [], stage.geometry, true);
  }

  /** What is to be said of the value that was just typed stands beside its cell as long as the selection rests. */
  private placeRemark(): void {
    const { model, stage } = this.desk;
    const active = model.selection.active;
    if (this.remarked?.cell !== model.latestRemark) this.remarked = model.latestRemark && { cell: model.latestRemark, active };
    const position = this.remarked && isSame(this.remarked.active, active) ? model.locate(this.remarked.cell) : null;
    const text = this.editor.editing ? "" : model.latestRemarkText;
    if (text === "" || !position || !stage.geometry.shows(position)) this.note.hide();
    else this.note.show(stage.geometry.box(position), text, "warn", [], stage.geometry, true);
  }

  private sentence(ref: CellRef | null): string {
    if (!ref || this.editor.editing) return "";
    const { model, t } = this.desk;
    if (this.refusal && (this.refusal.rowId !== ref.rowId || this.refusal.field !== ref.field)) this.refusal = null;
    const mark = model.marks.get(ref.rowId, ref.field);
    if (mark?.state === "error") return this.reasonOf(ref, mark);
    if (mark?.state === "conflict") {
      return t("Someone else wrote {theirs} here while you wrote {mine}.", { theirs: word(mark.theirs), mine: word(mark.mine) });
    }
    return this.refusal?.reason ?? model.remarkOf(ref);
  }

  /** The cell shows what was typed: the note says what holds. */
  private reasonOf(ref: CellRef, mark: Mark & { readonly state: "error" }): string {
    const { model, t } = this.desk;
    if (refusedText(mark) === null) return mark.reason;
    return `${mark.reason} ${t("It is still {value}.", { value: word(model.rows.get(ref.rowId)?.cells[ref.field] ?? null) })}`;
  }

  private choices(ref: CellRef, mine: CellValue, theirs: CellValue): Choice[] {
    const { t } = this.desk;
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

function isSame(a: Position | null, b: Position | null): boolean {
  return a?.row === b?.row && a?.column === b?.column;
}

function word(value: CellValue): string {
  return value === null || value === "" ? "–" : String(value);
}
