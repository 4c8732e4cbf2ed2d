import type { Column, ParseContext, Parsed } from "../types";

const DAY_MS = 86_400_000;
/** A day outside these is a slip of the finger, not a plan (orders/line_values.py says the same). */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;
const RELATIVE = /^([+-]\d+)\s*([dwm天日周週月]?)$/i;
const YEAR_FIRST = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const DAY_FIRST = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
const MONTH_DAY = /^(\d{1,2})(?:[-/]|月)(\d{1,2})日?$/;
const DAY_MONTH = /^(\d{1,2})\.(\d{1,2})\.?$/;
const WEEK = /^(?:(\d{4})[-/ ]?)?W(\d{1,2})$/i;
const SERIAL = /^\d{5}(\.\d+)?$/;
/** Spreadsheets count days from here. */
const SERIAL_EPOCH_MS = Date.UTC(1899, 11, 30);

type DateContext = Pick<ParseContext, "current" | "today" | "t">;

/**
 * Reads a date as planners write it, typed and pasted alike, and gives ISO: `2026-03-16`, `2026/3/16`, `20260316`,
 * `16.3.2026`, `2026年3月16日`, `3/16`, `3月16日`, `W12` (its Monday), full-width digits, the day number of a spreadsheet, and
 * `+1w`, `-3d`, `+2m`, `+5` from the present value. Without a year the date nearest to the present value is meant.
 */
export function parseDate(text: string, column: Pick<Column, "nullable">, context: DateContext): Parsed {
  const cleaned = text.normalize("NFKC").replace(/[−–]/g, "-").trim();
  if (cleaned === "") {
    return column.nullable === false ? { ok: false, reason: context.t("A date is needed here.") } : { ok: true, value: null };
  }
  const base = parseIso(context.current) ?? parseIso(context.today) ?? 0;
  const found = relative(cleaned, base) ?? serial(cleaned) ?? absolute(cleaned, base);
  if (found === null) return { ok: false, reason: context.t("“{text}” is not a date. Write 2026-03-16, 3/16 or +1w.", { text }) };
  const year = new Date(found).getUTCFullYear();
  if (year >= FIRST_YEAR && year <= LAST_YEAR) return { ok: true, value: toIso(found) };
  const years = { first: String(FIRST_YEAR), last: String(LAST_YEAR) };
  return { ok: false, reason: context.t("The year must be from {first} to {last}.", years) };
}

function absolute(text: string, base: number): number | null {
  const full = YEAR_FIRST.exec(text) ?? COMPACT.exec(text);
  if (full) return utc(Number(full[1]), Number(full[2]), Number(full[3]));
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst) return utc(Number(dayFirst[3]), Number(dayFirst[2]), Number(dayFirst[1]));
  const monthDay = MONTH_DAY.exec(text);
  if (monthDay) return nearest(Number(monthDay[1]), Number(monthDay[2]), base);
  const dayMonth = DAY_MONTH.exec(text);
  if (dayMonth) return nearest(Number(dayMonth[2]), Number(dayMonth[1]), base);
  return week(text, base);
}

function relative(text: string, base: number): number | null {
  const parts = RELATIVE.exec(text);
  if (!parts) return null;
  const amount = Number(parts[1]);
  const unit = (parts[2] ?? "").toLowerCase();
  if (unit === "m" || unit === "月") return addMonths(base, amount);
  return base + amount * DAY_MS * ("w周週".includes(unit) && unit !== "" ? 7 : 1);
}

function serial(text: string): number | null {
  return SERIAL.test(text) ? SERIAL_EPOCH_MS + Math.floor(Number(text)) * DAY_MS : null;
}

function week(text: string, base: number): number | null {
  const parts = WEEK.exec(text);
  const number = Number(parts?.[2]);
  if (!parts || number < 1 || number > 53) return null;
  const year = parts[1] ? Number(parts[1]) : new Date(base).getUTCFullYear();
  // ISO 8601: week 1 is the week that holds 4 January.
  const fourth = Date.UTC(year, 0, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS + (number - 1) * 7 * DAY_MS;
  const thursdayYear = new Date(monday + 3 * DAY_MS).getUTCFullYear();
  return thursdayYear === year ? monday : null;
}

function nearest(month: number, day: number, base: number): number | null {
  const year = new Date(base).getUTCFullYear();
  let best: number | null = null;
  for (const candidate of [utc(year, month, day), utc(year + 1, month, day), utc(year - 1, month, day)]) {
    if (candidate === null) continue;
    if (best === null || Math.abs(candidate - base) < Math.abs(best - base)) best = candidate;
  }
  return best;
}

function addMonths(base: number, months: number): number {
  const date = new Date(base);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, Math.min(date.getUTCDate(), last));
}

/** Null where the calendar has no such day: 2026-02-30. */
function utc(year: number, month: number, day: number): number | null {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day); // Date.UTC takes the years 0 to 99 for those from 1900
  const time = date.getTime();
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time : null;
}

function parseIso(value: unknown): number | null {
  const parts = typeof value === "string" ? YEAR_FIRST.exec(value) : null;
  return parts ? utc(Number(parts[1]), Number(parts[2]), Number(parts[3])) : null;
}

function toIso(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
