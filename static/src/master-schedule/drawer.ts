/** The drawer beside the grid: how the selected balance is built, its course, and what is due in that cell. */

import { ask, Refused, Unreachable } from "../shell/api";
import { number, t, tn } from "../shell/i18n";
import { nameOf, type Span, type Zoom } from "./axis";
import { behind, type CellAnswer, publishedNote, type EquationLine, type FetchLot, type LoadAnswer, type LotHands, termList, whatFills } from "./cell-lists";
import type { Decision } from "./board-events";
import { dayMonth, daysBetween } from "./dates";
import { make, pill } from "./dom";
import type { FixedDays } from "./draft/holds";
import { type Equation, equationOf } from "./equation";
import { percentText, stateOf } from "./heat";
import type { LotAnswer } from "./lot-behind";
import { at, type Cover, type Item, numbersOf, type Numbers, type PlanData } from "./plan";
import { sparkline } from "./sparkline";
import { type Loaded, loadedOf, sum } from "./sums";

export interface Chosen {
  readonly plan: PlanData;
  /** A draft changes rows of the item: the documents behind the cell are still those of the published plan. */
  readonly isDrafted: boolean;
  readonly item: Item;
  readonly span: Span;
  readonly zoom: Zoom;
  readonly decided: Decided;
}

/** What somebody has decided about the cell, and what the person may do about it. */
export interface Decided {
  /** Quantities that are fixed in its days. */
  readonly fixed: readonly FixedDays[];
  readonly decision: Decision;
  /** Gives them back to the engine; null: the person may not, or they are given back already. */
  readonly release: (() => void) | null;
  /** What may be done with a lot that arrives here. */
  readonly hands: LotHands;
}

export interface ChosenLoad {
  readonly plan: PlanData;
  /** A draft changes its load or its hours: what fills it is still the published plan's. */
  readonly isDrafted: boolean;
  /** Of the work centre in the columns of `plan.load`. */
  readonly place: number;
  readonly span: Span;
  readonly zoom: Zoom;
  /** What can be done with its hours; null: the person may not. */
  readonly hands: HTMLElement | null;
  /** To the row of an item, in the same days. */
  goTo(itemId: number): void;
}

const FETCH_AFTER_MS = 150;
const COVER_STATUS: Readonly<Record<Cover, string>> = { shortage: "late", low: "at_risk", covered: "on_time" };

export class Drawer {
  private asking: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly box: HTMLElement, private readonly address: string) {}

  /** Draws what the browser knows at once, and fetches the lines behind it once the selection rests. */
  show(chosen: Chosen): void {
    const details = make("div", "behind dim");
    keepPlace(this.box, () => {
      details.append(...(this.box.querySelector(".behind")?.childNodes ?? []));
      this.box.replaceChildren(...[heading(chosen), decided(chosen), equation(chosen), course(chosen), details].filter((part) => part !== null));
    });
    clearTimeout(this.timer);
    this.asking?.abort();
    this.timer = setTimeout(() => void this.fetchBehind(chosen, details), FETCH_AFTER_MS);
  }

  /** A heat cell: what the share is made of. */
  showLoad({ plan, isDrafted, place, span, zoom, hands, goTo }: ChosenLoad): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    const { load } = plan;
    const hours = (row: Numbers | undefined): number => Math.round(sum(row ?? [], span) / 6) / 10;
    const loaded = loadedOf(load, place, span);
    const details = make("div", "behind");
    const lines: EquationLine[] = [
      [t("Available"), hours(load.available[place]), ""],
      [t("Overtime bought"), hours(load.overtime[place]), ""],
      [t("Load"), hours(load.load[place]), "result"],
      [t("of it set-up"), hours(load.setup[place]), ""],
    ];
    const share = make("p", "share", loadWords(loaded));
    this.box.replaceChildren(
      make("header", "", closeButton(), make("h2", "", `${load.code[place] ?? ""} · ${nameOf(span, zoom)}`), make("p", "", load.name[place]), share),
      make("section", "", make("h3", "", t("Hours")), termList(lines), hands),
      details,
    );
    const query = new URLSearchParams({ plan: String(plan.plan_id), center: String(load.id[place] ?? 0), first: span.first, last: span.last });
    const filled = (answer: LoadAnswer): HTMLElement[] => [...(isDrafted ? [publishedNote()] : []), ...whatFills(answer, this.lotFetcher(plan), goTo)];
    this.timer = setTimeout(() => void this.fetchInto(details, `${this.box.dataset["load"] ?? ""}&${query.toString()}`, filled), FETCH_AFTER_MS);
  }

  /** Nothing is selected: what to look at first. */
  showStart(...parts: readonly HTMLElement[]): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.box.replaceChildren(...parts);
  }

  private async fetchBehind({ plan, item, span, decided, isDrafted }: Chosen, place: HTMLElement): Promise<void> {
    const query = new URLSearchParams({ plan: String(plan.plan_id), item: String(item.id), first: span.first, last: span.last });
    const drawn = (answer: CellAnswer): HTMLElement[] => behind(answer, { item, isDrafted }, this.lotFetcher(plan), decided.hands);
    await this.fetchInto(place, `${this.address}&${query.toString()}`, drawn);
  }

  private async fetchInto<AnswerT>(place: HTMLElement, address: string, drawn: (answer: AnswerT) => HTMLElement[]): Promise<void> {
    this.asking = new AbortController();
    try {
      const parts = drawn(await ask<AnswerT>(address, { signal: this.asking.signal }));
      keepPlace(place, () => { place.replaceChildren(...parts); });
    } catch (error) {
      // Aborted: the person has moved on, and another answer is on its way.
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) return;
      place.replaceChildren(make("p", "hint", t("The orders behind this cell can't be fetched right now.")));
    }
    place.classList.remove("dim");
  }

  private lotFetcher(plan: PlanData): FetchLot {
    return async (key) => {
      const query = new URLSearchParams({ plan: String(plan.plan_id), lot: key });
      try {
        return await ask<LotAnswer>(`${this.box.dataset["lot"] ?? ""}&${query.toString()}`);
      } catch (error) {
        if (error instanceof Unreachable || error instanceof Refused) return null;
        throw error;
      }
    };
  }
}

