/** The time fences of a plan as lines of the grid: in which column each ends, and where in it. Pure. */

import type { Fence } from "../grid/fence";
import { t } from "../shell/i18n";
import { fenceColumn, type Span, type Zoom } from "./axis";
import { dayMonth, daysBetween } from "./dates";
import type { PlanData } from "./plan";

/** By the column's place. Where both end at the same line, it is the demand fence's. */
export function fencesOf(spans: readonly Span[], { demand_until: demand, planning_until: planning }: PlanData["fences"], zoom: Zoom): Map<number, readonly Fence[]> {
  const [demandAt, planningAt] = [demand, planning].map((until) => lineOf(spans, until, zoom));
  const found = new Map<number, readonly Fence[]>();
  if (demand && demandAt) {
    found.set(demandAt.column, [{ line: "solid", label: t("Demand fence"), short: t("DTF"), title: t("Demand time fence (DTF), until {date}: up to it only orders count, and no new lot may start.", { date: dayMonth(demand) }), at: demandAt.at }]);
  }
  if (planning && planningAt && !(planningAt.column === demandAt?.column && planningAt.at === demandAt.at)) {
    const fence: Fence = { line: "dashed", label: t("Planning fence"), short: t("PTF"), title: t("Planning time fence (PTF), until {date}: up to it the plan changes as little as it can.", { date: dayMonth(planning) }), at: planningAt.at };
    found.set(planningAt.column, [...found.get(planningAt.column) ?? [], fence]);
  }
  return found;
}

/** A month is cut where the fence ends; in days and weeks a line through numbers would be none. */
function lineOf(spans: readonly Span[], until: string | null, zoom: Zoom): { readonly column: number; readonly at: number } | null {
  const column = fenceColumn(spans, until);
  const span = spans[column];
  if (!span || until === null) return null;
  return { column, at: zoom === "month" ? Math.min(1, (daysBetween(span.first, until) + 1) / (daysBetween(span.first, span.last) + 1)) : 1 };
}
