/** The time fences of a plan as lines of the grid, and what they mean. Pure. */

import type { Fence } from "../grid/fence";
import { t } from "../shell/i18n";
import { fenceIn, type Span } from "./axis";
import { dayMonth } from "./dates";
import type { PlanData } from "./plan";

/** The fences that end in a column; where both end at the same line, it is the demand fence's. */
export function fencesOf({ fences, finish_days: finishDays }: Pick<PlanData, "fences" | "finish_days">, spans: readonly Span[], index: number): Fence[] {
  const { demand_until: demand, planning_until: planning } = fences;
  const [demandAt, planningAt] = [demand, planning].map((until) => fenceIn(spans, index, until, finishDays));
  const found: Fence[] = [];
  if (typeof demandAt === "number") {
    found.push({ at: demandAt, line: "solid", label: t("Demand fence"), short: t("DTF"), title: t("Demand time fence (DTF), until {date}: up to it only orders count, and no new lot may start.", { date: dayMonth(demand ?? "") }) });
  }
  if (typeof planningAt === "number" && planningAt !== demandAt) {
    found.push({ at: planningAt, line: "dashed", label: t("Planning fence"), short: t("PTF"), title: t("Planning time fence (PTF), until {date}: up to it the plan changes as little as it can.", { date: dayMonth(planning ?? "") }) });
  }
  return found;
}
