/** The left of the status bar: what is saved, what waits, and a way to what must be decided or was not taken. */

import type { CellRef, Grid } from "../grid/types";
import { t } from "../shell/i18n";
import { sendingFails } from "../shell/live";
import { clearNotice, showNotice } from "./notices";
import type { QueueState } from "./queue";
import type { Saving } from "./saving";

export class SaveState {
  private last: [QueueState, number] = ["saved", 0];
  private readonly place = document.querySelector<HTMLElement>("#save-state");
  private readonly show = document.querySelector<HTMLButtonElement>("#show-cells");
  /** How many times the button has led to a cell: it goes round. */
  private visits = 0;

  constructor(
    private readonly saving: Saving,
    private readonly grid: () => Grid | undefined,
    /** `keep`: what was refused may be something else now. */
    private readonly page: { sendNow: () => void; keep: () => void },
  ) {
    this.show?.addEventListener("click", () => { this.toNext(); });
  }

  told(state: QueueState, count: number): void {
    this.last = [state, count];
    this.refresh();
    sendingFails(state === "waiting");
    const text = this.place?.textContent ?? "";
    if (state === "signed-out") showNotice("session", text, { label: t("Sign in"), run: () => { location.reload(); } }, true);
    else if (state === "waiting") showNotice("offline", t("The server can't be reached. Your changes are kept and sent again."), { label: t("Try now"), run: this.page.sendNow });
    else if (state === "saved") for (const id of ["session", "offline"]) clearNotice(id);
  }

  /** A refused cell may have been mended without anything to send. */
  refresh(): void {
    this.page.keep();
    if (!this.place || this.place.dataset["state"] === "read-only") return;
    const refused = this.grid()?.refusals().length ?? 0;
    const { state, text } = this.saving.words(...this.last, refused);
    this.place.dataset["state"] = state;
    if (this.place.textContent !== text) this.place.textContent = text;
    if (this.show) this.show.hidden = this.calling().length === 0;
  }

  /** The cells of which the words speak: those to decide, then those that were refused. */
  private calling(): CellRef[] {
    return [...(this.grid()?.conflicts() ?? []), ...(this.grid()?.refusals() ?? [])];
  }

  private toNext(): void {
    const cells = this.calling();
    const cell = cells[this.visits % Math.max(1, cells.length)];
    this.visits += 1;
    if (cell) this.grid()?.focusCell(cell.rowId, cell.field);
  }
}
