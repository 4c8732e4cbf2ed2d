import { afterEach, describe, expect, it, vi } from "vitest";

import { bar, compared, foretell, headline, type Impact, type Move, moveText, sentence } from "./impact";

const MOVE: Move = { line_id: 1, line: "SO-1/1", customer: "Ada", item: "PUMP", before: "2026-03-10", after: "2026-03-13", days: 3, breaks: false };

const FREE = { overtime: 0, setup: 0, holding: 0 };

function impact(changes: Partial<Impact>): Impact {
  return {
    state: "saved", computed_revision: 7, plan_age_seconds: 3, planned_date_before: "2026-03-10", planned_date: "2026-03-12", breaks: false, moved: [],
    others_moved: 0, others_broken: 0, overtime_minutes_before: 0, overtime_minutes: 0, cost_before: FREE, cost: FREE, may_improve: false, planned_revision: 7, ...changes,
  };
}

describe("the line's own date", () => {
  it("moves", () => {
    expect(sentence(impact({}))).toMatch(/^It would be planned for 12 Mar.* instead of 10 Mar/);
  });
  it("stays", () => {
    expect(sentence(impact({ planned_date: "2026-03-10" }))).toMatch(/still be planned for 10 Mar/);
  });
  it("is new", () => {
    expect(sentence(impact({ planned_date_before: null }))).toMatch(/^It would be planned for 12 Mar[^i]*\.$/);
  });
  it("lies beyond the horizon", () => {
    expect(sentence(impact({ planned_date: null }))).toMatch(/not be ready within the planning horizon/);
  });
});

describe("the others", () => {
  it("may all stay", () => {
    expect(headline(impact({}))).toBe("Nothing else moves.");
  });
  it("are counted with those that one may not see", () => {
    expect(headline(impact({ moved: [MOVE], others_moved: 2 }))).toBe("3 other lines move");
    expect(headline(impact({ moved: [MOVE] }))).toBe("1 other line moves");
  });
});

describe("a move", () => {
  it.each([[3, "+3 d"], [-2, "−2 d"]])("of %d days says %s", (days, words) => {
    expect(moveText({ ...MOVE, days })).toBe(words);
  });
  it("out of the horizon and into it has words of its own", () => {
    expect(moveText({ ...MOVE, after: null, days: null })).toBe("beyond the horizon");
    expect(moveText({ ...MOVE, before: null, days: null })).toBe("comes into the horizon");
  });
  it("is a bar from the middle, to the right for later and to the left for earlier, as long as the longest", () => {
    expect(bar(10, 10)).toEqual({ x: 32, width: 32 });
    expect(bar(-5, 10)).toEqual({ x: 16, width: 16 });
    expect(bar(null, 10)).toEqual({ x: 32, width: 32 });
  });
  it("of one day among many is still seen", () => {
    expect(bar(1, 300).width).toBe(2);
  });
});

describe("what it is held against", () => {
  it("is the plan of the orders as they are, or an older one", () => {
    expect(compared(impact({}))).toMatch(/revision 7, .* with this change on top/);
    expect(compared(impact({ planned_revision: 6 }))).toMatch(/plan of revision 6, .* orders of revision 7/);
  });
});

describe("asking", () => {
  afterEach(() => { vi.unstubAllGlobals(); });

  function answering(...answers: (Partial<Impact> | number)[]): ReturnType<typeof vi.fn> {
    const fetched = vi.fn(() => {
      const next = answers.shift() ?? 500;
      const status = typeof next === "number" ? next : 200;
      return Promise.resolve(new Response(JSON.stringify(typeof next === "number" ? {} : impact(next)), { status, headers: { "Content-Type": "application/json" } }));
    });
    vi.stubGlobal("fetch", fetched);
    vi.stubGlobal("document", { querySelector: () => null, cookie: "" });
    return fetched;
  }

  async function shown(): Promise<[string | null, boolean][]> {
    const seen: [string | null, boolean][] = [];
    await foretell({ address: "/preview/", body: { quantity: 5 } }, (found, isLookingOn) => { seen.push([found.planned_date, isLookingOn]); });
    return seen;
  }

  it("is done with the first answer where no better plan can follow", async () => {
    const fetched = answering({});
    expect(await shown()).toEqual([["2026-03-12", false]]);
    expect(fetched).toHaveBeenCalledTimes(1);
  });
  it("shows the first answer, and then what the search for a better plan ends with", async () => {
    answering({ may_improve: true }, { planned_date: "2026-03-11" });
    expect(await shown()).toEqual([["2026-03-12", true], ["2026-03-11", false]]);
  });
  it("stays with the first answer where the search gives none", async () => {
    answering({ may_improve: true }, 503);
    expect(await shown()).toEqual([["2026-03-12", true], ["2026-03-12", false]]);
  });
});
