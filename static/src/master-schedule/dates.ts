/** Dates in words. ISO text in, text in the page's language out; nothing here depends on the browser's time zone. */

import { frame } from "../shell/frame";

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

export const dayMonth = (iso: string): string => format(iso, { day: "numeric", month: "short" });
/** For a narrow column: Chinese writes 12/14 there. */
export const columnDay = (iso: string): string => (LOCALE.startsWith("zh") ? format(iso, { day: "numeric", month: "numeric" }) : dayMonth(iso));
export const monthYear = (iso: string): string => format(iso, { month: "short", year: "numeric" });
export const monthName = (iso: string): string => format(iso, { month: "short" });
export const year = (iso: string): string => format(iso, { year: "numeric" });
export const weekday = (iso: string): string => format(iso, { weekday: "short" });
export const longDay = (iso: string): string => format(iso, { weekday: "short", day: "numeric", month: "long" });

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
