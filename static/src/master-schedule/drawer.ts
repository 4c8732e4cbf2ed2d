/** The drawer beside the grid: how the selected balance is built, its course, and what is due in that cell. */

import { ask, Refused, Unreachable } from "../shell/api";
import { number, t, tn } from "../shell/i18n";
import { nameOf, type Span, type Zoom } from "./axis";
import { dayMonth, daysBetween } from "./dates";
import { make, pill } from "./dom";
import { type Equation, equationOf } from "./equation";
import { percentText, stateOf } from "./heat";
import { at, type Cover, type Item, numbersOf, type Numbers, type PlanData } from "./plan";
import { sparkline } from "./sparkline";
import { type Loaded, loadedOf, sum } from "./sums";

export interface Chosen {
  readonly plan: PlanData;
  readonly item: Item;
  readonly span: Span;
  readonly zoom: Zoom;
}

export interface ChosenLoad {
  readonly plan: PlanData;
  /** Of the work centre in the columns of `plan.load`. */
  readonly place: number;
  readonly span: Span;
  readonly zoom: Zoom;
}

interface Line {
  id: number; label: string; customer: string; quantity: number; due: string;
  planned: string | null; slack_days: number | null; status: string;
  key: string;
}
interface Lot { code: string; name: string; quantity: number; start: string; finish: string; firm: boolean; keys: string[] }
interface CellAnswer { line_count: number; lines: Line[]; lots: Lot[]; parent_lots: Lot[] }

const FETCH_AFTER_MS = 150;
const COVER_STATUS: Readonly<Record<Cover, string>> = { shortage: "late", low: "at_risk", covered: "on_time" };

export class Drawer {
  private asking: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly box: HTMLElement, private readonly address: string) {}

  /** Draws what the browser knows at once, and fetches the lines behind it once the selection rests. */
  show(chosen: Chosen): void {
    const details = make("div", "behind");
    const previous = this.box.querySelector(".behind");
    details.append(...(previous?.childNodes ?? []));
    details.classList.add("dim");
    this.box.replaceChildren(heading(chosen), equation(chosen), course(chosen), details);
    clearTimeout(this.timer);
    this.asking?.abort();
    this.timer = setTimeout(() => void this.fetchBehind(chosen, details), FETCH_AFTER_MS);
  }

  /** A heat cell: what the share is made of. */
  showLoad({ plan, place, span, zoom }: ChosenLoad): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    const { load } = plan;
    const hours = (row: Numbers | undefined): number => Math.round(sum(row ?? [], span) / 6) / 10;
    const loaded = loadedOf(load, place, span);
    const lines: EquationLine[] = [
      [t("Available"), hours(load.available[place]), ""],
      [t("Overtime bought"), hours(load.overtime[place]), ""],
      [t("Load"), hours(load.load[place]), "result"],
      [t("of it set-up"), hours(load.setup[place]), ""],
    ];
    const share = make("p", "share", loadWords(loaded));
    this.box.replaceChildren(
      make("header", "", closeButton(), make("h2", "", `${load.code[place] ?? ""} · ${nameOf(span, zoom)}`), make("p", "", load.name[place]), share),
      make("section", "", make("h3", "", t("Hours")), termList(lines)),
    );
  }

  /** Nothing is selected: what to look at first. */
  showStart(...parts: readonly HTMLElement[]): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.box.replaceChildren(...parts);
  }

  private async fetchBehind({ plan, item, span }: Chosen, place: HTMLElement): Promise<void> {
    this.asking = new AbortController();
    const query = new URLSearchParams({ plan: String(plan.plan_id), item: String(item.id), first: span.first, last: span.last });
    try {
      const answer = await ask<CellAnswer>(`${this.address}&${query.toString()}`, { signal: this.asking.signal });
      place.replaceChildren(...behind(answer, item));
    } catch (error) {
      // Aborted: the person has moved on, and another answer is on its way.
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) return;
      place.replaceChildren(make("p", "hint", t("The orders behind this cell can't be fetched right now.")));
    }
    place.classList.remove("dim");
  }
}

function loadWords(loaded: Loaded): string {
  if (loaded.percent === null) return t("closed");
  const percent = percentText(loaded.percent);
  const state = stateOf(loaded);
  if (state === "overtime") return t("{percent} loaded, overtime is planned", { percent });
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

function termList(lines: readonly EquationLine[]): HTMLElement {
  const list = make("dl", "equation");
  for (const [words, value, rank] of lines) {
    const row = make("div", rank, make("dt", "", words), make("dd", "", value === null ? "–" : number(value)));
    if (value !== null && value < 0) row.classList.add("negative");
    list.append(row);
  }
  return list;
}

type EquationLine = readonly [words: string, value: number | null, rank: string];

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

function behind(answer: CellAnswer, item: Item): HTMLElement[] {
  return [
    section(t("Orders due here"), orderList(answer), answer.lines.length > 0),
    section(t("Lots that arrive here"), lotList(answer.lots, false), answer.lots.length > 0),
    section(t("Taken by lots of"), lotList(answer.parent_lots, true), answer.parent_lots.length > 0),
    ...(answer.lines.length + answer.lots.length + answer.parent_lots.length === 0
      ? [make("p", "hint", t("No order, lot or dependent demand for {item} here.", { item: item.code }))]
      : []),
  ].filter((made) => made !== null);
}

function section(title: string, list: HTMLElement, shown: boolean): HTMLElement | null {
  return shown ? make("section", "", make("h3", "", title), list) : null;
}

/** Why, and what would help: worked out on a page of its own. */
function whyLate({ id, status }: Line): HTMLElement | false {
  if (status !== "late" && status !== "not_planned") return false;
  const link = make("a", "", t("Why late?"));
  link.href = (document.getElementById("details")?.dataset["late"] ?? "").replace("/0/", `/${String(id)}/`);
  return link;
}

function orderList({ lines, line_count: count }: CellAnswer): HTMLElement {
  const words: Record<string, string> = { on_time: t("on time"), at_risk: t("at risk"), late: t("late"), not_planned: t("not planned") };
  const list = make("ul", "due");
  for (const line of lines) {
    const planned = line.planned !== null && make("small", "", t("planned {date}", { date: dayMonth(line.planned) }));
    list.append(make(
      "li", "", pill(line.status, words[line.status] ?? line.status),
      make("span", "who", make("b", "", line.label), make("small", "", line.customer), planned, whyLate(line), keyMark([line.key])),
      make("span", "quantity", number(line.quantity)),
    ));
  }
  const rest = count - lines.length;
  if (rest > 0) list.append(make("li", "hint", tn("and {count} more", "and {count} more", rest)));
  return list;
}

function lotList(lots: readonly Lot[], ofParents: boolean): HTMLElement {
  const list = make("ul", "due");
  for (const lot of lots) {
    const when = t("{start} to {finish}", { start: dayMonth(lot.start), finish: dayMonth(lot.finish) });
    const title = ofParents ? lot.code : lot.firm ? t("Firm") : t("Planned");
    list.append(make(
      "li", "", make("span", "who", make("b", "", title), make("small", "", ofParents ? `${lot.name} · ${when}` : when), keyMark(lot.keys)),
      make("span", "quantity", number(lot.quantity)),
    ));
  }
  return list;
}

/** For which make-to-order keys something is made; nothing where it is for anybody. */
function keyMark(keys: readonly string[]): HTMLElement | null {
  const shown = keys.filter(Boolean).join(", ");
  return shown ? make("small", "line-mark", make("span", "unseen", t("Make-to-order key")), " ", shown) : null;
}
