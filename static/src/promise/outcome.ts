/** The card of the answer and the remark above it: what is said while one waits, and how an answer grows old. */

import { byId, make } from "../master-schedule/dom";
import { t } from "../shell/i18n";

const DIM_AFTER_MS = 400;
const SLOW_AFTER_MS = 1000;

export type Tone = "" | "bad" | "waiting" | "warn";

export class Outcome {
  readonly card = byId("answer");
  private slowness: ReturnType<typeof setTimeout>[] = [];

  /** `oldWords` says what the answer on the page is worth once it is no longer the one asked for. */
  constructor(private readonly oldWords: () => string) {}

  watch(): void {
    this.stopWatching();
    this.slowness.push(
      setTimeout(() => { this.card.classList.add("dim"); }, DIM_AFTER_MS),
      setTimeout(() => { this.stillChecking(); }, SLOW_AFTER_MS),
    );
  }

  stopWatching(): void {
    this.slowness.forEach(clearTimeout);
    this.slowness = [];
  }

  settle(): void {
    this.stopWatching();
    this.card.classList.remove("dim", "old");
    this.say("");
  }

  get isOld(): boolean {
    return this.card.classList.contains("old");
  }

  private stillChecking(): void {
    if (this.hasAnswer()) this.say(`${t("Still checking.")} ${this.oldWords()}`, "waiting");
    else this.message("waiting", t("Checking…"));
  }

  private hasAnswer(): boolean {
    return this.card.querySelector(".big") !== null;
  }

  /** What is shown does not belong to what stands in the fields: a date stays, marked as old and with its question; words go. */
  leave(reason: string, tone: Tone): void {
    if (this.hasAnswer()) {
      this.card.classList.add("old");
      this.say([reason, this.oldWords()].filter(Boolean).join(" "), tone);
    } else {
      this.message("empty", reason === "" ? t("No date yet: see the remark at the field.") : t("No date yet."));
      this.say(reason, tone);
    }
  }

  say(words: string, tone: Tone = ""): void {
    const place = byId("remark");
    place.textContent = words;
    place.hidden = words === "";
    place.dataset["tone"] = tone;
  }

  /** Words in place of an answer. */
  message(state: string, words: string, more = ""): void {
    this.card.classList.remove("dim", "old");
    this.card.dataset["state"] = state;
    this.card.replaceChildren(make("p", "prompt", words), ...(more ? [make("p", "hint", more)] : []));
  }
}
