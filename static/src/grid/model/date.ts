import type { Column, ParseContext, Parsed } from "../types";
import { cleaned } from "./clean";
import { readings } from "./readings";

const DAY_MS = 86_400_000;
/** A day outside these is a slip of the finger, not a plan (orders/line_values.py says the same). */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;
/** A unit may stand without a sign: `2 wk`. `3月` is March to some, three months to others, and is not guessed. */
const RELATIVE = /^([+-] ?\d+) ?(d|days?|w|wks?|weeks?|m|mos?|mths?|months?|天|日|周|週|月)?$/i;
const LATER = /^(\d+) ?(d|days?|w|wks?|weeks?|m|mos?|mths?|months?|天|周|週|个月|個月|个星期|個星期|星期)(?:后|後| later)?$/i;
const NUMERAL = /^([+-]?)(两|兩|[一二三四五六七八九十])(?=[ 天周週个個星])/;
const SERIAL = /^\d{5}(\.\d+)?$/;
/** Spreadsheets count days from here. */
const SERIAL_EPOCH_MS = Date.UTC(1899, 11, 30);

type DateContext = Pick<ParseContext, "current" | "today" | "t" | "dateOrder">;

/**
 * Reads a date as planners write it, typed and pasted alike, and gives ISO: `2026-03-16`, `16.3.2026`, `16/3/2026`,
 * `9.3.27`, `三月九日`, `16-Mar`, `W12` (its Monday), the day number of a spreadsheet (tests/typed_examples.json has the
 * others), and `+1w`, `2 wk`, `-3d`, `+2m`, `+5` from the present value. Without a year the date nearest to the present
 * value is meant. Where day and month could be either, `dateOrder` decides, and the remark says what was understood.
 */
export function parseDate(text: string, column: Pick<Column, "nullable">, context: DateContext): Parsed {
  const plain = cleaned(text);
  if (plain === "") {
    return column.nullable === false ? { ok: false, reason: context.t("A date is needed here.") } : { ok: true, value: null };
  }
  const base = parseIso(context.current) ?? parseIso(context.today) ?? 0;
  const order = context.dateOrder ?? "mdy";
  const moved = relative(plain, base) ?? serial(plain);
  const found = moved === null ? readings(plain, order, base) : [moved];
  const [first] = found;
  if (first === undefined) return { ok: false, reason: context.t("“{text}” is not a date. Write 2026-03-16, 3/16 or +1w.", { text }) };
  const year = new Date(first).getUTCFullYear();
  if (year < FIRST_YEAR || year > LAST_YEAR) {
    return { ok: false, reason: context.t("The year must be from {first} to {last}.", { first: String(FIRST_YEAR), last: String(LAST_YEAR) }) };
  }
  const value = toIso(first);
  return found.length > 1 ? { ok: true, value, remark: understood(plain, value, order, context) } : { ok: true, value };
}

function understood(text: string, date: string, order: "dmy" | "mdy", { t }: DateContext): string {
  return order === "dmy"
    ? t("“{text}” was read as {date}, the day before the month.", { text, date })
    : t("“{text}” was read as {date}, the month before the day.", { text, date });
}

function relative(text: string, base: number): number | null {
  const plain = text.replace(NUMERAL, (_, sign: string, numeral: string) => sign + String("一二三四五六七八九十".indexOf(numeral) + 1 || 2));
  const parts = RELATIVE.exec(plain) ?? LATER.exec(plain);
  if (!parts) return null;
  const amount = Number((parts[1] ?? "").replace(" ", ""));
  const unit = (parts[2] ?? "d").toLowerCase().replace(/^[个個]/, "");
  if (unit.startsWith("m") || unit === "月") return addMonths(base, amount);
  return base + amount * DAY_MS * (unit.startsWith("w") || "周週星期".includes(unit) ? 7 : 1);
}

function serial(text: string): number | null {
  return SERIAL.test(text) ? SERIAL_EPOCH_MS + Math.floor(Number(text)) * DAY_MS : null;
}

function addMonths(base: number, months: number): number {
  const date = new Date(base);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, Math.min(date.getUTCDate(), last));
}

function parseIso(value: unknown): number | null {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : null;
}

function toIso(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
