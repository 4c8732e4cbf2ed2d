/** The load of a work centre as the shown bars make it, beside what there is: by day, by week where days are narrow. Pure. */

import { addDays, mondayOf } from "../../master-schedule/dates";
import type { GanttPlan } from "../data";
import type { Zoom } from "./scale";
import type { Bar } from "./world";

export interface LoadColumn {
  /** Days from `from` up to, not including, `end`, numbered from the plan's first one. */
  readonly from: number;
  readonly end: number;
  /** Minutes. */
  readonly load: number;
  readonly available: number;
  readonly overtime: number;
}

/** What is within rounding is no overload (mps/kpis.py, LOAD_TOLERANCE_SHARE). */
const TOLERANCE = 1.005;

export function isOver({ load, available, overtime }: LoadColumn): boolean {
  return load > (available + overtime) * TOLERANCE && load > 0.5;
}

/** Minutes on a work centre by day of the plan. */
export function minutesAt(bars: readonly Bar[], center: number): Map<number, number> {
  const minutes = new Map<number, number>();
  for (const bar of bars) {
    if (bar.center !== center) continue;
    for (const [day, taken] of bar.days) minutes.set(day, (minutes.get(day) ?? 0) + taken);
  }
  return minutes;
}

export function loadColumns(plan: GanttPlan, bars: readonly Bar[], center: number, offset: number, zoom: Zoom): LoadColumn[] {
  const known = plan.centers[center];
  if (!known) return [];
  const minutes = minutesAt(bars, center);
  const columns: LoadColumn[] = [];
  let week = "";
  known.available.forEach((available, place) => {
    const day = place + offset;
    const own = { from: day, end: day + 1, load: minutes.get(day) ?? 0, available, overtime: known.overtime[place] ?? 0 };
    const monday = mondayOf(addDays(plan.start, day));
    const last = columns.at(-1);
    if (zoom === "month" && last && monday === week) columns[columns.length - 1] = together(last, own);
    else columns.push(own);
    week = monday;
  });
  return columns;
}

function together(one: LoadColumn, other: LoadColumn): LoadColumn {
  return {
    from: one.from, end: other.end, load: one.load + other.load,
    available: one.available + other.available, overtime: one.overtime + other.overtime,
  };
}

/** How full a work centre is over the whole window. */
export interface Used {
  /** Load ÷ what is available without overtime. */
  readonly share: number;
  /** Not even overtime makes room for it. */
  readonly isOver: boolean;
}

/** Null where nothing is available. */
export function usedOf(columns: readonly LoadColumn[]): Used | null {
  const [first, ...others] = columns;
  if (!first) return null;
  const whole = others.reduce(together, first);
  return whole.available > 0 ? { share: whole.load / whole.available, isOver: isOver(whole) } : null;
}
