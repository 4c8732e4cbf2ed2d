/** The time axis: a plan's buckets (days, then weeks, then four-week periods) drawn as they are, by week or by month. */

import { addDays, columnDay, daysBetween, mondayOf, monthName, monthYear, weekday, weekName, year } from "./dates";

export type Zoom = "day" | "week" | "month";

/** A column: the buckets from `from` up to, not including, `end`; its first and last day. */
export interface Span {
  readonly id: string;
  readonly from: number;
  readonly end: number;
  readonly first: string;
  readonly last: string;
}

/** Which buckets share a column. Buckets are never cut: a week that begins in March is March's. */
function keyOf(start: string, days: number, zoom: Zoom): string {
  if (zoom === "month") return start.slice(0, 7);
  return zoom === "week" && days < 7 ? mondayOf(start) : start;
}

export function spansOf(bucketStarts: readonly string[], horizonEnd: string, zoom: Zoom): Span[] {
  const spans: Span[] = [];
  let key = "";
  bucketStarts.forEach((start, bucket) => {
    const next = bucketStarts[bucket + 1] ?? horizonEnd;
    const mine = keyOf(start, daysBetween(start, next), zoom);
    const open = spans.at(-1);
    if (open && mine === key) spans[spans.length - 1] = { ...open, end: bucket + 1, last: addDays(next, -1) };
    else spans.push({ id: start, from: bucket, end: bucket + 1, first: start, last: addDays(next, -1) });
    key = mine;
  });
  return spans;
}

export interface Title {
  readonly title: string;
  readonly subtitle: string;
  readonly group: string;
}

/** The three header lines of a column. */
export function titleOf(span: Span, zoom: Zoom): Title {
  const { first, last } = span;
  if (zoom === "month") return { title: monthName(first), subtitle: `${weekName(first)}–${weekName(last).slice(1)}`, group: year(first) };
  const group = monthYear(first);
  const days = daysBetween(first, last) + 1;
  if (days === 1 && zoom === "day") return { title: weekday(first), subtitle: columnDay(first), group };
  const title = days > 7 ? `${weekName(first)}–${weekName(last).slice(1)}` : weekName(first);
  return { title, subtitle: columnDay(first), group };
}

/** What a column is called in a sentence. */
export function nameOf(span: Span, zoom: Zoom): string {
  const { title, subtitle } = titleOf(span, zoom);
  return zoom === "week" ? title : `${title} ${subtitle}`;
}

/** Whether nobody works in a column, be it a day or a week: a lot asked for by its end is finished before it. */
export function isClosed({ end, first }: Span, finishDays: readonly string[]): boolean {
  return (finishDays[end - 1] ?? first) < first;
}

/**
 * How much of a column lies inside a fence that reaches to `until`, from 0 to 1: all of it where nobody works on what is
 * left, for nothing is finished there (a lot asked for by its end is finished before it).
 */
export function shareInside({ first, last, end }: Span, until: string | null, finishDays: readonly string[]): number {
  if (until === null || first > until) return 0;
  if ((finishDays[end - 1] ?? last) <= until) return 1;
  return (daysBetween(first, until) + 1) / (daysBetween(first, last) + 1);
}

/** Where in a column a fence ends, as a share of its width; null where it ends in another one, or there is none. */
export function fenceIn(spans: readonly Span[], index: number, until: string | null, finishDays: readonly string[]): number | null {
  const [span, next] = [spans[index], spans[index + 1]];
  const share = span ? shareInside(span, until, finishDays) : 0;
  return share === 0 || (next && until !== null && next.first <= until) ? null : share;
}
