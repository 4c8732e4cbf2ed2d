/** One value for one field of all selected lines: the menu in the toolbar that is there while two or more are selected. */

import type { Grid, SelectEvent } from "../grid/types";
import { tn } from "../shell/i18n";

const FEWEST = 2;

export class Bulk {
  private readonly menu = document.querySelector<HTMLDetailsElement>("#bulk-menu");
  private readonly words = document.querySelector<HTMLElement>("#bulk-words");
  private readonly field = document.querySelector<HTMLSelectElement>("#bulk-field");
  private readonly value = document.querySelector<HTMLInputElement>("#bulk-value");

  constructor(private readonly grid: () => Grid | undefined) {
    this.menu?.addEventListener("toggle", () => { if (this.menu?.open) this.value?.focus(); });
    this.menu?.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing || !this.menu?.open) return;
      event.preventDefault();
      this.close();
    });
    this.field?.addEventListener("change", () => { this.chosen(); });
    this.menu?.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.write();
    });
    this.chosen();
  }

  selected({ rowIds }: SelectEvent): void {
    if (!this.menu || !this.words) return;
    this.menu.hidden = rowIds.length < FEWEST;
    if (this.menu.hidden) this.menu.open = false;
    this.words.textContent = tn("Change {count} line", "Change {count} lines", rowIds.length);
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
  }

  private write(): void {
    if (!this.value || !this.field) return;
    this.grid()?.writeSelected(this.field.value, this.value.value);
    this.value.value = "";
    this.close();
  }
}
