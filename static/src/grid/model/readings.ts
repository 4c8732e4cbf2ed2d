/** The days that a text can mean, the likeliest first. Pure; the same in company/typed.py. */

export type DateOrder = "dmy" | "mdy";

const DAY_MS = 86_400_000;
/** A year of two digits is one near the day that is meant anyway; further off, another order is. */
const FARTHEST_SHORT_YEAR = 9;
const CENTURY = 2000;
const WEEKDAY = /[ ,]*\(?(?:(?:周|週|星期|礼拜|禮拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?)\)?[ ,]*/gi;
const CLOCK = /[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|[ap]m))?$/i;
const NUMERALS = /[〇○零一二三四五六七八九十]+/g;
const YEAR_FIRST = /^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?[日号號]?\.?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const YEAR_LAST = /^(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})\.?$/;
const SHORT_CHINESE = /^(\d{2})年(\d{1,2})月(\d{1,2})[日号號]?$/;
const MONTH_DAY = /^(\d{1,2}) ?月 ?(\d{1,2}) ?[日号號]?$/;
const TWO = /^(\d{1,2}) ?([-/.]) ?(\d{1,2})\.?$/;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const NAMED = /^(\d{1,2})(?:st|nd|rd|th)?[ .-]*([a-z]{3})[a-z]*\.?(?:[ ,-]*(\d{4}|\d{2}))?$/i;
const NAMED_FIRST = /^([a-z]{3})[a-z]*\.?[ -]*(\d{1,2})(?:st|nd|rd|th)?(?:[ ,-]+(\d{4}))?$/i;
const WEEK = /^(?:(\d{4})[-/ ]?)?(?:W|WK|KW|CW|week|第) ?(\d{1,2})[周週]?$/i;

/** UTC times; several where nothing in the text says which of its numbers is the month. `near`: of a text without a year. */
export function readings(text: string, order: DateOrder, near: number): number[] {
  const plain = text.replace(WEEKDAY, "").replace(CLOCK, "").replace(NUMERALS, arabic);
  return [...new Set(candidates(plain, order, near).filter((time) => time !== null))];
}

type Candidates = (number | null)[];

function candidates(text: string, order: DateOrder, near: number): Candidates {
  const full = YEAR_FIRST.exec(text) ?? COMPACT.exec(text);
  if (full) return [utc(Number(full[1]), Number(full[2]), Number(full[3]))];
  const short = SHORT_CHINESE.exec(text);
  if (short) return [utc(CENTURY + Number(short[1]), Number(short[2]), Number(short[3]))];
  const last = YEAR_LAST.exec(text);
  if (last) return yearLast(last, order, near);
  const monthDay = MONTH_DAY.exec(text);
  if (monthDay) return [nearest(Number(monthDay[1]), Number(monthDay[2]), near)];
  const two = TWO.exec(text);
  if (two) return monthAndDay(Number(two[1]), Number(two[3]), two[2], order).map(([month, day]) => nearest(month, day, near));
  const named = NAMED.exec(text);
  if (named) return [byName(named[2], named[1], named[3], near)];
  const namedFirst = NAMED_FIRST.exec(text);
  if (namedFirst) return [byName(namedFirst[1], namedFirst[2], namedFirst[3], near)];
  return [week(text, near)];
}

/** 二〇二六, 十二, 三十一 in digits. */
function arabic(numeral: string): string {
  const digits = numeral.replace(/[〇○零]/g, "0").replace(/[一二三四五六七八九]/g, (sign) => String("一二三四五六七八九".indexOf(sign) + 1));
  const tens = /^(\d?)十(\d?)$/.exec(digits);
  return tens ? `${tens[1] || "1"}${tens[2] || "0"}` : digits;
}

function yearLast(parts: RegExpExecArray, order: DateOrder, near: number): Candidates {
  const [first, second, last] = [Number(parts[1]), Number(parts[3]), Number(parts[4])];
  const days = monthAndDay(first, second, parts[2], order);
  if (parts[4]?.length === 4) return days.map(([month, day]) => utc(last, month, day));
  const short = [...days.map(([month, day]) => utc(CENTURY + last, month, day)), utc(CENTURY + first, second, last)];
  const around = year(near);
  return short.filter((time) => time !== null && Math.abs(year(time) - around) <= FARTHEST_SHORT_YEAR);
}

function monthAndDay(first: number, second: number, sign: string | undefined, order: DateOrder): [month: number, day: number][] {
  // Dots are written between day and month, never the other way round.
  if (sign === ".") return [[second, first]];
  return order === "mdy" ? [[first, second], [second, first]] : [[second, first], [first, second]];
}

function byName(name: string | undefined, day: string | undefined, yearText: string | undefined, near: number): number | null {
  const month = MONTHS.indexOf((name ?? "").toLowerCase()) + 1;
  if (month === 0) return null;
  if (!yearText) return nearest(month, Number(day), near);
  return utc(Number(yearText) + (yearText.length === 2 ? CENTURY : 0), month, Number(day));
}

function week(text: string, near: number): number | null {
  const parts = WEEK.exec(text);
  const number = Number(parts?.[2]);
  if (!parts || number < 1 || number > 53) return null;
  if (parts[1]) return monday(Number(parts[1]), number);
  const around = year(near);
  return nearestOf([monday(around, number), monday(around + 1, number), monday(around - 1, number)], near);
}

function monday(ofYear: number, number: number): number | null {
  // ISO 8601: week 1 is the week that holds 4 January.
  const fourth = Date.UTC(ofYear, 0, 4);
  const first = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS + (number - 1) * 7 * DAY_MS;
  return year(first + 3 * DAY_MS) === ofYear ? first : null;
}

function nearest(month: number, day: number, near: number): number | null {
  const around = year(near);
  return nearestOf([utc(around, month, day), utc(around + 1, month, day), utc(around - 1, month, day)], near);
}

function nearestOf(candidates: Candidates, near: number): number | null {
  let best: number | null = null;
  for (const candidate of candidates) {
    if (candidate === null) continue;
    if (best === null || Math.abs(candidate - near) < Math.abs(best - near)) best = candidate;
  }
  return best;
}

function year(time: number): number {
  return new Date(time).getUTCFullYear();
}

/** Null where the calendar has no such day: 2026-02-30. */
function utc(ofYear: number, month: number, day: number): number | null {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(ofYear, month - 1, day); // Date.UTC takes the years 0 to 99 for those from 1900
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}
