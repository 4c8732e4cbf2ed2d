/** Answers to the lines of one order (mps/many_views.py), asked part by part: each part knows what the parts before took. */

import type { ItemName, Sureness } from "../promise/answer";
import type { Texts } from "../promise/words";
import { ask } from "../shell/api";
import type { Standing } from "../shell/frame";
import type { Row } from "./rows";

export const LINES_AT_A_TIME = 20;
const RESTARTS = 3;
const TIMEOUT_MS = 30_000;

export interface Dated {
  readonly state: "answered" | "not_in_horizon" | "beyond_horizon";
  readonly item: ItemName;
  readonly quantity: number;
  readonly wanted_date: string | null;
  readonly due_date: string | null;
  readonly horizon_last_date: string;
  readonly delivery_date: string | null;
  readonly sureness: Sureness | null;
  readonly quantity_on_wanted_date: number | null;
  readonly why_not: string;
  readonly texts: Texts;
}
export interface Undated { readonly state: "unknown_item" | "no_quantity" | "no_date"; readonly reason: string; readonly closest: readonly ItemName[] }
export type LineAnswer = Dated | Undated;
export interface Customer { readonly code: string; readonly name: string }

interface Part {
  readonly standing: Standing;
  readonly state: "answered" | "no_plan" | "no_customer";
  readonly reason?: string;
  readonly plan_id: number;
  readonly customer: Customer | null;
  readonly rows: readonly LineAnswer[];
}
/** All answers, in the order of the rows; or why there are none. */
export interface Answers {
  readonly state: Part["state"];
  readonly reason: string;
  readonly customer: Customer | null;
  readonly rows: readonly LineAnswer[];
  readonly standing: Standing;
}
export interface Asking {
  readonly address: string;
  readonly customer: string;
  readonly signal: AbortSignal;
  readonly progress: (answered: number) => void;
}

/** Throws Unreachable and Refused, as `ask` does. A plan published between two parts: all of them are asked again. */
export async function answersTo(rows: readonly Row[], asking: Asking): Promise<Answers> {
  for (let left = RESTARTS; ; left -= 1) {
    const found = await attempt(rows, asking, left > 0);
    if (found) return found;
  }
}

/** Null where the plan changed on the way. */
async function attempt(rows: readonly Row[], asking: Asking, minds: boolean): Promise<Answers | null> {
  const answered: LineAnswer[] = [];
  let first: Part | undefined;
  let last: Part | undefined;
  while (!last || answered.length < rows.length) {
    asking.progress(answered.length);
    last = await next(rows.slice(answered.length, answered.length + LINES_AT_A_TIME), answered, asking);
    first ??= last;
    if (last.state !== "answered") return { state: last.state, reason: last.reason ?? "", customer: null, rows: [], standing: last.standing };
    if (minds && last.plan_id !== first.plan_id) return null;
    answered.push(...last.rows);
  }
  asking.progress(answered.length);
  return { state: "answered", reason: "", customer: last.customer, rows: answered, standing: last.standing };
}

async function next(rows: readonly Row[], before: readonly LineAnswer[], { address, customer, signal }: Asking): Promise<Part> {
  const body = {
    customer,
    rows: rows.map(({ item, ready }) => ({ item, quantity: String(ready?.quantity ?? ""), wanted: ready?.wanted ?? "" })),
    before: before.filter(hasDate).map(({ item, quantity, delivery_date: date }) => ({ item: item.code, quantity, date })),
  };
  return ask<Part>(address, { method: "POST", body, signal, timeoutMs: TIMEOUT_MS });
}

export function hasDate(answer: LineAnswer | undefined): answer is Dated & { readonly delivery_date: string } {
  return answer?.state === "answered" && answer.delivery_date !== null;
}
