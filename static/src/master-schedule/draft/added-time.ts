/** What overtime, shifts and downtime of a draft make of a work centre's minutes, as mps/snapshot/time.py counts them. Pure. */

import { addDays } from "../dates";
import type { Numbers } from "../plan";
import { number } from "./buckets";
import { tidy } from "./spread";
import { isCellStep, type OtherStep, type Step } from "./steps";

/** What is to be known of a plan: its buckets, and by place the minutes of its work centres in each. */
export interface PlannedTime {
  readonly bucket_starts: readonly string[];
  readonly horizon_end: string;
  /** For each bucket the last day until its end on which the site works, where that is known. */
  readonly finish_days?: readonly string[];
  readonly load: { readonly available: readonly Numbers[] };
}

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
 * The minutes of a work centre, bucket by bucket. Of a bucket of several days only their sum is known: that the work
 * centre rests on some of them, as it does where the plan tells of single ones, is an estimate.
 */
export function availableWith(plan: PlannedTime, center: number, steps: readonly OtherStep[]): number[] {
  const now = plan.bucket_starts.map((_, bucket) => number(plan.load.available[center], bucket));
  const works = worksOn(plan, center);
  const opened = new Set(steps.filter(({ change }) => change !== "downtime").flatMap((step) => openedBy(plan, step, works)));
  for (const { from = "", to = "", change, minutes_per_day: minutes = 0 } of steps) {
    plan.bucket_starts.forEach((start, bucket) => {
      const days = daysOf(plan, start, bucket).filter((day) => from <= day && day <= to && (works(day, bucket) || opened.has(day)));
      const won = (change === "downtime" ? -minutes : minutes) * days.length;
      now[bucket] = tidy(Math.max(0, (now[bucket] ?? 0) + won));
    });
  }
  return now;
}

/** The last of some days on which a work centre works; where it works on none, the last of them. */
export function lastDayWorked(plan: PlannedTime, center: number, { first, last }: { readonly first: string; readonly last: string }): string {
  const works = worksOn(plan, center);
  const days = plan.bucket_starts.flatMap((start, bucket) => daysOf(plan, start, bucket).filter((day) => first <= day && day <= last && works(day, bucket)));
  return days.at(-1) ?? last;
}

type WorksOn = (day: string, bucket: number) => boolean;

/** The days of overtime or of a shift, where it has none on which the work centre works: somebody chose a Saturday. */
function openedBy(plan: PlannedTime, { from = "", to = "" }: OtherStep, works: WorksOn): string[] {
  const days = plan.bucket_starts.flatMap((start, bucket) =>
    daysOf(plan, start, bucket).filter((day) => from <= day && day <= to).map((day) => ({ day, isWorked: works(day, bucket) })));
  return days.some(({ isWorked }) => isWorked) ? [] : days.map(({ day }) => day);
}

/** Whether the work centre works on a day: of single days the plan tells, of others the weekday does, and holidays at a bucket's end. */
function worksOn(plan: PlannedTime, center: number): WorksOn {
  const isSingle = plan.bucket_starts.map((start, bucket) => daysOf(plan, start, bucket).length === 1);
  const isOpen = (bucket: number): boolean => number(plan.load.available[center], bucket) > 0;
  const isHoliday = holidays(plan);
  const seen = new Map<number, { open: number; closed: number }>();
  plan.bucket_starts.forEach((start, bucket) => {
    if (!isSingle[bucket]) return;
    const { open, closed } = seen.get(weekday(start)) ?? { open: 0, closed: 0 };
    seen.set(weekday(start), isOpen(bucket) ? { open: open + 1, closed } : { open, closed: closed + 1 });
  });
  return (day, bucket) => {
    const { open, closed } = seen.get(weekday(day)) ?? { open: 1, closed: 0 };
    return isSingle[bucket] ? isOpen(bucket) : open > closed && !isHoliday(day, bucket);
  };
}

/** Whether a day comes after the last one of its bucket on which the site works, though the site works on such weekdays. */
function holidays({ finish_days: last = [] }: PlannedTime): WorksOn {
  const worked = new Set(last.map(weekday));
  return (day, bucket) => day > (last[bucket] ?? day) && worked.has(weekday(day));
}

function daysOf({ bucket_starts: starts, horizon_end: end }: PlannedTime, start: string, bucket: number): string[] {
  const after = starts[bucket + 1] ?? end;
  const days: string[] = [];
  for (let day = start; day < after; day = addDays(day, 1)) days.push(day);
  return days;
}

function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}
