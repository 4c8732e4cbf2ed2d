/** What a bar, a row and a load column are called. */

import { number, t, tn } from "../shell/i18n";
import { addDays, dayMonth } from "../master-schedule/dates";
import type { GanttPlan } from "./data";
import { type Bar, RELEASED_ROW } from "./model/world";

export function hours(minutes: number): string {
  return t("{hours} h", { hours: Math.round(minutes / 6) / 10 });
}

export function daysOf(plan: GanttPlan, { first, last }: Pick<Bar, "first" | "last">): string {
  const [from, to] = [dayMonth(addDays(plan.start, first)), dayMonth(addDays(plan.start, last))];
  return first === last ? from : t("{start} to {finish}", { start: from, finish: to });
}

export function statusWord({ status }: Pick<Bar, "status">): string {
  return { on_time: t("on time"), at_risk: t("at risk"), late: t("late") }[status];
}

/** How firm it is. */
export function kindWord(bar: Bar): string {
  if (bar.released) return t("Released");
  if (bar.lot?.begun) return t("Begun");
  if (bar.isFirm) return t("Firm");
  return t("Planned lot");
}

export function minutesOf({ days }: Bar): number {
  return days.reduce((sum, [, minutes]) => sum + minutes, 0);
}

/** All that a sighted person sees of a bar, for who hears it. */
export function spoken(plan: GanttPlan, bar: Bar): string {
  return [
    `${bar.code} ${bar.name}`, t("{quantity} {unit}", { quantity: bar.quantity, unit: bar.unit }), kindWord(bar), statusWord(bar), daysOf(plan, bar),
    bar.days.length > 0 && hours(minutesOf(bar)),
    bar.released && t("{percent} received", { percent: percent(bar.released.share) }),
    bar.lot?.frozen && t("inside the frozen fence"), bar.isMoved && t("moved in the draft"), bar.isRerouted && t("on another work centre in the draft"),
  ].filter(Boolean).join(", ");
}

export function percent(share: number): string {
  return number(share, { style: "percent", maximumFractionDigits: 0 });
}

export function rowTitle(plan: GanttPlan, center: number): readonly [title: string, subtitle: string] {
  if (center === RELEASED_ROW) return [t("Released orders"), t("being made")];
  const { code = "", name = "" } = plan.centers[center] ?? {};
  return [code, name];
}

/** What the fences of the site mean for the days that are drawn; empty where there are none. */
export function fenceWords({ fences: { demand_until: frozen, planning_until: planning } }: GanttPlan): string {
  return [frozen && t("Frozen until {date}", { date: dayMonth(frozen) }), planning && t("Planning fence until {date}", { date: dayMonth(planning) })].filter(Boolean).join(" · ");
}

/** How many lots are shown, and from when to when. */
export function windowWords(plan: GanttPlan): string {
  const lots = tn("{count} lot", "{count} lots", plan.lots.length);
  const days = t("{start} to {finish}", { start: dayMonth(plan.first), finish: dayMonth(plan.last) });
  return plan.cut > 0 ? `${days} · ${lots} · ${tn("{count} bar more is not shown", "{count} bars more are not shown", plan.cut)}` : `${days} · ${lots}`;
}
