import type { Translate } from "../types";
import { type Box } from "./geometry";
import { element } from "./stage";

/** A value to choose, or a page to go to. */
export type Choice = { readonly label: string } & ({ readonly choose: () => void } | { readonly address: string });

/** What stands beside a cell. `cell` tells two cells apart that say the same. */
export interface Said {
  readonly cell: string;
  readonly text: string;
  readonly tone: "bad" | "warn";
  readonly choices: readonly Choice[];
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
  show(box: Box, { cell, text, tone, choices }: Said, viewport: { width: number; height: number }, beside = false): void {
    const said = JSON.stringify([cell, text, choices.map((choice) => choice.label)]);
    if (this.root.hidden || this.shown !== said) {
      this.shown = said;
      this.text.textContent = text;
      this.buttons.replaceChildren(...choices.map(toElement), ...this.hint(choices));
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

  /** The key that leads here; a value that must be chosen is one key away, a page that one may look at is two. */
  private hint(choices: readonly Choice[]): HTMLElement[] {
    const [first] = choices;
    if (!first) return [];
    const key = document.createElement("kbd");
    key.textContent = "address" in first ? "Alt Enter" : "Enter";
    return [key];
  }

  /** Returns false when there is nothing to choose (`orGo`: nor a page to go to). */
  focus(orGo = false): boolean {
    const first = this.root.hidden ? null : this.buttons.querySelector<HTMLElement>(orGo ? "button, a" : "button");
    first?.focus();
    return first !== null;
  }
}

function toElement(choice: Choice): HTMLElement {
  if ("address" in choice) {
    const link = document.createElement("a");
    link.href = choice.address;
    link.textContent = choice.label;
    return link;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = choice.label;
  button.addEventListener("click", choice.choose);
  return button;
}
