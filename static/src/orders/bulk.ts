/**
 * One value for one field of all selected lines: the menu in the toolbar that is there while two or more are selected. It
 * says what would become of the lines while one types; where not all would simply be saved, it wants to be told again.
 */

import type { EditEvent, Grid, SelectEvent } from "../grid/types";
import { Refused, Unreachable } from "../shell/api";
import { t, tn } from "../shell/i18n";
import { type Foretold, foretoldWords } from "./bulk-foretold";

const FEWEST = 2;
/** Milliseconds without a key. */
const IDLE_MS = 300;

type Foretell = (foreseen: Pick<EditEvent, "changes" | "rejected">) => Promise<Foretold>;

export class Bulk {
  private readonly menu = document.querySelector<HTMLDetailsElement>("#bulk-menu");
  private readonly words = document.querySelector<HTMLElement>("#bulk-words");
  private readonly field = document.querySelector<HTMLSelectElement>("#bulk-field");
  private readonly value = document.querySelector<HTMLInputElement>("#bulk-value");
  private readonly told = document.querySelector<HTMLElement>("#bulk-foreseen");
  /** Of which field, value and lines the menu says what becomes of them. */
  private shown = "";
  private timer = 0;

  constructor(private readonly grid: () => Grid | undefined, private readonly foretell: Foretell) {
    this.menu?.addEventListener("toggle", () => { if (this.menu?.open) this.value?.focus(); });
    this.menu?.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing || !this.menu?.open) return;
      event.preventDefault();
      this.close();
    });
    this.field?.addEventListener("change", () => { this.chosen(); });
    this.value?.addEventListener("input", () => { this.later(); });
    this.menu?.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submitted();
    });
    this.chosen();
  }

  selected({ rowIds }: SelectEvent): void {
    if (!this.menu || !this.words) return;
    this.menu.hidden = rowIds.length < FEWEST;
    if (this.menu.hidden) this.menu.open = false;
    this.words.textContent = tn("Change {count} line", "Change {count} lines", rowIds.length);
    if (this.shown && this.shown !== this.wish()) this.later();
  }

  open(): void {
    const grid = this.grid();
    if (grid) this.selected(grid.selection()); // the key may come before the frame that tells of the selection
    if (this.menu && !this.menu.hidden) this.menu.open = true;
  }

  private close(): void {
    if (this.menu) this.menu.open = false;
    this.grid()?.focus();
  }

  /** Only a note may be emptied: an empty date on every line is a slip, and would be refused line by line. */
  private chosen(): void {
    if (!this.value || !this.field) return;
    this.value.required = this.field.value !== "note";
    this.value.placeholder = this.field.selectedOptions[0]?.dataset["example"] ?? "";
    this.later();
  }

  private wish(): string {
    const ids = this.grid()?.selection().rowIds ?? [];
    return JSON.stringify([this.field?.value, this.value?.value, ids]);
  }

  private later(): void {
    clearTimeout(this.timer);
    this.shown = "";
    if (this.told) this.told.textContent = "";
    if (this.value?.value) this.timer = window.setTimeout(() => void this.look(), IDLE_MS);
  }

  /** Say what would become of the lines; true where every one of them would simply be saved. */
  private async look(): Promise<boolean> {
    clearTimeout(this.timer);
    const [grid, wish] = [this.grid(), this.wish()];
    if (!grid || !this.field || !this.value || !this.told) return false;
    let words: string;
    let isPlain = false;
    try {
      const told = await this.foretell(grid.foresee(this.field.value, this.value.value));
      words = foretoldWords(told);
      isPlain = told.saved > 0 && told.waiting + told.unexplained + told.refused === 0;
    } catch (error) {
      if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
      words = t("What becomes of it can't be said now: the server does not answer.");
    }
    if (wish !== this.wish()) return false; // typed on meanwhile
    this.told.textContent = words;
    this.shown = wish;
    return isPlain;
  }

  private async submitted(): Promise<void> {
    if (this.shown === this.wish() || (await this.look())) this.write();
  }

  private write(): void {
    if (!this.value || !this.field) return;
    this.grid()?.writeSelected(this.field.value, this.value.value);
    this.value.value = "";
    this.later();
    this.close();
  }
}
