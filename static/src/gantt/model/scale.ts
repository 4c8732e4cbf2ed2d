/** The time axis: how wide a day is, and what stands above the days. Pure. */

import { addDays, daysBetween, monthName, monthYear, weekday, weekName, year } from "../../master-schedule/dates";

export type Zoom = "day" | "week" | "month";

export const DAY_PX: Readonly<Record<Zoom, number>> = { day: 104, week: 26, month: 6 };

/** A stretch of the header: days from `from` up to, not including, `end`, numbered from the plan's first one. */
export interface Tick {
  readonly from: number;
  readonly end: number;
  readonly text: string;
}

export interface Scale {
  readonly zoom: Zoom;
  readonly dayPx: number;
  readonly from: number;
  readonly end: number;
  readonly groups: readonly Tick[];
  readonly ticks: readonly Tick[];
}

interface Naming {
  /** Days with the same key share a stretch. */
  readonly key: (iso: string) => string;
  readonly text: (iso: string) => string;
}

const WEEK: Naming = { key: weekName, text: weekName };
const NAMES: Readonly<Record<Zoom, readonly [group: Naming, tick: Naming]>> = {
  day: [{ key: weekName, text: (iso) => `${weekName(iso)} · ${monthYear(iso)}` }, { key: (iso) => iso, text: (iso) => `${weekday(iso)} ${String(Number(iso.slice(8)))}` }],
  week: [{ key: (iso) => iso.slice(0, 7), text: monthYear }, WEEK],
  month: [{ key: (iso) => iso.slice(0, 4), text: year }, { key: (iso) => iso.slice(0, 7), text: monthName }],
};

/** `room`: pixels; a window that is narrower is stretched to fill them. */
export function scaleOf(start: string, first: string, last: string, zoom: Zoom, room = 0): Scale {
  const [from, end] = [daysBetween(start, first), daysBetween(start, last) + 1];
  const dayPx = Math.max(DAY_PX[zoom], room / (end - from));
  const [group, tick] = NAMES[zoom];
  return { zoom, dayPx, from, end, groups: stretches(start, from, end, group), ticks: stretches(start, from, end, tick) };
}

function stretches(start: string, from: number, end: number, { key, text }: Naming): Tick[] {
  const found: Tick[] = [];
  let open = "";
  for (let day = from; day < end; day += 1) {
    const iso = addDays(start, day);
    const last = found.at(-1);
    if (last && key(iso) === open) found[found.length - 1] = { ...last, end: day + 1 };
    else found.push({ from: day, end: day + 1, text: text(iso) });
    open = key(iso);
  }
  return found;
}

/** Where a moment of a day stands, in pixels from the window's first day. */
export function xOf({ from, dayPx }: Scale, day: number): number {
  return (day - from) * dayPx;
}

export function dayAt({ from, dayPx }: Scale, x: number): number {
  return from + x / dayPx;
}
