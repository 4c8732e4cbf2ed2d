import { describe, expect, it } from "vitest";

import { spansOf, type Zoom } from "./axis";
import { addDays } from "./dates";
import { fencesOf } from "./fences";

const STARTS = Array.from({ length: 56 }, (_day, place) => addDays("2026-11-27", place));
const fences = (zoom: Zoom, demand: string | null, planning: string | null): [id: string, line: string, at: number, title: string][] => {
  const spans = spansOf(STARTS, "2027-01-22", zoom);
  const plan = { fences: { demand_until: demand, planning_until: planning }, finish_days: STARTS };
  return spans.flatMap(({ id }, index) => fencesOf(plan, spans, index).map(({ line, at, title }) => [id, line, at, title] as [string, string, number, string]));
};

describe("a fence", () => {
  it("stands in the month where it ends, beside that of orders", () => {
    expect(fences("month", "2026-12-03", "2026-12-10").map(([id, line, at]) => [id, line, at])).toEqual([["2026-12-01", "solid", 3 / 31], ["2026-12-01", "dashed", 10 / 31]]);
  });

  it("that ends with the month stands behind it", () => {
    expect(fences("month", null, "2026-12-31").map(([id, line, at]) => [id, line, at])).toEqual([["2026-12-01", "dashed", 1]]);
  });

  it("stands behind the day on which it ends, once where both end there", () => {
    expect(fences("day", "2026-12-03", "2026-12-03").map(([id, line, at]) => [id, line, at])).toEqual([["2026-12-03", "solid", 1]]);
  });

  it("says what it means, and until when", () => {
    expect(fences("day", null, "2026-12-03").map(([,,, title]) => title)).toEqual(["Planning time fence (PTF), until 3 Dec: up to it the plan changes as little as it can."]);
  });
});
