/** What the person typed, as a question to the server. Pure: today is passed in. */

import { readDay } from "../calendar/field";
import { parseNumber } from "../grid/model/number";
import { t } from "../shell/i18n";

export interface Typed {
  readonly item: string;
  readonly quantity: string;
  readonly wanted: string;
  /** Code or name; empty: nobody in particular. */
  readonly customer: string;
}

export interface Ready { readonly state: "ready"; readonly item: string; readonly quantity: number; readonly wanted: string; readonly customer: string }
export type Question =
  | Ready
  | { readonly state: "empty" }
  | { readonly state: "wrong"; readonly field: "quantity" | "wanted"; readonly reason: string };

/** Read the fields. `wanted` becomes ISO; empty means as soon as possible. */
export function questionOf(typed: Typed, today: string): Question {
  if (typed.item.trim() === "" || typed.quantity.trim() === "") return { state: "empty" };
  const quantity = parseNumber(typed.quantity, {}, { current: null, t });
  if (!quantity.ok) return { state: "wrong", field: "quantity", reason: quantity.reason };
  if (typeof quantity.value !== "number" || quantity.value <= 0) {
    return { state: "wrong", field: "quantity", reason: t("The quantity must be greater than 0.") };
  }
  const wanted = readDay(typed.wanted, today, today);
  if (!wanted.ok) return { state: "wrong", field: "wanted", reason: wanted.reason };
  return { state: "ready", item: typed.item.trim(), quantity: quantity.value, wanted: String(wanted.value ?? ""), customer: typed.customer.trim() };
}

/** What makes two questions the same, however they were typed. */
export function keyOf({ item, quantity, wanted, customer }: Ready): string {
  return JSON.stringify([item, quantity, wanted, customer]);
}

/** A question as the server is asked it. */
export function queryOf({ item, quantity, wanted, customer }: Ready): string {
  return new URLSearchParams({ item, quantity: String(quantity), wanted, customer }).toString();
}
