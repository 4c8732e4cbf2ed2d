/** The undo and redo buttons: they know how many steps there are, the grid knows what they were. */

import type { EditSource, Grid } from "../grid/types";

export class Steps {
  private back = 0;
  private forth = 0;
  private readonly undo = document.querySelector<HTMLButtonElement>("#undo");
  private readonly redo = document.querySelector<HTMLButtonElement>("#redo");

  constructor(private readonly grid: () => Grid | undefined) {
    this.undo?.addEventListener("click", () => { this.step((there) => there.undo()); });
    this.redo?.addEventListener("click", () => { this.step((there) => there.redo()); });
  }

  /** The grid took a step. */
  took(source: EditSource, changes: number): void {
    if (changes === 0) return;
    this.back += source === "undo" ? -1 : 1;
    this.forth = source === "undo" ? this.forth + 1 : source === "redo" ? this.forth - 1 : 0;
    if (this.undo) this.undo.disabled = this.back <= 0;
    if (this.redo) this.redo.disabled = this.forth <= 0;
  }

  private step(take: (grid: Grid) => boolean): void {
    const grid = this.grid();
    if (!grid) return;
    take(grid);
    grid.focus();
  }
}
