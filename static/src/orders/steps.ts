/** The steps that can be undone: the two buttons count them, and a step's toast offers to take back that step only. */

import type { EditSource, Grid } from "../grid/types";
import { toast } from "../shell/toast";

export class Steps {
  private back = 0;
  private forth = 0;
  private readonly undo = document.querySelector<HTMLButtonElement>("#undo");
  private readonly redo = document.querySelector<HTMLButtonElement>("#redo");
  /** How to close the toast of a step. */
  private readonly toasts = new Map<number, () => void>();

  constructor(private readonly grid: () => Grid | undefined) {
    this.undo?.addEventListener("click", () => { this.step((there) => there.undo()); });
    this.redo?.addEventListener("click", () => { this.step((there) => there.redo()); });
  }

  /** The grid took a step, or took one back. */
  took(source: EditSource, step: number | null): void {
    if (step === null) return;
    if (source === "undo") this.closeToast(step);
    this.back += source === "undo" ? -1 : 1;
    this.forth = source === "undo" ? this.forth + 1 : source === "redo" ? this.forth - 1 : 0;
    if (this.undo) this.undo.disabled = this.back <= 0;
    if (this.redo) this.redo.disabled = this.forth <= 0;
  }

  /** Say what a step did, with the way back; where nothing changed there is none. */
  tell(text: string, step: number | null): void {
    if (step === null) toast(text);
    else this.toasts.set(step, toast(text, { undo: () => this.grid()?.undo(step) }));
  }

  private closeToast(step: number): void {
    this.toasts.get(step)?.();
    this.toasts.delete(step);
  }

  private step(take: (grid: Grid) => boolean): void {
    const grid = this.grid();
    if (!grid) return;
    take(grid);
    grid.focus();
  }
}
