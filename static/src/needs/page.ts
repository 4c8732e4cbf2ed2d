/** What needs you: `j` and `k` go from line to line, Enter to its ways out, `a` puts the cheapest one into the draft. */

import { type Answer, type Draft, goesOn, type Step, withSteps } from "../late/answer";
import { answered } from "../late/waiting";
import { ask, Refused, Unreachable } from "../shell/api";
import { t, tn } from "../shell/i18n";
import { describeKeys, isTyping, letterKeysAreOn } from "../shell/keys";
import { announce, toast } from "../shell/toast";
import { byOneKey } from "./cheapest";

/** A key is not waited for as long as a page that shows how the search goes. */
const MOST_ROUNDS = 4;

interface Problem { readonly detail?: string }

/** The advice to wait for a better plan goes once none is looked for any more. */
function letGo(advice: HTMLElement | null): void {
  if (advice) setTimeout(() => { advice.hidden = true; }, Number(advice.dataset["seconds"]) * 1000);
}

export class NeedsPage {
  private readonly rows: readonly HTMLElement[];

  constructor(private readonly place: HTMLElement) {
    this.rows = [...place.querySelectorAll<HTMLElement>("[data-need]")];
    place.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>("[data-verb=apply]");
      const row = button?.closest<HTMLElement>("[data-need]");
      if (row) void this.apply(row);
    });
    document.addEventListener("keydown", (event) => { this.key(event); });
    letGo(document.querySelector<HTMLElement>("[data-seconds]"));
    describeKeys({ keys: "j", does: t("Next entry") }, { keys: "k", does: t("Previous entry") }, { keys: "Enter", does: t("Ways out of the entry") });
    if (this.maySteer) describeKeys({ keys: "a", does: t("Put the cheapest way out into the draft") });
  }

  private get maySteer(): boolean {
    return this.place.dataset["draft"] !== undefined;
  }

  private get here(): number {
    return this.rows.findIndex((row) => row.contains(document.activeElement));
  }

  private key(event: KeyboardEvent): void {
    // What the frame has taken, the second letter of `g a`, is none of ours.
    if (event.defaultPrevented || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const isDone = event.key === "Enter" ? this.enter() : letterKeysAreOn() && this.letter(event.key);
    if (isDone) event.preventDefault();
  }

  /** A link or a button inside an entry does its own. */
  private enter(): boolean {
    const row = this.rows[this.here];
    if (row === undefined || row !== document.activeElement) return false;
    row.querySelector<HTMLAnchorElement>("[data-opens-entry]")?.click();
    return true;
  }

  private letter(key: string): boolean {
    const row = this.rows[this.here];
    if (key === "j") this.step(1);
    else if (key === "k") this.step(-1);
    else if (key === "a" && row && this.maySteer) void this.apply(row);
    else return false;
    return true;
  }

  private step(by: 1 | -1): void {
    const next = this.rows[Math.min(this.rows.length - 1, Math.max(0, this.here + by))];
    if (!next) return;
    const group = next.closest("details");
    if (group) group.open = true;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  private async apply(row: HTMLElement): Promise<void> {
    const { waysOut } = row.dataset;
    if (waysOut === undefined || row.getAttribute("aria-busy") === "true") return;
    row.setAttribute("aria-busy", "true");
    say(t("Looking for the cheapest way out …"));
    try {
      const answer = await searched(waysOut, this.place.dataset);
      const way = byOneKey(answer);
      if (way) await this.intoDraft(way.steps, way.price);
      else say(nothing(answer));
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
      say(sorry(error));
    }
    row.removeAttribute("aria-busy");
  }

  private async intoDraft(steps: readonly Step[], price: string): Promise<void> {
    const address = this.place.dataset["draft"] ?? "";
    const draft = await ask<Draft>(address);
    const { version } = await ask<Draft>(address, { method: "PUT", match: draft.version, body: { steps: withSteps(draft, steps) } });
    const words = t("The cheapest way out is in your draft, {price}. Publish it in the master schedule.", { price });
    announce(words);
    toast(words, { stays: 20_000, undo: () => void this.takeBack(address, version, draft.steps) });
  }

  /** The draft as it was, where nobody has changed it since. */
  private async takeBack(address: string, version: number, steps: readonly Step[]): Promise<void> {
    try {
      await ask<Draft>(address, { method: "PUT", match: version, body: { steps } });
      say(t("Taken out of the draft."));
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
      say(sorry(error));
    }
  }
}

/** The answer of a search that goes on by itself while nothing is found, for a while. */
async function searched(waysOut: string, place: DOMStringMap): Promise<Answer> {
  for (let round = 1; ; round += 1) {
    const answer = await answered<Answer>(waysOut, place, (begun) => { if (!begun) say(t("Other questions are answered first: yours waits for its turn.")); });
    if (round === MOST_ROUNDS || !goesOn(answer, round)) return answer;
    say(tn("Nothing yet: {count} plan has been tried.", "Nothing yet: {count} plans have been tried.", answer.planned));
  }
}

function nothing(answer: Answer): string {
  if (!answer.is_late) return t("By the next plan this line is in time: nothing need be done.");
  if (answer.ways.length === 0 && answer.finished) return answer.nothing;
  return answer.ways.length > 0 ? t("Nothing that one key could do: look at its ways out.") : t("Nothing found yet. The page of its ways out searches on.");
}

function say(words: string): void {
  announce(words);
  toast(words);
}

function sorry(error: Refused | Unreachable): string {
  if (!(error instanceof Refused)) return t("The server can't be reached. Try again.");
  if (error.status === 412) return t("Your draft has been changed in another tab. Try again.");
  return (error.body as Problem | undefined)?.detail ?? t("This can't be done.");
}
