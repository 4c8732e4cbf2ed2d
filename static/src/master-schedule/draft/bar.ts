/** The bar of a draft, its buttons in the top bar, and what is said of saving. */

import { frame } from "../../shell/frame";
import { t, tn } from "../../shell/i18n";
import { sendingFails } from "../../shell/live";
import { byId } from "../dom";
import type { DraftState } from "./saved-draft";

export interface BarActions {
  undo(): void;
  redo(): void;
  check(): void;
  publish(): void;
  discard(): void;
  tryNow(): void;
  history(): void;
}

export interface BarFacts {
  /** Steps of the draft. */
  readonly count: number;
  readonly undo: number;
  readonly redo: number;
  readonly check: CheckWords;
}

export interface CheckWords {
  readonly tone: "" | "ok" | "warn" | "bad";
  readonly text: string;
  readonly isRunning: boolean;
}

export class Bar {
  private readonly bar = document.getElementById("draft-bar");

  constructor(private readonly actions: BarActions) {
    const { undo, redo, check, publish, discard, tryNow, history } = actions;
    for (const [id, run] of Object.entries({ undo, redo, "draft-check": check, "draft-publish": publish, "draft-discard": discard, "draft-try": tryNow, "draft-history": history })) {
      document.getElementById(id)?.addEventListener("click", () => { run.call(this.actions); });
    }
  }

  /** The person may steer. */
  show(): void {
    for (const id of ["undo", "redo", "draft-history", "save-state"]) byId(id).hidden = false;
  }

  tell({ count, undo, redo, check }: BarFacts): void {
    if (!this.bar) return;
    this.bar.hidden = count === 0;
    byId("draft-words").textContent = tn("{count} change, not published", "{count} changes, not published", count);
    byId<HTMLButtonElement>("undo").disabled = undo === 0;
    byId<HTMLButtonElement>("redo").disabled = redo === 0;
    const words = byId("draft-checked");
    if (words.textContent !== check.text) words.textContent = check.text;
    words.dataset["tone"] = check.tone;
    byId("draft-check").setAttribute("aria-disabled", String(check.isRunning));
  }

  state(state: DraftState): void {
    const words: Record<DraftState, string> = {
      saved: t("Draft saved"), saving: t("Saving"), waiting: t("The draft waits: the server can't be reached."),
      "signed-out": t("Signed out: your changes are kept. Sign in again."),
    };
    const place = byId("save-state");
    place.dataset["state"] = state === "signed-out" ? "attention" : state;
    if (place.textContent !== words[state]) place.textContent = words[state];
    byId("draft-try").hidden = state !== "waiting";
    if (frame.site) sendingFails(state === "waiting");
  }
}
