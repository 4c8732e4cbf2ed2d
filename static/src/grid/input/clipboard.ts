import type { Desk } from "../desk";
import { pasteTarget, readBlock, tile } from "../model/blocks";
import { size } from "../model/selection";
import { formatTsv, parseTsv } from "../model/tsv";
import type { Editor } from "./editor";

const COPY_LIMIT_CELLS = 2_000_000;

/** Copy and paste by DOM events, which work on plain http, where the clipboard API does not exist. */
export class Clipboard {
  constructor(private readonly desk: Desk, private readonly editor: Editor) {
    const { field } = editor;
    // Some browsers offer copy only when text is selected, unless this event is claimed.
    for (const name of ["beforecopy", "beforecut"]) {
      field.addEventListener(name, (event) => {
        if (!editor.editing) event.preventDefault();
      });
    }
    field.addEventListener("copy", (event) => this.copy(event));
    field.addEventListener("cut", (event) => {
      if (this.copy(event)) this.desk.clear();
    });
    field.addEventListener("paste", (event) => this.paste(event));
  }

  private copy(event: ClipboardEvent): boolean {
    const { model, live, t } = this.desk;
    const range = model.selection.range;
    if (this.editor.editing || !range || !event.clipboardData) return false;
    event.preventDefault();
    if (size(range) > COPY_LIMIT_CELLS) {
      live.say(t("Too many cells to copy."));
      return false;
    }
    event.clipboardData.setData("text/plain", formatTsv(readBlock(model, range)));
    const count = size(range);
    live.say(count === 1 ? t("1 cell copied") : t("{count} cells copied", { count }));
    return true;
  }

  private paste(event: ClipboardEvent): void {
    if (this.editor.editing || !event.clipboardData) return;
    event.preventDefault();
    const lines = parseTsv(event.clipboardData.getData("text/plain"));
    if (lines.length === 1 && lines[0]?.length === 1 && lines[0][0] === "") return;
    this.write(lines);
  }

  private write(lines: readonly (readonly string[])[]): void {
    const { model, emitter } = this.desk;
    const selected = model.selection.range;
    if (!selected) {
      emitter.emit("overflow", { fields: model.columns.all.map((column) => column.id), lines });
      return;
    }
    const target = pasteTarget(model, lines, selected);
    this.desk.edit(tile(model, lines, target), "pasted");
    this.desk.selectRange(target);
    const fitted = target.bottom - target.top + 1;
    if (fitted >= lines.length) return;
    const fields = model.columns.all.slice(target.left).map((column) => column.id);
    emitter.emit("overflow", { fields, lines: lines.slice(fitted) });
  }
}
