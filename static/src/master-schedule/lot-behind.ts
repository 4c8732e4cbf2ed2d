/** What stands behind a lot: for whom it is, what it takes, the hours it needs, and why it is as it is. */

import { number, t, tn } from "../shell/i18n";
import { dayMonth } from "./dates";
import { make } from "./dom";
import { orderLink } from "./order-link";

/** A lot as a list shows it; `taken` is what a parent's lot takes of the cell's item. */
export interface Lot {
  readonly lot: string;
  readonly code: string;
  readonly name: string;
  readonly quantity: number;
  readonly start: string;
  readonly finish: string;
}

export interface Drawn {
  readonly kind: "order" | "forecast" | "lot";
  readonly quantity: number;
  readonly date: string;
  readonly label: string;
  readonly customer: string;
  readonly line_id: number | null;
  readonly code: string;
}

export interface Supply {
  readonly code: string;
  readonly name: string;
  readonly kind: "stock" | "receipt" | "lot";
  readonly quantity: number;
  readonly label: string;
  readonly date: string | null;
}

export interface Work {
  readonly step: number;
  readonly code: string;
  readonly name: string;
  /** Minutes. */
  readonly minutes: number;
  readonly first: string;
  readonly last: string;
}

/** drawn + rest = quantity = ordered + forecast + stocked. */
export interface LotAnswer {
  readonly quantity: number;
  readonly rest: number;
  readonly drawers: readonly Drawn[];
  readonly drawer_count: number;
  readonly orders: readonly Drawn[];
  readonly order_count: number;
  readonly ordered: number;
  readonly forecast: number;
  readonly stocked: number;
  readonly supplies: readonly Supply[];
  readonly work: readonly Work[];
  readonly reasons: readonly string[];
}

const NOTHING = 0.0005;

/** A lot that opens: what is behind it is fetched once, when it opens first. */
export function lotEntry(lot: Lot, shown: readonly (Node | string | null | false)[], fetchLot: (key: string) => Promise<LotAnswer | null>, hands: HTMLElement | null = null): HTMLElement {
  const inside = make("div", "lot-inside");
  const entry = make("details", "lot", make("summary", "", ...shown), hands, inside);
  entry.dataset["lot"] = lot.lot;
  entry.addEventListener("toggle", () => {
    if (!entry.open || inside.hasChildNodes()) return;
    inside.append(make("p", "hint", t("Looking …")));
    void fetchLot(lot.lot).then((answer) => {
      inside.replaceChildren(...(answer === null ? [failed(entry, inside)] : lotParts(answer)));
    });
  });
  return make("li", "opens", entry);
}

/** Closing and opening it again asks again. */
function failed(entry: HTMLDetailsElement, inside: HTMLElement): HTMLElement {
  entry.addEventListener("toggle", () => { if (!entry.open) inside.replaceChildren(); }, { once: true });
  return make("p", "hint", t("What is behind this lot can't be fetched right now."));
}

export function lotParts(answer: LotAnswer): HTMLElement[] {
  return [
    reasonList(answer.reasons),
    part(t("For whom, in the end"), endsOf(answer)),
    part(t("Who takes it"), takersOf(answer)),
    part(t("What it takes"), answer.supplies.map(supplyRow)),
    part(t("Hours"), answer.work.map(workRow)),
  ].filter((made) => made !== null);
}

/** Why a number is what it is, in sentences. */
export function reasonList(reasons: readonly string[]): HTMLElement | null {
  return part(t("Why it is so"), reasons.map((reason) => make("li", "reason", reason)));
}

function part(title: string, rows: readonly HTMLElement[]): HTMLElement | null {
  return rows.length === 0 ? null : make("section", "", make("h4", "", title), make("ul", "due", ...rows));
}

function row(title: string | HTMLElement, more: string, quantity: string): HTMLElement {
  const named = typeof title === "string" ? make("b", "", title) : title;
  return make("li", "", make("span", "who", named, more !== "" && make("small", "", more)), make("span", "quantity", quantity));
}

function endsOf(answer: LotAnswer): HTMLElement[] {
  const rows = answer.orders.map((order) => row(orderLink(order.label, order.line_id), `${order.customer} · ${dayMonth(order.date)}`, number(order.quantity)));
  const unseen = answer.order_count - answer.orders.length;
  return [
    ...rows,
    ...(unseen > 0 ? [make("li", "hint", tn("and {count} more", "and {count} more", unseen))] : []),
    ...(answer.forecast > NOTHING ? [row(t("Forecast"), "", number(answer.forecast))] : []),
    ...(answer.stocked > NOTHING ? [row(t("Stays in stock"), t("lot size or safety stock, here or further up"), number(answer.stocked))] : []),
    row(t("Together"), "", number(answer.quantity)),
  ];
}

function takersOf(answer: LotAnswer): HTMLElement[] {
  const lots = answer.drawers.filter((one) => one.kind === "lot");
  // Where only customers take it, they stand above already.
  if (lots.length === 0) return [];
  return [
    ...lots.map((one) => row(one.code, t("lot from {date}", { date: dayMonth(one.date) }), number(one.quantity))),
    ...(answer.rest > NOTHING ? [row(t("Nobody yet"), "", number(answer.rest))] : []),
  ];
}

function supplyRow(supply: Supply): HTMLElement {
  const date = supply.date === null ? "" : dayMonth(supply.date);
  const words = {
    stock: t("from stock"),
    receipt: t("receipt {document}, {date}", { document: supply.label, date }),
    lot: t("lot of {date}", { date }),
  };
  return row(`${supply.code} ${supply.name}`, words[supply.kind], number(supply.quantity));
}

function workRow(work: Work): HTMLElement {
  const days = work.first === work.last ? dayMonth(work.first) : t("{start} to {finish}", { start: dayMonth(work.first), finish: dayMonth(work.last) });
  return row(`${work.step} · ${work.name || work.code}`, days, t("{hours} h", { hours: Math.round(work.minutes / 6) / 10 }));
}
