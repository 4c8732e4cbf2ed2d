/** The figures above the grid, of a draft: as mps/kpis.py counts them (tests/draft_examples.json). Pure. */

import { addDays, mondayOf } from "../dates";
import { at, type Cover, type Figures, type Numbers, type PlanData } from "../plan";

const WEEKS_OF_DELIVERY = 13;
const WEEKS_OF_COVER = 26;
const DAYS_IN_A_WEEK = 7;
const TOLERANCE = 1e-6;
const LOAD_TOLERANCE_SHARE = 0.005;

/** How many buckets begin inside so many weeks from the first one. */
export function bucketsInside(starts: readonly string[], weeks: number): number {
  const [first] = starts;
  if (first === undefined) return 0;
  const end = addDays(first, weeks * DAYS_IN_A_WEEK);
  return starts.filter((start) => start < end).length;
}

export function coverOf(balance: Numbers, safetyStock: number, starts: readonly string[]): Cover {
  const inside = bucketsInside(starts, WEEKS_OF_COVER);
  if (inside === 0) return "covered";
  let lowest = Infinity;
  for (let bucket = 0; bucket < inside; bucket += 1) lowest = Math.min(lowest, at(balance, bucket) ?? 0);
  if (lowest < -TOLERANCE) return "shortage";
  return lowest < safetyStock - TOLERANCE ? "low" : "covered";
}

/** What the plan buys inside 13 weeks. */
function overtimeMinutes({ load, bucket_starts: starts }: PlanData): number {
  const near = bucketsInside(starts, WEEKS_OF_DELIVERY);
  return load.overtime.reduce((all, row) => starts.slice(0, near).reduce((sum, _, bucket) => sum + (at(row, bucket) ?? 0), all), 0);
}

/** Pairs of work centre and week inside 13 weeks that ask for more than there is, overtime included. */
export function overloadedCenterWeeks({ load, bucket_starts: starts }: Pick<PlanData, "load" | "bucket_starts">): number {
  const inside = bucketsInside(starts, WEEKS_OF_DELIVERY);
  const weeks = starts.slice(0, inside).map(mondayOf);
  let found = 0;
  load.id.forEach((_id, place) => {
    const sums = new Map<string, { minutes: number; there: number }>();
    weeks.forEach((week, bucket) => {
      const sum = sums.get(week) ?? { minutes: 0, there: 0 };
      sum.minutes += at(load.load[place] ?? [], bucket) ?? 0;
      sum.there += (at(load.available[place] ?? [], bucket) ?? 0) + (at(load.overtime[place] ?? [], bucket) ?? 0);
      sums.set(week, sum);
    });
    for (const { minutes, there } of sums.values()) if (minutes > there * (1 + LOAD_TOLERANCE_SHARE) + TOLERANCE) found += 1;
  });
  return found;
}

/** Ordered ÷ (ordered + forecast that orders have not consumed), by value, inside 13 weeks; null without forecast. */
export function bookedShare({ items, bucket_starts: starts }: Pick<PlanData, "items" | "bucket_starts">): number | null {
  const near = bucketsInside(starts, WEEKS_OF_DELIVERY);
  const value = (rows: readonly Numbers[]): number => onSchedule(items).reduce((sum, place) => {
    let quantity = 0;
    for (let bucket = 0; bucket < near; bucket += 1) quantity += at(rows[place] ?? [], bucket) ?? 0;
    return sum + quantity * (items.weight[place] ?? 0);
  }, 0);
  const [orders, forecast] = [value(items.orders), value(items.forecast)];
  return forecast > 0 && orders + forecast > 0 ? orders / (orders + forecast) : null;
}

/** The places of the items that the figures are about: those marked so, else all. */
function onSchedule({ id, is_mps: marked }: PlanData["items"]): number[] {
  const places = id.map((_id, place) => place);
  const chosen = places.filter((place) => marked[place]);
  return chosen.length > 0 ? chosen : places;
}

/** Dates of orders are no part of this: what is on time stays as the published plan has it until a check knows better, and the page says so. */
export function figuresNow(plan: PlanData): Figures {
  return {
    ...plan.figures,
    short_items: onSchedule(plan.items).filter((place) => plan.items.cover[place] === "shortage").length,
    overloaded_center_weeks: overloadedCenterWeeks(plan),
    overtime_minutes: overtimeMinutes(plan),
    booked_share: bookedShare(plan),
  };
}
