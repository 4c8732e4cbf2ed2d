/** How long something is still held. Pure: the clock is passed in. */

import { t } from "../shell/i18n";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Seconds before the end at which a screen reader hears of it: not every second. */
const TOLD_AT = [5 * MINUTE, MINUTE];

const two = (value: number): string => String(value).padStart(2, "0");

/** "29:59", from an hour on "3 h 05 min", from a day on "2 d 4 h". */
export function leftWords(seconds: number): string {
  const left = Math.max(0, Math.ceil(seconds));
  if (left < HOUR) return `${two(Math.floor(left / MINUTE))}:${two(left % MINUTE)}`;
  if (left < DAY) return t("{hours} h {minutes} min", { hours: Math.floor(left / HOUR), minutes: two(Math.floor((left % HOUR) / MINUTE)) });
  return t("{days} d {hours} h", { days: Math.floor(left / DAY), hours: Math.floor((left % DAY) / HOUR) });
}

/** Whether a moment to tell of lies between two looks at the clock. */
export function isToldBetween(before: number, now: number): boolean {
  return TOLD_AT.some((moment) => before > moment && now <= moment);
}

/** Today by the clocks of a place, ISO. */
export function todayIn(zone: string, now: Date): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
}
