/**
 * A field for a code with the closest matches below it while one types: a combobox with a list, for keys and fingers.
 *
 * The options are those of the field's datalist, which the page has without this too.
 */

import { make } from "../master-schedule/dom";
import { t, tn } from "../shell/i18n";
import { announce } from "../shell/toast";
import { exact, holds, matches, type Option } from "./matches";

class Choice {
  private readonly options: readonly Option[];
  private readonly list = make("ul", "choices");
  private found: readonly Option[] = [];
  private active = -1;
  private isPicking = false;

  constructor(private readonly input: HTMLInputElement) {
    this.options = [...(input.list?.options ?? [])].map(({ value, text }) => ({ code: value, name: text }));
    this.list.id = `${input.id}-choices`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", t("Closest matches"));
    input.removeAttribute("list");
    input.setAttribute("role", "combobox");
    for (const [name, value] of Object.entries({ controls: this.list.id, autocomplete: "list", expanded: "false" })) input.setAttribute(`aria-${name}`, value);
    input.after(this.list);
    input.addEventListener("input", () => { this.typed(); });
    input.addEventListener("keydown", (event) => { this.key(event); });
    // Whoever leaves the field has said what stands in it: a customer without orders here is in no list.
    input.addEventListener("blur", () => { this.show([]); });
    // The field keeps the focus while an option is pressed.
    this.list.addEventListener("pointerdown", (event) => { event.preventDefault(); });
  }

  private get isOpen(): boolean {
    return !this.list.hidden;
  }

  private typed(): void {
    if (this.isPicking) return;
    const { value } = this.input;
    this.show(exact(this.options, value) ? [] : matches(this.options, value));
    if (this.isOpen) announce(tn("{count} match", "{count} matches", this.found.length));
  }

  private show(found: readonly Option[]): void {
    this.found = found;
    this.active = found[0] && holds(found[0], this.input.value) ? 0 : -1;
    this.list.replaceChildren(...found.map((option, place) => this.row(option, place)));
    this.list.hidden = found.length === 0;
    this.input.setAttribute("aria-expanded", String(this.isOpen));
    this.mark();
  }

  private row({ code, name }: Option, place: number): HTMLElement {
    const row = make("li", "", make("b", "", code), name !== "" && name !== code && make("span", "", name));
    row.id = `${this.list.id}-${String(place)}`;
    row.setAttribute("role", "option");
    row.addEventListener("click", () => { this.pick(place); });
    return row;
  }

  private mark(): void {
    [...this.list.children].forEach((row, place) => { row.setAttribute("aria-selected", String(place === this.active)); });
    const row = this.list.children[this.active];
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
    else this.input.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.step(event.key === "ArrowDown" ? 1 : -1);
    } else if (!this.isOpen) return;
    else if (event.key === "Escape") {
      event.stopPropagation();
      this.show([]);
    } else if (event.key === "Enter") {
      if (this.active < 0) return;
      event.preventDefault();
      this.pick(this.active);
    }
  }

  /** Down opens the list where it is closed: all there is, where nothing is typed. */
  private step(by: number): void {
    if (this.isOpen) {
      this.active = this.active < 0 && by < 0 ? this.found.length - 1 : (this.active + by + this.found.length) % this.found.length;
      this.mark();
    } else if (by > 0) this.show(this.input.value.trim() === "" ? this.options : matches(this.options, this.input.value));
  }

  private pick(place: number): void {
    const option = this.found[place];
    if (!option) return;
    this.input.value = option.code;
    this.show([]);
    this.isPicking = true; // the page hears of it as of typing; the list does not
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.isPicking = false;
  }
}

/** Let a field that has a datalist show the closest matches below it. */
export function attachChoice(input: HTMLInputElement): void {
  new Choice(input);
}
