/** The lists of the drawer: what stands behind a cell of an item or of a work centre. */

import { number, t, tn } from "../shell/i18n";
import { dayMonth } from "./dates";
import { make, pill } from "./dom";
import { type Lot, lotEntry, type LotAnswer, reasonList } from "./lot-behind";
import { orderLink } from "./order-link";
import type { Item } from "./plan";

/** What the person may do with a lot of the cell's item; null where they may do nothing. */
export type LotHands = (lot: CellLot) => HTMLElement | null;
export type FetchLot = (key: string) => Promise<LotAnswer | null>;
export type EquationLine = readonly [words: string, value: number | null, rank: string];

interface Line {
  id: number; label: string; customer: string; quantity: number; due: string;
  planned: string | null; slack_days: number | null; status: string;
  key: string;
}
/** `taken`: how much of the cell's item a parent's lot takes. */
export interface CellLot extends Lot { readonly firm: boolean; readonly keys: readonly string[]; readonly taken: number }
interface Document { label: string; quantity: number; date: string; counts: boolean }
/** supply − claimed − others = value */
interface AtpTerms { supply: number; claimed: number; others: number; until: string; value: number | null }
export interface CellAnswer {
  line_count: number; lines: Line[]; lots: CellLot[]; lot_count: number; parent_lots: CellLot[]; parent_lot_count: number;
  receipts: Document[]; forecasts: Document[]; atp: AtpTerms; reasons: string[];
}
/** An item's lots in a cell of a work centre, together. */
export interface LoadOfItem { readonly id: number; readonly code: string; readonly name: string; readonly minutes: number; readonly lots: number }
export interface LoadAnswer { lot_count: number; lots: (Lot & { minutes: number })[]; items: LoadOfItem[]; item_count: number }

export function termList(lines: readonly EquationLine[]): HTMLElement {
  const list = make("dl", "equation");
  for (const [words, value, rank] of lines) {
    const row = make("div", rank, make("dt", "", words), make("dd", "", value === null ? "–" : number(value)));
    if (value !== null && value < 0) row.classList.add("negative");
    list.append(row);
  }
  return list;
}

/** Every document behind a cell's terms, and why the cell is as it is: in the published plan, which a draft may change. */
export function behind(answer: CellAnswer, { item, isDrafted }: { readonly item: Item; readonly isDrafted: boolean }, fetchLot: FetchLot, hands: LotHands): HTMLElement[] {
  const { lines, lots, parent_lots: parents, receipts, forecasts } = answer;
  return [
    isDrafted ? publishedNote() : null,
    reasonList(answer.reasons),
    section(t("Orders due here"), orderList(answer), lines.length > 0),
    section(t("Forecast here"), documentList(forecasts), forecasts.length > 0),
    section(t("Receipts that arrive here"), documentList(receipts), receipts.length > 0),
    section(t("Lots that arrive here"), lotList(lots, answer.lot_count, false, fetchLot, hands), lots.length > 0),
    section(t("Taken by lots of"), lotList(parents, answer.parent_lot_count, true, fetchLot), parents.length > 0),
    section(isDrafted ? t("How ATP is built in the published plan") : t("How ATP is built"), atpTerms(answer.atp), answer.atp.value !== null),
    ...(lines.length + lots.length + parents.length + receipts.length + forecasts.length === 0
      ? [make("p", "hint", t("No order, lot or dependent demand for {item} here.", { item: item.code }))]
      : []),
  ].filter((made) => made !== null);
}

/** Above what the server knows of the published plan only, where a draft is drawn above it. */
export function publishedNote(): HTMLElement {
  return make("p", "hint", t("Below is what stands in the published plan, without your draft."));
}

function atpTerms(terms: AtpTerms): HTMLElement {
  const others: EquationLine[] = terms.others === 0 ? [] : [[t("− Needed by other orders"), terms.others, ""]];
  return termList([
    [t("Supply"), terms.supply, ""],
    [t("− Claimed until {date}", { date: dayMonth(terms.until) }), terms.claimed, ""],
    ...others,
    [t("= ATP"), terms.value, "result"],
  ]);
}

