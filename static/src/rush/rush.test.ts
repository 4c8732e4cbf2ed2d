import { describe, expect, it } from "vitest";

import { canChoose, meaningOf, standing, type Way } from "./answer";

const way = (changes: Partial<Way>): Way => ({ kind: "squeeze", state: "possible", priority: 1, promised_date: null, words: "", impact: null, ...changes });
const planned = { plan_id: 1 } as NonNullable<Way["impact"]>;

describe("the day on which it is ready", () => {
  it.each([["2026-03-02", "on_time", "In time"], ["2026-03-03", "on_time", "In time"], ["2026-03-04", "late", "1 day late"], ["2026-03-13", "late", "10 days late"]])(
    "%s is %s against the third", (ready, status, words) => {
      expect(standing(ready, "2026-03-03")).toEqual({ status, words });
    },
  );
  it("is late where the horizon has none", () => {
    expect(standing(null, "2026-03-03").status).toBe("late");
  });
});

describe("a way", () => {
  it("can be chosen where it has a plan, also if it makes no difference", () => {
    expect(canChoose(way({ impact: planned }))).toBe(true);
    expect(canChoose(way({ state: "same", impact: planned }))).toBe(true);
    expect(canChoose(way({ state: "same" }))).toBe(false);
    expect(canChoose(way({ state: "impossible", impact: planned }))).toBe(false);
  });
  it("names its priority where there is one", () => {
    expect(meaningOf(way({ kind: "overtime", priority: 4 }))).toContain("priority 4");
    expect(meaningOf(way({ kind: "overtime", priority: null }))).not.toContain("priority");
  });
});
