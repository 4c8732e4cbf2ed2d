/** A month as weeks, and where a key leads in it. Pure. */

import { addDays, mondayOf } from "../master-schedule/dates";

const WEEKS = 6;
const DAYS = 7;

/** The days shown for the month of a day: whole weeks from Monday on, always six, so that nothing jumps. */
export function weeksOf(day: string): string[][] {
  const first = mondayOf(`${day.slice(0, 7)}-01`);
  return Array.from({ length: WEEKS }, (_, week) => Array.from({ length: DAYS }, (_, number) => addDays(first, week * DAYS + number)));
}

/** The same day of another month, or that month's last day. */
export function addMonths(day: string, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + count + 1, 0));
  last.setUTCDate(Math.min(date, last.getUTCDate()));
  return last.toISOString().slice(0, 10);
}

/** The day to which a key leads; null for a key that leads nowhere. */
export function dayAfterKey(day: string, key: string): string | null {
  switch (key) {
    case "ArrowLeft": return addDays(day, -1);
    case "ArrowRight": return addDays(day, 1);
    case "ArrowUp": return addDays(day, -DAYS);
    case "ArrowDown": return addDays(day, DAYS);
    case "Home": return mondayOf(day);
    case "End": return addDays(mondayOf(day), DAYS - 1);
    case "PageUp": return addMonths(day, -1);
    case "PageDown": return addMonths(day, 1);
    default: return null;
  }
}
