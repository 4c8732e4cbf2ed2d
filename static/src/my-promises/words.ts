/** Promises in words. Pure. */

import { longDay } from "../master-schedule/dates";
import { duration, number, t, tn } from "../shell/i18n";
import type { Backing, Figure, Option, Promised, Standing } from "./promise";

/** Shape and colour of a standing, as everywhere. */
export const STATUS: Readonly<Record<Standing, string>> = {
  held: "not_planned", confirmed: "on_time", at_risk: "at_risk", not_kept: "late", broken: "late", kept: "on_time", over: "not_planned",
};

export function standingWords(standing: Standing): string {
  return {
    held: t("Held"), confirmed: t("Confirmed"), at_risk: t("At risk"), not_kept: t("Can’t be kept"), broken: t("Broken"),
    kept: t("Kept"), over: t("Taken back"),
  }[standing];
}

export const percent = (share: number): string => number(share, { style: "percent", maximumFractionDigits: 0 });

export function slackWords(slack: number | null): string {
  if (slack === null) return "–";
  if (slack < 0) return tn("{count} working day late", "{count} working days late", -slack);
  return tn("{count} working day", "{count} working days", slack);
}

/** More than any that is looked at: no slack makes it 80 % sure. */
const MOST_SLACK = 60;

/** What the slack is held against, where that asks for any. */
export function neededWords(needed: number | null): string {
  if (needed === null || needed === 0) return "";
  if (needed > MOST_SLACK) return t("No slack makes it 80 per cent sure");
  return tn("{count} working day makes it 80 per cent sure", "{count} working days make it 80 per cent sure", needed);
}

export function backingWords({ kind, code, day, quantity }: Backing): string {
  const values = { code, day: longDay(day), quantity };
  if (kind === "minutes") return t("{hours} h of work centre {code} on {day}", { ...values, hours: Math.round(quantity / 6) / 10 });
  if (kind === "lot") return t("{quantity} {code} of a new lot, ready on {day}", values);
  return t("{quantity} {code} that nobody had claimed, on {day}", values);
}

export function optionTitle({ way, date, quantity, site, rest_date: rest }: Option, { unit }: Promised): string {
  const values = { day: date ? longDay(date) : "–", quantity, unit, site, rest: rest ? longDay(rest) : "–" };
  if (way === "later") return t("Promise {day} instead", values);
  if (way === "part") return t("{quantity} {unit} on {day}, the rest on {rest}", values);
  if (way === "other_site") return t("From {site}, on {day}", values);
  if (way === "overtime") return t("On {day} with overtime", values);
  return t("Ahead of other orders: priority 1", values);
}

export function optionDetail(one: Option, currency: string): string {
  const { way, probability, minutes, cost, doable } = one;
  const chance = probability === null ? "" : t("{percent} sure by past deliveries.", { percent: percent(probability) });
  if (way === "later") return [t("The plan keeps that day as it is: nothing else moves."), chance].filter(Boolean).join(" ");
  if (way === "part") return t("The part is promised from what is free, under a new order.");
  if (way === "other_site") return [t("A new order there; this promise is taken back."), chance].filter(Boolean).join(" ");
  const asks = doable ? t("Asks for priority 1.") : t("A planner can ask for it: your role can’t change the priority.");
  if (way === "ahead") return [t("The plan delivers it first and moves others: look at which before you ask."), asks].join(" ");
  return [t("About {time} of overtime, {cost}. The plan buys it for what is urgent enough.", { time: duration(minutes * 60), cost: money(cost, currency) }), asks].join(" ");
}

function money(amount: number, currency: string): string {
  return currency ? number(Math.round(amount), { style: "currency", currency, maximumFractionDigits: 0 }) : number(Math.round(amount));
}

/** "93% kept: 41 of 44. The true share lies between 82% and 98%, 95 times in 100." */
export function recordWords({ kept, given, share, low, high }: Figure): string {
  if (share === null || low === null || high === null) return t("No promise has come due yet.");
  return t("{share} kept: {kept} of {given}. The true share lies between {low} and {high}, 95 times in 100.", {
    share: percent(share), kept, given, low: percent(low), high: percent(high),
  });
}
