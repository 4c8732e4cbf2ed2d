/** The steps that can be undone: the two buttons work while there are any, and a step's toast offers to take back that step only. */

import type { CellRef, CellValue, EditSource, Grid } from "../grid/types";
import { tn } from "../shell/i18n";
import { toast } from "../shell/toast";
import type { KeptSteps } from "./kept-steps";

export class Steps {
  private readonly undo = document.querySelector<HTMLButtonElement>("#undo");
  private readonly redo = document.querySelector<HTMLButtonElement>("#redo");
  /** How to close the toast of a step. */
  private readonly toasts = new Map<number, () => void>();

  constructor(private readonly grid: () => Grid | undefined, private readonly kept: KeptSteps) {
    window.addEventListener("pagehide", () => { this.kept.flush(); });
    this.undo?.addEventListener("click", () => { this.step((there) => there.undo()); });
    this.redo?.addEventListener("click", () => { this.step((there) => there.redo()); });
  }

  /** Take up the steps of before the reload: what they say of a cell is checked when it is taken back. */
  restore(grid: Grid): void {
    const kept = this.kept.read();
    if (kept) grid.restoreSteps(kept);
    this.show(grid);
  }

  /** The grid took a step, or took one back. */
  took(source: EditSource, step: number | null): void {
    if (source === "undo" && step !== null) this.closeToast(step);
    this.changed();
  }

  /** The server did not take this (or only as a request): a step of which nothing is left is none, and its toast goes. */
  forget(cell: CellRef, from: CellValue, to: CellValue, request?: number | null): void {
    for (const step of this.grid()?.forget(cell, from, to, request) ?? []) this.closeToast(step);
    this.changed();
  }

  /** Let the buttons work while there is something for them, and keep the steps for after a reload. */
  changed(): void {
    const grid = this.grid();
    if (!grid) return;
    this.kept.write(() => grid.keptSteps());
    this.show(grid);
  }

  private show(grid: Grid): void {
    const counts = grid.steps();
    if (this.undo) this.undo.disabled = counts.undo === 0;
    if (this.redo) this.redo.disabled = counts.redo === 0;
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

/** What a step of several cells did; `remarked` of them are to be looked at. */
export function outcome(changes: readonly CellRef[], rejected: number, remarked: number): string {
  const rows = new Set(changes.map((change) => change.rowId)).size;
  const parts = [tn("{count} cell changed", "{count} cells changed", changes.length), tn("{count} row", "{count} rows", rows)];
  if (remarked) parts.push(tn("{count} to look at", "{count} to look at", remarked));
  if (rejected) parts.push(tn("{count} rejected", "{count} rejected", rejected));
  return parts.join(" · ");
}

/** Rows of a paste that found no place are said to be left out: they are not lost in silence. */
export function leftOut(count: number): void {
  toast(tn("{count} row of the paste is left out: there is no line for it.", "{count} rows of the paste are left out: there are no lines for them.", count));
}

export function notUndone(count: number): void {
  toast(tn("{count} cell was not taken back: someone else has changed it since.", "{count} cells were not taken back: someone else has changed them since.", count));
}
