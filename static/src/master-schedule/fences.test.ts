import { describe, expect, it } from "vitest";

import { spansOf, type Zoom } from "./axis";
import { addDays } from "./dates";
import { fencesOf } from "./fences";

const STARTS = Array.from({ length: 56 }, (_day, place) => addDays("2026-11-27", place));
const lines = (zoom: Zoom, demand: string | null, planning: string | null): [id: string | undefined, line: string, at: number | undefined][] => {
  const spans = spansOf(STARTS, "2027-01-22", zoom);
  return [...fencesOf(spans, { demand_until: demand, planning_until: planning }, zoom)].flatMap(([column, fences]) => fences.map(({ line, at }) => [spans[column]?.id, line, at] as [string | undefined, string, number | undefined]));
};

describe("a fence in months", () => {
  it("stands in the month where it ends", () => {
    expect(lines("month", null, "2026-12-03")).toEqual([["2026-12-01", "dashed", 3 / 31]]);
  });
  it("of orders and that of the plan may stand in the same month", () => {
    expect(lines("month", "2026-12-03", "2026-12-10")).toEqual([["2026-12-01", "solid", 3 / 31], ["2026-12-01", "dashed", 10 / 31]]);
  });
  it("that ends with the month stands behind it", () => {
    expect(lines("month", null, "2026-12-31")).toEqual([["2026-12-01", "dashed", 1]]);
  });
});

describe("a fence in days and weeks", () => {
  it("stands behind the column in which it ends, once where both end there", () => {
    expect(lines("day", "2026-12-01", "2026-12-03")).toEqual([["2026-12-01", "solid", 1], ["2026-12-03", "dashed", 1]]);
    expect(lines("week", "2026-12-01", "2026-12-03").map(([, line, at]) => [line, at])).toEqual([["solid", 1]]);
  });
  it("says what it means, and until when", () => {
    const found = fencesOf(spansOf(STARTS, "2027-01-22", "day"), { demand_until: null, planning_until: "2026-12-03" }, "day");
    expect([...found.values()].flat().map(({ title }) => title)).toEqual(["Planning time fence (PTF), until 3 Dec: up to it the plan changes as little as it can."]);
  });
});
