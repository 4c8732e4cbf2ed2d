import { describe, expect, it } from "vitest";

import { type Answer, type Draft, goesOn, isAppliable, isOneClick, type Way, withSteps } from "./answer";

const overtime = { kind: "capacity", work_center_id: 3, from: "2026-01-05", to: "2026-01-09", minutes_per_day: 24, change: "overtime" };
const firm = { kind: "firm", lot_key: "PUMP-1" };
const way: Way = { pieces: [], price: "0", is_part: false, is_least: true, ready: "2026-01-05", delayed: [], others_delayed: 0, steps: [], changes: [] };

describe("a way out in a draft", () => {
  it("comes behind the draft's own steps", () => {
    const draft: Draft = { version: 2, steps: [firm] };
    expect(withSteps(draft, [overtime])).toEqual([firm, overtime]);
  });

  it("is put in once, in whatever order its fields are", () => {
    const turned = Object.fromEntries(Object.entries(overtime).reverse());
    expect(withSteps({ version: 2, steps: [turned] }, [overtime])).toEqual([turned]);
  });

  it("is offered where something of it can be done by a click", () => {
    expect(isAppliable(way)).toBe(false);
    expect(isAppliable({ ...way, steps: [overtime] })).toBe(true);
    expect(isAppliable({ ...way, changes: [{ id: 1, version: 1, values: {} }] })).toBe(true);
  });
});

describe("a way out that one click does", () => {
  const piece = { words: "", means: "", by_hand: "", place: null };

  it("leaves nothing to be done by hand", () => {
    expect(isOneClick({ ...way, pieces: [piece], steps: [overtime] })).toBe(true);
    expect(isOneClick({ ...way, pieces: [piece, { ...piece, by_hand: "by hand" }], steps: [overtime] })).toBe(false);
    expect(isOneClick({ ...way, pieces: [piece] })).toBe(false);
  });
});

describe("a search that has not ended", () => {
  const answer: Answer = { is_late: true, is_at_risk: false, wanted_by: null, due: null, day_before: "", ready: null, why: [], supplier: null, ways: [], finished: false, planned: 30, no_whole: "", nothing: "" };

  it("goes on by itself while nothing is found, and not for ever", () => {
    expect(goesOn(answer, 1)).toBe(true);
    expect(goesOn(answer, 12)).toBe(false);
    expect(goesOn({ ...answer, is_late: false, is_at_risk: true }, 1)).toBe(true);
  });

  it("goes on while what is found is for people to do", () => {
    expect(goesOn({ ...answer, ways: [way] }, 1)).toBe(true);
    expect(goesOn({ ...answer, ways: [{ ...way, steps: [overtime] }] }, 1)).toBe(false);
  });

  it("goes on while more is asked for than it may take", () => {
    const dear = { ...way, is_least: false, steps: [overtime] };
    expect(goesOn({ ...answer, ways: [dear] }, 1)).toBe(true);
    expect(goesOn({ ...answer, ways: [dear] }, 12)).toBe(false);
  });

  it("goes on while only a part of the line would be in time", () => {
    const part = { ...way, is_part: true };
    expect(goesOn({ ...answer, ways: [part] }, 1)).toBe(true);
    expect(goesOn({ ...answer, ways: [{ ...way, steps: [overtime] }, part] }, 1)).toBe(false);
  });

  it("leaves it to the reader once something is found, and ends where there is nothing more to try", () => {
    expect(goesOn({ ...answer, ways: [{ ...way, steps: [overtime] }] }, 1)).toBe(false);
    expect(goesOn({ ...answer, finished: true }, 1)).toBe(false);
    expect(goesOn({ ...answer, is_late: false }, 1)).toBe(false);
  });
});
