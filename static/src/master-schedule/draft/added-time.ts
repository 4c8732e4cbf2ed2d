/** What overtime, shifts and downtime of a draft make of a work centre's minutes, as mps/snapshot/time.py counts them. Pure. */

import { addDays } from "../dates";
import type { PlanData } from "../plan";
import { number } from "./buckets";
import { tidy } from "./spread";
import { isCellStep, type OtherStep, type Step } from "./steps";

/** The steps that change the minutes of work centres, by the work centre's id. */
export function timeStepsByCenter(steps: readonly Step[]): Map<number, OtherStep[]> {
  const found = new Map<number, OtherStep[]>();
  for (const step of steps) {
    if (isCellStep(step) || step.kind !== "capacity" || typeof step.work_center_id !== "number") continue;
    found.set(step.work_center_id, [...(found.get(step.work_center_id) ?? []), step]);
  }
  return found;
}

/**
 * The minutes of a work centre, bucket by bucket. Of a bucket of several days only their sum is known, so that what
 * downtime takes of it is an estimate.
 */
export function availableWith(plan: PlanData, center: number, steps: readonly OtherStep[]): number[] {
  const now = plan.bucket_starts.map((_, bucket) => number(plan.load.available[center], bucket));
  const rest = restDays(plan, center);
  for (const { from = "", to = "", change, minutes_per_day: minutes = 0 } of steps) {
    plan.bucket_starts.forEach((start, bucket) => {
      const days = daysOf(plan, start, bucket).filter((day) => from <= day && day <= to);
      const won = change === "downtime" ? -minutes * days.filter((day) => !rest.has(weekday(day))).length : minutes * days.length;
      now[bucket] = tidy(Math.max(0, (now[bucket] ?? 0) + won));
    });
  }
  return now;
}

/** The weekdays on which the work centre rests whenever the plan tells of a single one. */
function restDays(plan: PlanData, center: number): Set<number> {
  const minutes = new Map<number, number>();
  plan.bucket_starts.forEach((start, bucket) => {
    if (daysOf(plan, start, bucket).length > 1) return;
    minutes.set(weekday(start), (minutes.get(weekday(start)) ?? 0) + number(plan.load.available[center], bucket));
  });
  return new Set([...minutes].flatMap(([day, sum]) => (sum === 0 ? [day] : [])));
}

function daysOf({ bucket_starts: starts, horizon_end: end }: PlanData, start: string, bucket: number): string[] {
  const after = starts[bucket + 1] ?? end;
  const days: string[] = [];
  for (let day = start; day < after; day = addDays(day, 1)) days.push(day);
  return days;
}

function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}
