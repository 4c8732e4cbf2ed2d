/** What people type: the same table of examples as tests/company/test_typed.py. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { parseDate } from "./date";
import { parseNumber } from "./number";

interface Examples {
  numbers: { text: string; value: string }[];
  not_numbers: string[];
  days: { text: string; value: string; order: "dmy" | "mdy"; near: string; several?: boolean }[];
  not_days: string[];
}

const examples = JSON.parse(readFileSync("tests/typed_examples.json", "utf-8")) as Examples;
const t = (message: string): string => message;

describe("numbers", () => {
  it.each(examples.numbers.filter(({ text }) => !/^[+＋]/.test(text)))("reads $text as $value", ({ text, value }) => {
    expect(parseNumber(text, {}, { current: null, t })).toEqual({ ok: true, value: Number(value) });
  });
  it.each(examples.not_numbers)("refuses %s", (text) => {
    expect(parseNumber(text, { nullable: false }, { current: null, t }).ok).toBe(false);
  });
});

describe("days", () => {
  it.each(examples.days)("reads $text, $order, as $value", ({ text, value, order, near, several }) => {
    const read = parseDate(text, {}, { current: near, today: near, t, dateOrder: order });
    expect(read).toMatchObject({ ok: true, value });
    expect("remark" in read).toBe(several === true);
  });
  it.each(examples.not_days)("refuses %s", (text) => {
    for (const dateOrder of ["dmy", "mdy"] as const) {
      expect(parseDate(text, {}, { current: "2026-03-10", today: "2026-03-10", t, dateOrder }).ok).toBe(false);
    }
  });
  it("says which order was meant", () => {
    const said = (dateOrder: "dmy" | "mdy"): unknown => parseDate("3/4", {}, { current: "2026-03-10", today: "2026-03-10", t, dateOrder });
    expect(said("dmy")).toMatchObject({ remark: "“{text}” was read as {date}, the day before the month." });
    expect(said("mdy")).toMatchObject({ remark: "“{text}” was read as {date}, the month before the day." });
  });
  it.each([["2 wk", "2026-03-24"], ["2wks", "2026-03-24"], ["两周", "2026-03-24"], ["一周后", "2026-03-17"], ["2个月", "2026-05-10"],
    ["10天", "2026-03-20"], ["3 days", "2026-03-13"], ["+ 3", "2026-03-13"], ["-十天", "2026-02-28"]])("moves by %s", (text, value) => {
    expect(parseDate(text, {}, { current: "2026-03-10", today: "2026-01-05", t })).toEqual({ ok: true, value });
  });
});
