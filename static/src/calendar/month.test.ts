import { describe, expect, it } from "vitest";

import { addMonths, dayAfterKey, weeksOf } from "./month";

describe("a month", () => {
  it("is six weeks from a Monday on", () => {
    const weeks = weeksOf("2026-03-16");
    expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7, 7]);
    expect([weeks[0]?.[0], weeks[5]?.[6]]).toEqual(["2026-02-23", "2026-04-05"]);
  });
  it.each([["2026-01-31", 1, "2026-02-28"], ["2026-03-31", -1, "2026-02-28"], ["2026-12-15", 1, "2027-01-15"]])("%s moved by %d is %s", (day, count, there) => {
    expect(addMonths(day, count)).toBe(there);
  });
  it.each([
    ["ArrowRight", "2026-03-05"], ["ArrowUp", "2026-02-25"], ["Home", "2026-03-02"], ["End", "2026-03-08"], ["PageDown", "2026-04-04"], ["x", null],
  ])("%s leads from 4 March to %s", (key, there) => {
    expect(dayAfterKey("2026-03-04", key)).toBe(there);
  });
});
