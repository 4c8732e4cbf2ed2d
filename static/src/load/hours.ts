/** What one more hour is worth: asked for by a button, for a worker plans again for some seconds. */

import { make } from "../master-schedule/dom";
import { ask, Refused } from "../shell/api";
import { t, tn } from "../shell/i18n";

/** The server waits that long for its worker. */
const ASK_WITHIN_MS = 40_000;

export interface Hour {
  readonly center: string;
  readonly name: string;
  readonly week: string;
  readonly address: string;
  readonly late_lines: number;
  readonly worth: string;
  readonly weight: string;
  readonly paid: string;
  readonly guess: string;
}

export interface Hours {
  readonly currency: string;
  readonly late_lines: number;
  readonly finished: boolean;
  readonly in_vain: number;
  readonly proven: readonly Hour[];
  readonly guessed: readonly Hour[];
}

interface Problem { readonly detail?: string }

export class HoursPanel {
  private readonly button: HTMLButtonElement | null;
  private readonly outcome: HTMLElement | null;

  constructor(private readonly place: HTMLElement) {
    this.button = place.querySelector("button");
    this.outcome = place.querySelector(".hours-outcome");
    this.button?.addEventListener("click", () => void this.ask());
    document.addEventListener("lockstep:plan", () => { this.outdated(); });
  }

  private async ask(): Promise<void> {
    const { button, outcome } = this;
    if (!button || !outcome || button.disabled) return;
    button.disabled = true;
    outcome.setAttribute("aria-busy", "true");
    outcome.replaceChildren(make("p", "", t("The plan is made again with one more hour, week by week. This takes up to half a minute.")));
    try {
      outcome.replaceChildren(...shown(await ask<Hours>(this.place.dataset["hours"] ?? "", { timeoutMs: ASK_WITHIN_MS })));
    } catch (error) {
      const said = make("p", "notice bad", sorry(error));
      said.setAttribute("role", "alert");
      outcome.replaceChildren(said);
    }
    outcome.removeAttribute("aria-busy");
    button.textContent = t("Work it out again");
    button.disabled = false;
    if (document.activeElement === document.body) button.focus(); // a button that can't be pressed loses the focus
  }

  private outdated(): void {
    if (!this.outcome?.querySelector("table") || this.outcome.querySelector(".hours-old")) return;
    this.outcome.prepend(make("p", "notice hours-old", t("There is a new plan since: this is about the one before.")));
  }
}

/** What stands on the page for an answer. */
export function shown(answer: Hours): HTMLElement[] {
  const said = sentences(answer).map((words) => make("p", "", words));
  if (answer.proven.length + answer.guessed.length === 0) return said;
  const scroll = make("div", "table-scroll", table(answer));
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", t("What one more hour is worth"));
  return [...said, scroll];
}

/** What is to be said of an answer beside its rows. */
export function sentences(answer: Hours): string[] {
  const { proven, guessed, in_vain: inVain, late_lines: late, finished } = answer;
  const found: string[] = [];
  if (proven.length === 0 && guessed.length === 0) {
    found.push(late === 0 ? t("No order line is late: one more hour would save nothing worth saying.") : t("No single hour would make the plan cheaper: what is late needs more than one, or does not wait for hours."));
  }
  if (inVain > 0) found.push(tn("{count} more week was planned again with an hour more, and nothing became cheaper.", "{count} more weeks were planned again with an hour more, and nothing became cheaper.", inVain));
  if (!finished) found.push(t("There was no time to plan all weeks again."));
  return found;
}

function table({ currency, proven, guessed }: Hours): HTMLTableElement {
  const heads: [string, boolean][] = [
    [t("Work centre"), false], [t("Week"), false], [t("Saves, {currency}", { currency }), true], [t("Lines in time again"), true],
    [t("Lateness, weighted: less"), true], [t("Paid less"), true], [t("Estimate before"), true],
  ];
  const head = make("thead", "", make("tr", "", ...heads.map(([words, isNumber]) => {
    const cell = make("th", isNumber ? "number" : "", words);
    cell.scope = "col";
    return cell;
  })));
  return make("table", "plain-table", head, make("tbody", "", ...proven.map((hour) => row(hour, true)), ...guessed.map((hour) => row(hour, false))));
}

function row(hour: Hour, isProven: boolean): HTMLTableRowElement {
  const link = make("a", "", hour.center);
  link.href = hour.address;
  const name = make("th", "", link, " ", make("span", "hint", hour.name));
  name.scope = "row";
  const number = (words: string): HTMLTableCellElement => make("td", "number", words);
  const rest = isProven
    ? [make("b", "", hour.worth), String(hour.late_lines), hour.weight, hour.paid].map((one) => make("td", "number", one))
    : [make("td", "number", t("not planned again")), number("–"), number("–"), number("–")];
  return make("tr", "", name, make("td", "", hour.week), ...rest, number(hour.guess === "0" ? "–" : t("about {amount}", { amount: hour.guess })));
}

function sorry(error: unknown): string {
  if (!(error instanceof Refused)) return t("The server can't be reached. Try again.");
  return (error.body as Problem | undefined)?.detail ?? t("This can't be done.");
}
