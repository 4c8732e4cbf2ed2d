/** What one more hour is worth: asked for by a button, for a worker plans again for some seconds. */

import { make } from "../master-schedule/dom";
import { ask, Refused } from "../shell/api";
import { t, tn } from "../shell/i18n";

/** The server waits that long for its worker. */
const ASK_WITHIN_MS = 40_000;
/** So many weeks are planned again at first, and by each click for more. */
const MORE_WEEKS = 20;

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
  /** So many of the possible weeks were planned again so far. */
  readonly planned: number;
  readonly possible: number;
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
    this.button?.addEventListener("click", () => void this.ask(MORE_WEEKS));
    document.addEventListener("lockstep:plan", () => { this.outdated(); });
  }

  /** Ask, and go on until all weeks that are wished are planned, or the reader stops it. */
  private async ask(weeks: number): Promise<void> {
    const { button, outcome } = this;
    if (!button || !outcome || button.disabled) return;
    button.disabled = true;
    outcome.setAttribute("aria-busy", "true");
    outcome.replaceChildren(make("p", "", t("The plan is made again with one more hour, week by week, the most promising first.")));
    try {
      await this.goOn(weeks, outcome);
    } catch (error) {
      const said = make("p", "notice bad", sorry(error));
      said.setAttribute("role", "alert");
      outcome.prepend(said); // what is proven so far stays
    }
    outcome.removeAttribute("aria-busy");
    button.textContent = t("Work it out again");
    button.disabled = false;
    if (document.activeElement === document.body) button.focus(); // a button that can't be pressed loses the focus
  }

  private async goOn(weeks: number, outcome: HTMLElement): Promise<void> {
    const address = `${this.place.dataset["hours"] ?? ""}&weeks=${weeks}`;
    const stop = make("button", "button", t("Stop"));
    stop.type = "button";
    stop.addEventListener("click", () => { stop.disabled = true; });
    for (let goes = true, before = 0; goes;) {
      const answer = await ask<Hours>(address, { timeoutMs: ASK_WITHIN_MS });
      goes = !answer.finished && !stop.disabled && answer.planned > before;
      before = answer.planned;
      const hadStop = document.activeElement === stop;
      outcome.replaceChildren(...shown(answer), ...(goes ? [stop] : this.more(answer, weeks)));
      if (hadStop && goes) stop.focus();
    }
  }

  /** The button that plans on: what was stopped, or more weeks than were wished at first. */
  private more({ finished, planned, possible }: Hours, weeks: number): HTMLElement[] {
    const left = possible - planned;
    if (left <= 0) return [];
    const more = make("button", "button", finished ? tn("Plan {count} more week", "Plan {count} more weeks", Math.min(MORE_WEEKS, left)) : t("Go on"));
    more.type = "button";
    more.addEventListener("click", () => void this.ask(finished ? weeks + MORE_WEEKS : weeks));
    return [more];
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
  const { proven, guessed, in_vain: inVain, late_lines: late, planned, possible } = answer;
  const found: string[] = [];
  if (proven.length === 0 && guessed.length === 0 && planned === possible) {
    found.push(late === 0 ? t("No order line is late: one more hour would save nothing worth saying.") : t("No single hour would make the plan cheaper: what is late needs more than one, or does not wait for hours."));
  }
  if (inVain > 0) found.push(tn("{count} more week was planned again with an hour more, and nothing became cheaper.", "{count} more weeks were planned again with an hour more, and nothing became cheaper.", inVain));
  if (planned < possible) found.push(tn("{planned} of {count} week that an hour might help is planned again.", "{planned} of {count} weeks that an hour might help are planned again.", possible, { planned }));
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