/** What was open stays open, and who was in it finds the focus there again. */
function keepPlace(place: HTMLElement, draw: () => void): void {
  const lots = (only: string): string[] => [...place.querySelectorAll<HTMLElement>(only)].map((lot) => lot.dataset["lot"] ?? "");
  const [open, within] = [lots("details.lot[open]"), place.contains(document.activeElement)];
  const [here] = lots("details.lot:focus-within");
  draw();
  for (const lot of place.querySelectorAll<HTMLDetailsElement>("details.lot")) {
    lot.open = open.includes(lot.dataset["lot"] ?? "");
    if (here !== undefined && lot.dataset["lot"] === here) lot.querySelector("summary")?.focus();
  }
  if (within && !place.contains(document.activeElement)) place.closest<HTMLElement>("#details")?.focus();
}

function loadWords(loaded: Loaded): string {
  if (loaded.percent === null) return t("closed");
  const percent = percentText(loaded.percent, loaded.minutes);
  const state = stateOf(loaded);
  if (state === "overtime") return t("{percent} loaded, overtime is planned", { percent });
  if (!Number.isFinite(loaded.percent)) return t("{hours} of work on days without hours", { hours: percent });
  return state === "over" ? t("{percent} loaded: more than there is", { percent }) : t("{percent} loaded", { percent });
}

function heading({ item, span, zoom }: Chosen): HTMLElement {
  const words: Record<Cover, string> = { shortage: t("Shortage"), low: t("Low"), covered: t("Covered") };
  return make(
    "header", "",
    closeButton(),
    make("h2", "", `${item.code} · ${nameOf(span, zoom)}`),
    make("p", "", item.name),
    make("p", "tags", pill(COVER_STATUS[item.cover], words[item.cover]), make("span", "tag", item.made ? t("Made item") : t("Bought item"))),
  );
}

/** What somebody has fixed here, and a way to give it back. */
function decided({ decided: { fixed, decision, release } }: Chosen): HTMLElement | null {
  if (fixed.length === 0) return null;
  const list = make("ul", "due", ...fixed.map(({ first, last, quantity }) => {
    const days = first === last ? dayMonth(first) : t("{start} to {finish}", { start: dayMonth(first), finish: dayMonth(last) });
    return make("li", "", make("span", "who", make("b", "", days)), make("span", "quantity", number(quantity)));
  }));
  const note = decision === "released" && make("p", "hint", t("The draft gives this back to the engine. What it makes of it, a check or the next plan shows."));
  const button = release && make("button", "button", t("Give it back to the engine"));
  if (button) {
    button.type = "button";
    button.addEventListener("click", release);
  }
  return make("section", "decided", make("h3", "", t("Fixed by hand")), list, note, button);
}

function closeButton(): HTMLButtonElement {
  const close = make("button", "button plain close", t("Close"));
  close.type = "button";
  close.dataset["closes"] = "";
  return close;
}

function equation(chosen: Chosen): HTMLElement {
  const terms = equationOf(chosen.plan, chosen.item, chosen.span);
  const list = termList(linesOf(terms, chosen.item));
  const note = terms.ignoredForecast > 0
    && make("p", "hint", t("A forecast of {quantity} lies inside the demand fence and does not count.", { quantity: terms.ignoredForecast }));
  return make("section", "", make("h3", "", t("How this balance is built")), list, note);
}

function linesOf(terms: Equation, item: Item): EquationLine[] {
  const optional: EquationLine[] = [
    [t("+ Scheduled receipts"), terms.receipts, ""],
    [t("− Orders"), terms.orders, ""],
    [t("− Forecast"), terms.forecast, ""],
    [t("− Dependent demand"), terms.dependent, ""],
  ];
  const dips: EquationLine[] = terms.lowest < Math.min(0, terms.balance) ? [[t("Lowest inside it"), terms.lowest, ""]] : [];
  return [
    [t("Opening balance"), terms.opening, ""],
    [t("+ MPS"), terms.mps, ""],
    ...optional.filter(([, value]) => value !== 0),
    [t("= Balance (PAB)"), terms.balance, "result"],
    ...dips,
    [t("Safety stock"), item.safetyStock, ""],
    [t("ATP"), terms.atp, ""],
  ];
}

function course({ plan, item, span }: Chosen): HTMLElement {
  const start = plan.bucket_starts[0] ?? plan.horizon_end;
  const row = numbersOf(plan, item, "balance");
  const values = plan.bucket_starts.map((_, bucket) => at(row, bucket) ?? 0);
  const weeks = Math.round(daysBetween(start, plan.horizon_end) / 7);
  const low = Math.min(...values);
  const title = tn("Balance over {count} week", "Balance over {count} weeks", weeks);
  const chart = sparkline({
    values,
    days: plan.bucket_starts.map((first) => daysBetween(start, first)),
    endDay: daysBetween(start, plan.horizon_end),
    safetyStock: item.safetyStock,
    marked: span.end - 1,
    label: t("{title}: lowest {low}, highest {high}, at the end {end}", {
      title, low, high: Math.max(...values), end: values.at(-1) ?? 0,
    }),
  });
  return make("section", "", make("h3", "", title), chart);
}
