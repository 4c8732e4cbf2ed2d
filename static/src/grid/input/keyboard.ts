import type { Desk } from "../desk";
import { fillDown, fillRight } from "../model/blocks";
import { kindOf } from "../model/columns";
import { motionOf } from "../model/navigate";
import type { GridOptions } from "../types";
import type { CellNotes } from "../view/cell-notes";
import type { Editor } from "./editor";
import { RefusedText } from "./refused-text";

/** Key code of a key that the input method takes: all that some browsers tell before composition starts. */
const PROCESS_KEY = 229;
const WIDTH_STEP_PX = 16;

/** True = the key has been dealt with; false = it goes on to the browser and the page. */
type Command = (event: KeyboardEvent) => boolean;

export class Keyboard {
  private readonly refused = new RefusedText();

  constructor(
    private readonly desk: Desk,
    private readonly editor: Editor,
    private readonly notes: CellNotes,
    private readonly onKey: GridOptions["onKey"],
  ) {
    editor.field.addEventListener("keydown", (event) => this.pressed(event));
    editor.field.addEventListener("blur", () => this.refused.end());
    desk.stage.element.addEventListener("pointerdown", () => this.refused.end());
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing || this.editor.busyComposing || event.keyCode === PROCESS_KEY) return;
    const handled = this.editor.editing ? this.whileEditing(event) : this.whileIdle(event);
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private whileEditing(event: KeyboardEvent): boolean {
    const { editor } = this;
    switch (event.key) {
      case "Enter":
        editor.commit(event.shiftKey ? "up" : "down");
        return true;
      case "Tab":
        return editor.tab(event.shiftKey);
      case "Escape":
        editor.cancel();
        return true;
      case "F2":
        editor.mode = editor.mode === "amend" ? "replace" : "amend";
        return true;
      default:
        return this.commitByArrow(event);
    }
  }

  /** After typing over a cell the arrows leave it; after F2 they move the caret. */
  private commitByArrow(event: KeyboardEvent): boolean {
    const motion = motionOf(event.key, false);
    if (!motion || this.editor.mode === "amend" || event.shiftKey || event.ctrlKey || event.altKey) return false;
    this.editor.commit(motion);
    return true;
  }

  private whileIdle(event: KeyboardEvent): boolean {
    const { desk } = this;
    if (this.refused.takes(event)) return true;
    const answer = this.onKey?.(event, desk.model.refAt(desk.model.selection.active)) ?? false;
    if (answer !== false) return answer === true || this.refuse(event, answer);
    return event.altKey ? this.withAlt(event) : this.command(event);
  }

  private command(event: KeyboardEvent): boolean {
    const { desk } = this;
    const control = event.ctrlKey || event.metaKey;
    const motion = motionOf(event.key, control);
    if (motion) {
      desk.move(motion, event.shiftKey);
      return true;
    }
    const command = (control ? this.controlled : this.bare)[control ? event.key.toLowerCase() : event.key];
    return command ? command(event) : this.refuse(event, control || event.key.length > 1 ? "" : this.editor.refusal());
  }

  /** Says why the key is refused, once for all that is typed on; false where there is no reason. */
  private refuse(event: KeyboardEvent, reason: string): boolean {
    if (reason === "") return false;
    this.notes.refuse(reason);
    this.refused.begin(event.timeStamp);
    return true;
  }

  private readonly controlled: Readonly<Record<string, Command>> = {
    a: always(() => this.desk.selectAll()),
    d: () => this.fill(fillDown),
    r: () => this.fill(fillRight),
    z: always((event) => (event.shiftKey ? this.desk.redo() : this.desk.undo())),
    y: always(() => this.desk.redo()),
  };

  private readonly bare: Readonly<Record<string, Command>> = {
    Enter: () => this.enter(),
    F2: always(() => this.editor.begin("amend")),
    Delete: always(() => this.desk.clear()),
    Backspace: always(() => this.desk.clear()),
    Tab: (event) => this.editor.tab(event.shiftKey),
    " ": () => this.space(),
    Escape: () => this.collapse(),
  };

  /**
   * What the pointer does on a header: Alt+Down sorts by the column, Alt+Shift+Left and Right set its width. Alt+Enter
   * goes to what the note beside the cell offers.
   */
  private withAlt(event: KeyboardEvent): boolean {
    const { desk } = this;
    if (event.key === "Enter") return this.notes.focus(true);
    const column = desk.model.selection.active?.column ?? -1;
    if (event.key === "ArrowDown" && !event.shiftKey) {
      desk.sort(column);
      return true;
    }
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -WIDTH_STEP_PX, ArrowRight: WIDTH_STEP_PX };
    const step = event.shiftKey ? steps[event.key] : undefined;
    if (step === undefined) return false;
    desk.resize(column, desk.model.columns.width(column) + step, true);
    return true;
  }

  private enter(): boolean {
    if (this.notes.focus()) return true;
    const cell = this.desk.model.activeCell();
    // A cell that is never edited opens; a locked one says why.
    if (cell && this.desk.model.canEdit(cell) === "") this.desk.open();
    else this.editor.begin("amend");
    return true;
  }

  /** Space opens a tree row; where there is nothing to open it is a letter. */
  private space(): boolean {
    const cell = this.desk.model.activeCell();
    if (!cell) return true;
    const parent = this.desk.model.rows.parent(cell.row.id);
    if (cell.row.children?.length) return this.desk.toggle(cell.row.id);
    if (parent && this.desk.model.canEdit(cell) !== true) return this.desk.toggle(parent.id, false);
    return this.desk.model.canEdit(cell) !== true || kindOf(cell.column, cell.row) !== "text";
  }

  private collapse(): boolean {
    const { active, range } = this.desk.model.selection;
    if (!active || !range || (range.top === range.bottom && range.left === range.right)) return false;
    this.desk.select(active);
    return true;
  }

  private fill(how: typeof fillDown): boolean {
    const range = this.desk.model.selection.range;
    if (range) this.desk.edit(how(this.desk.model, range), "filled");
    return true;
  }
}

/** The key is the grid's own even when there was nothing to do. */
function always(act: (event: KeyboardEvent) => unknown): Command {
  return (event) => {
    act(event);
    return true;
  };
}
