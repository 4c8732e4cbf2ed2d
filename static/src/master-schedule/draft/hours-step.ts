/** More or fewer hours of a work centre, as a person types them: read into a step of the draft. Pure. */

import { readDay } from "../../calendar/field";
import { parseNumber } from "../../grid/model/number";
import { t } from "../../shell/i18n";
import { MINUTES_PER_HOUR } from "../dates";
import { isCellStep, type OtherStep, type Step } from "./steps";

export const CHANGES = ["overtime", "shift", "downtime"] as const;

export interface TypedHours {
  readonly change: (typeof CHANGES)[number];
  readonly hours: string;
  readonly from: string;
  readonly to: string;
}

/** Which days the plan is of: from today up to, and without, `end`. */
export interface Planned {
  readonly today: string;
  readonly end: string;
}

/** A field that can't be read, and why. */
export interface Unread {
  readonly field: "hours" | "from" | "to";
  readonly reason: string;
}

/** Of many machines or people together, a day has more than 24. */
const MOST_HOURS = 1000;

/** Returns the step, or the first field that can't be read, and why. */
export function hoursStep(centerId: number, typed: TypedHours, planned: Planned): OtherStep | Unread {
  const hours = parseNumber(typed.hours, { min: 0, max: MOST_HOURS }, { current: null, t });
  if (!hours.ok) return { field: "hours", reason: hours.reason };
  const minutes = Math.round(Number(hours.value) * MINUTES_PER_HOUR);
  if (minutes < 1) return { field: "hours", reason: t("Write how many hours a day.") };
  const from = dayOf(typed.from, planned.today, planned);
  if (from.reason !== "") return { field: "from", reason: from.reason };
  const to = dayOf(typed.to, from.day, planned);
  if (to.reason !== "" || to.day < from.day) return { field: "to", reason: to.reason || t("The last day is before the first.") };
  return { kind: "capacity", work_center_id: centerId, from: from.day, to: to.day, minutes_per_day: minutes, change: typed.change };
}

function dayOf(text: string, from: string, { today, end }: Planned): { readonly day: string; readonly reason: string } {
  const read = readDay(text, from, today);
  if (!read.ok) return { day: "", reason: read.reason };
  const day = typeof read.value === "string" ? read.value : "";
  if (day === "") return { day, reason: t("Write a date.") };
  if (day < today) return { day, reason: t("This time is past.") };
  return { day, reason: day < end ? "" : t("That is after the last day that is planned.") };
}

/** The steps of a draft that change the hours of a work centre in some days. */
export function hoursStepsOf(steps: readonly Step[], centerId: number, { first, last }: { readonly first: string; readonly last: string }): OtherStep[] {
  return steps.filter((step): step is OtherStep => !isCellStep(step) && step.kind === "capacity" && step.work_center_id === centerId && (step.from ?? "") <= last && (step.to ?? "") >= first);
}
