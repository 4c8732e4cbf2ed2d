import { describe, expect, it } from "vitest";

import type { Column, Parsed, Translate } from "../types";
import { parseNumber } from "./number";

const t: Translate = (message, values) => message.replace(/\{(\w+)\}/g, (_, name: string) => String(values?.[name]));
const quantity: Pick<Column, "min" | "integer" | "nullable"> = { min: 0, integer: true, nullable: false };

function typed(text: string, current: number | null = 280, column: Parameters<typeof parseNumber>[1] = quantity): Parsed {
  return parseNumber(text, column, { current, t });
}
function signed(text: string): Parsed {
  return typed(text, 280, {});
}

describe("numbers calculate with the present value", () => {
  it.each([
    ["+40", 320], ["*1.5", 420], ["/2", 140], ["-20%", 224], ["+20%", 336], ["120/2", 60], ["3*50", 150], ["100-30", 70], ["7+8", 15],
    ["×2", 560], ["＋４０", 320], ["* 1.5", 420],
  ])("%s gives %d from 280", (text, value) => {
    expect(typed(text)).toEqual({ ok: true, value });
  });

  it("takes 40 away for -40 where negative numbers are not allowed", () => {
    expect(typed("-40")).toEqual({ ok: true, value: 240 });
  });
  it("reads -40 as minus forty where they are", () => {
    expect(typed("-40", 280, {})).toEqual({ ok: true, value: -40 });
  });
  it("counts an empty cell as zero", () => {
    expect(typed("+40", null)).toEqual({ ok: true, value: 40 });
  });
  it("rounds the result in whole-number columns", () => {
    expect(typed("*1.5", 5)).toEqual({ ok: true, value: 8 });
  });
  it("leaves no binary dust behind", () => {
    expect(typed("+0.2", 0.1, {})).toEqual({ ok: true, value: 0.3 });
  });
  it("refuses a division by zero", () => {
    expect(typed("/0").ok).toBe(false);
  });
});

describe("plain numbers", () => {
  it.each([
    ["1,200", 1200], ["1 200", 1200], ["1,234,567.5", 1234567.5], ["１２０", 120], ["12.5", 12.5], ["1,5", 1.5], [".5", 0.5],
    ["€2,216", 2216], ["(40)", -40], ["−7", -7], ["-0", 0],
  ])("reads %s as %d", (text, value) => {
    expect(signed(text)).toEqual({ ok: true, value });
  });

  it.each(["abc", "12a", "1,2,3", "--4", "1 2", "NaN", "+"])("refuses %s", (text) => {
    expect(signed(text).ok).toBe(false);
  });
});

describe("bounds", () => {
  it("names the lower bound that was missed", () => {
    expect(typed("-300")).toEqual({ ok: false, reason: "Must be at least 0." });
  });
  it("names a bound that is itself too little", () => {
    expect(typed("0", 1, { above: 0 })).toEqual({ ok: false, reason: "Must be greater than 0." });
    expect(typed("0.00001", 1, { above: 0 }).ok).toBe(true);
    expect(typed("-4", 10, { above: 0 })).toEqual({ ok: true, value: 6 });
  });
  it("allows the bound itself", () => {
    expect(typed("5", 1, { min: 1, max: 5 })).toEqual({ ok: true, value: 5 });
    expect(typed("6", 1, { min: 1, max: 5 }).ok).toBe(false);
  });
  it("refuses a fraction in a whole-number column", () => {
    expect(typed("2.5")).toEqual({ ok: false, reason: "Whole numbers only." });
  });
  it("lets an empty text clear a nullable cell only", () => {
    expect(typed("  ", 1, {})).toEqual({ ok: true, value: null });
    expect(typed("", 1).ok).toBe(false);
  });
});
