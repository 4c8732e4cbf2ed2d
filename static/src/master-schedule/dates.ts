/** Dates in words. ISO text in, text in the page's language out; nothing here depends on the browser's time zone. */

import { frame } from "../shell/frame";

export const MINUTES_PER_HOUR = 60;
const DAY_MS = 86_400_000;
// English as the sketches write it: day before month.
const LOCALE = frame.language === "en" ? "en-GB" : frame.language;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(iso: string, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: "UTC" });
    formats.set(key, made);
  }
  return made.format(time(iso));
}

function time(iso: string): number {
  return Date.parse(`${iso}T00:00:00Z`);
}

/** A date outside of the year that we live in names its own. */
function inYear(iso: string, today: string, options: Intl.DateTimeFormatOptions): string {
  const isOther = today !== "" && iso.slice(0, 4) !== today.slice(0, 4);
  return format(iso, isOther ? { ...options, year: "numeric" } : options);
}

export const dayMonth = (iso: string, today = frame.today): string => inYear(iso, today, { day: "numeric", month: "short" });
export const longDay = (iso: string, today = frame.today): string => inYear(iso, today, { weekday: "short", day: "numeric", month: "long" });
export const fullDay = (iso: string): string => format(iso, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
/** For a narrow column under its month and year: Chinese writes 12/14 there. */
export const columnDay = (iso: string): string => format(iso, { day: "numeric", month: LOCALE.startsWith("zh") ? "numeric" : "short" });
export const monthYear = (iso: string): string => format(iso, { month: "short", year: "numeric" });
export const monthName = (iso: string): string => format(iso, { month: "short" });
export const year = (iso: string): string => format(iso, { year: "numeric" });
export const weekday = (iso: string): string => format(iso, { weekday: "short" });

export function addDays(iso: string, days: number): string {
  return new Date(time(iso) + days * DAY_MS).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((time(to) - time(from)) / DAY_MS);
}

export function mondayOf(iso: string): string {
  return addDays(iso, -((new Date(time(iso)).getUTCDay() + 6) % 7));
}

/** ISO 8601 week: the one that holds the Thursday. */
export function weekNumber(iso: string): number {
  const thursday = addDays(mondayOf(iso), 3);
  return Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1;
}

export function weekName(iso: string): string {
  return `W${String(weekNumber(iso)).padStart(2, "0")}`;
}
