import { describe, expect, it } from "vitest";

import type { CellValue, Parsed } from "../types";
import { parseDate } from "./date";

function read(text: string, current: CellValue = "2026-03-10"): Parsed {
  return parseDate(text, {}, { current, today: "2026-01-05", t: (message) => message });
}

describe("dates", () => {
  it.each([
    ["2026-03-16", "2026-03-16"], ["2026/3/16", "2026-03-16"], ["20260316", "2026-03-16"], ["16.3.2026", "2026-03-16"],
    ["2026年3月16日", "2026-03-16"], ["3/16", "2026-03-16"], ["3月16日", "2026-03-16"], ["16.3.", "2026-03-16"],
    ["３／１６", "2026-03-16"], ["２０２６－０３－１６", "2026-03-16"], ["W12", "2026-03-16"], ["2027-W01", "2027-01-04"],
  ])("reads %s", (text, value) => {
    expect(read(text)).toEqual({ ok: true, value });
  });

  it.each([
    ["+1w", "2026-03-17"], ["-3d", "2026-03-07"], ["+5", "2026-03-15"], ["+2m", "2026-05-10"], ["+1周", "2026-03-17"], ["-1W", "2026-03-03"],
  ])("moves the present date by %s", (text, value) => {
    expect(read(text)).toEqual({ ok: true, value });
  });

  it("counts from today where the cell is empty", () => {
    expect(read("+1w", null)).toEqual({ ok: true, value: "2026-01-12" });
  });
  it("ends in the last day of a shorter month", () => {
    expect(read("+1m", "2026-01-31")).toEqual({ ok: true, value: "2026-02-28" });
  });
  it("takes the nearest year where none is given", () => {
    expect(read("1/10", "2026-12-20")).toMatchObject({ ok: true, value: "2027-01-10" });
    expect(read("12/20", "2026-01-10")).toEqual({ ok: true, value: "2025-12-20" });
  });
  it("finds 29 February in the leap year beside", () => {
    expect(read("2/29", "2027-12-01")).toEqual({ ok: true, value: "2028-02-29" });
  });
  it.each(["2026-02-30", "2/30", "13/13", "W54", "soon", "2026-13-01", "2025-W53"])("refuses %s", (text) => {
    expect(read(text).ok).toBe(false);
  });

  it("reads a spreadsheet's day number", () => {
    expect(read("46097", null)).toEqual({ ok: true, value: "2026-03-16" });
  });
  it("clears a cell that may be empty, refuses where a date is needed", () => {
    expect(read("")).toEqual({ ok: true, value: null });
    expect(parseDate("", { nullable: false }, { current: null, today: "2026-01-05", t: (message) => message }).ok).toBe(false);
  });
});
