/** How a balance is built: the terms that add up to it. Pure. */

import type { Span } from "./axis";
import { at, type Item, type Measure, numbersOf, type PlanData } from "./plan";
import { lowest, sum, valueOf } from "./sums";

export interface Equation {
  readonly opening: number;
  readonly mps: number;
  readonly receipts: number;
  readonly orders: number;
  readonly forecast: number;
  readonly dependent: number;
  /** opening + mps + receipts − orders − forecast − dependent */
  readonly balance: number;
  /** The lowest balance inside the column, which may recover before its end. */
  readonly lowest: number;
  readonly atp: number | null;
  /** Forecast that the demand time fence keeps out of the balance. */
  readonly ignoredForecast: number;
}

export function equationOf(plan: PlanData, item: Item, span: Span): Equation {
  const total = (measure: Measure): number => sum(numbersOf(plan, item, measure), span);
  const balances = numbersOf(plan, item, "balance");
  const opening = span.from === 0 ? item.opening : (at(balances, span.from - 1) ?? 0);
  const forecast = total("counted_forecast");
  return {
    opening,
    mps: total("mps"),
    receipts: total("receipts"),
    orders: total("orders"),
    forecast,
    dependent: total("dependent"),
    balance: valueOf(plan, item, "balance", span) ?? 0,
    lowest: lowest(balances, span),
    atp: valueOf(plan, item, "atp", span),
    ignoredForecast: Math.max(0, total("forecast") - forecast),
  };
}
