/** The rows below an item, in their order, with their words. */

import { t } from "../shell/i18n";
import { type Item, type Measure, numbersOf, type PlanData } from "./plan";

export type ShownMeasure = Exclude<Measure, "counted_forecast" | "gross_forecast">;

/** What an item without any of it does without. */
const ONLY_WHERE_USED: readonly ShownMeasure[] = ["dependent", "receipts"];
const ORDER: readonly ShownMeasure[] = ["forecast", "orders", "dependent", "receipts", "balance", "mps", "atp"];

export function measuresOf(plan: PlanData, item: Item): ShownMeasure[] {
  return ORDER.filter((measure) => !ONLY_WHERE_USED.includes(measure) || numbersOf(plan, item, measure).length > 0);
}

export function wordOf(measure: ShownMeasure): string {
  const words: Record<ShownMeasure, string> = {
    forecast: t("Forecast"),
    orders: t("Orders booked"),
    dependent: t("Dependent demand"),
    receipts: t("Scheduled receipts"),
    balance: t("Balance (PAB)"),
    mps: t("MPS"),
    atp: t("ATP"),
  };
  return words[measure];
}