function documentList(documents: readonly Document[]): HTMLElement {
  const list = make("ul", "due");
  for (const one of documents) {
    const note = one.counts ? "" : t("does not count");
    list.append(make("li", "", make("span", "who", make("b", "", one.label || dayMonth(one.date)), make("small", "", one.label ? dayMonth(one.date) : note)), make("span", "quantity", number(one.quantity))));
  }
  return list;
}

/** The items that fill a work centre, the most hours first, each a way to its row; and their lots. */
export function whatFills({ lots, lot_count: count, items, item_count: all }: LoadAnswer, fetchLot: FetchLot, goTo: (itemId: number) => void): HTMLElement[] {
  const ranked = make("ul", "worst", ...items.map((item) => itemWay(item, () => { goTo(item.id); })));
  andMore(ranked, all - items.length);
  const list = make("ul", "due");
  for (const lot of lots) {
    list.append(lotEntry(lot, [make("span", "who", make("b", "", lot.code), make("small", "", `${lot.name} · ${daysOf(lot)}`)), make("span", "quantity", hoursOf(lot))], fetchLot));
  }
  andMore(list, count - lots.length);
  return [section(t("Items by hours"), ranked, items.length > 0), section(t("What fills it"), list, lots.length > 0)].filter((made) => made !== null);
}

function hoursOf({ minutes }: { readonly minutes: number }): string {
  return t("{hours} h", { hours: Math.round(minutes / 6) / 10 });
}

function itemWay(item: LoadOfItem, go: () => void): HTMLElement {
  const more = [item.name, tn("{count} lot", "{count} lots", item.lots)].filter(Boolean).join(" · ");
  const button = make("button", "", make("span", "who", make("b", "", item.code), make("small", "", more)), make("span", "quantity", hoursOf(item)));
  button.type = "button";
  button.addEventListener("click", go);
  return make("li", "", button);
}

function andMore(list: HTMLElement, rest: number): void {
  if (rest > 0) list.append(make("li", "hint", tn("and {count} more", "and {count} more", rest)));
}

function daysOf({ start, finish }: Lot): string {
  return t("{start} to {finish}", { start: dayMonth(start), finish: dayMonth(finish) });
}

function section(title: string, list: HTMLElement, shown: boolean): HTMLElement | null {
  return shown ? make("section", "", make("h3", "", title), list) : null;
}

/** Why, and what would help: worked out on a page of its own. */
function whyLate({ id, status }: Line): HTMLElement | false {
  if (status === "on_time") return false;
  const link = make("a", "", status === "at_risk" ? t("Why at risk?") : t("Why late?"));
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
      make("span", "who", orderLink(line.label, line.id), make("small", "", line.customer), planned, whyLate(line), keyMark([line.key])),
      make("span", "quantity", number(line.quantity)),
    ));
  }
  andMore(list, count - lines.length);
  return list;
}

function lotList(lots: readonly CellLot[], count: number, ofParents: boolean, fetchLot: FetchLot, hands: LotHands = () => null): HTMLElement {
  const list = make("ul", "due");
  for (const lot of lots) {
    const when = daysOf(lot);
    const title = ofParents ? lot.code : lot.firm ? t("Firm lot") : t("Planned lot");
    list.append(lotEntry(lot, [
      make("span", "who", make("b", "", title), make("small", "", ofParents ? `${lot.name} · ${when}` : when), keyMark(lot.keys)),
      make("span", "quantity", number(ofParents ? lot.taken : lot.quantity)),
    ], fetchLot, hands(lot)));
  }
  andMore(list, count - lots.length);
  return list;
}

/** For which make-to-order keys something is made; nothing where it is for anybody. */
function keyMark(keys: readonly string[]): HTMLElement | null {
  const shown = keys.filter(Boolean).join(", ");
  return shown ? make("small", "line-mark", make("span", "unseen", t("Make-to-order key")), " ", shown) : null;
}
