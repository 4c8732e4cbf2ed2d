import type { Translate } from "../types";
import { type Box } from "./geometry";
import { element } from "./stage";

export interface Choice {
  readonly label: string;
  readonly choose: () => void;
}

/** The sentence beside a cell: why it was refused, or which of two values to keep. */
export class Note {
  private readonly root = element("div", "lg-note");
  private readonly text = document.createElement("p");
  private readonly buttons = document.createElement("div");
  private shown = "";

  constructor(host: HTMLElement, t: Translate, back: () => void) {
    this.root.hidden = true;
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", t("About this cell"));
    this.root.append(this.text, this.buttons);
    // Only the choices are the note's own: it covers cells, and who presses there means the cell.
    this.buttons.addEventListener("pointerdown", (event) => event.stopPropagation());
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      back();
    });
    host.append(this.root);
  }

  /** `beside`: to the right of the cell, so that the rows below stay free for the selection that has moved on. */
  show(box: Box, text: string, tone: "bad" | "warn", choices: readonly Choice[], viewport: { width: number; height: number }, beside = false): void {
    if (this.root.hidden || this.shown !== text) {
      this.shown = text;
      this.text.textContent = text;
      this.buttons.replaceChildren(...choices.map(toButton));
      this.buttons.hidden = choices.length === 0;
    }
    this.root.dataset["tone"] = tone;
    this.root.hidden = false;
    const { offsetWidth, offsetHeight } = this.root;
    const below = beside ? box.y : box.y + box.height + 4;
    const top = below + offsetHeight <= viewport.height ? below : box.y - offsetHeight - 4;
    const right = box.x + box.width + 4;
    const left = !beside ? box.x : right + offsetWidth <= viewport.width ? right : box.x - offsetWidth - 4;
    this.root.style.left = `${Math.max(4, Math.min(left, viewport.width - offsetWidth - 4))}px`;
    this.root.style.top = `${Math.max(4, top)}px`;
  }

  hide(): void {
    this.root.hidden = true;
  }

  /** Returns false when there is nothing to choose. */
  focus(): boolean {
    const first = this.root.hidden ? null : this.buttons.querySelector("button");
    first?.focus();
    return first !== null;
  }
}

function toButton(choice: Choice): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = choice.label;
  button.addEventListener("click", choice.choose);
  return button;
}
