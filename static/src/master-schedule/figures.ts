/** The strip of figures above the grid. The template has the places; this fills them. */

import { number, t } from "../shell/i18n";
import { MINUTES_PER_HOUR } from "./dates";
import { byId } from "./dom";
import type { Figures, PlanData } from "./plan";

const GOOD_SHARE = 0.95;
const ROUNDING = 1e-9;

type Tone = "" | "ok" | "warn" | "bad";

/** Rounded down, as the overview has it: not all is 100 % while one is late. */
function share(value: number | null): string {
  return value === null ? "–" : number(Math.floor(1000 * value + ROUNDING) / 1000, { style: "percent", maximumFractionDigits: 1 });
}

function money(value: number, currency: string): string {
  return number(value, { style: "currency", currency, notation: "compact", maximumFractionDigits: 2, currencyDisplay: "narrowSymbol" });
}

/** A note that is not given stays as the template has it. */
function put(name: string, value: string, note?: string, tone: Tone = ""): void {
  const place = byId(`figure-${name}`);
  const [figure, remark] = [place.querySelector(".value"), place.querySelector<HTMLElement>(".note")];
  if (figure) figure.textContent = value;
  if (!remark) return;
  if (note !== undefined) remark.textContent = note;
  remark.dataset["tone"] = tone;
}

/** Dates of orders are the published plan's until a draft is checked, whatever else it changes. */
function onTime(figures: Figures, isKnown: boolean): void {
  const promised = figures.on_time_promised_share;
  put("on-time", share(promised), undefined, promised !== null && promised < GOOD_SHARE ? "warn" : "");
  put("requested", share(figures.on_time_requested_share), isKnown ? t("to request") : t("to request, as published"));
}

/** Of the published plan, or of a draft on it; `short` items are those of the levels that are shown. */
export function showFigures(plan: PlanData, published: PlanData | null, short: number): void {
  const { figures } = plan;
  onTime(figures, figures === published?.figures || figures.on_time_is_checked === true);
  put("short", number(short), short > 0 ? t("act first") : t("none short"), short > 0 ? "bad" : "ok");
  const hours = Math.round(figures.overtime_minutes / MINUTES_PER_HOUR);
  put("overloaded", number(figures.overloaded_center_weeks), hours > 0 ? t("{hours} h overtime", { hours }) : "");
  put("booked", share(figures.booked_share), figures.booked_share === null ? t("no forecast") : "");
  put("value", money(figures.open_order_value, plan.currency));
}
