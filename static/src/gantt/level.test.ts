import { describe, expect, it } from "vitest";

import { type LevelAnswer, levelWords, percentOffered, weeksFrom } from "./level";

const NONE: LevelAnswer = { lots: [], weeks: [], stays: [], refused: [], steps: [] };
const week = (name: string, before: number | null, after: number | null, isOver = false): LevelAnswer["weeks"][number] => ({ week: name, before, after, is_over: isOver });

describe("level load", () => {
  it("offers the weeks of the plan, by their Mondays, up to its end", () => {
    expect(weeksFrom({ start: "2026-03-04", horizon_end: "2026-03-23" })).toEqual(["2026-03-02", "2026-03-09", "2026-03-16"]);
  });
  it("offers a share a little above how full it is, in fives", () => {
    expect([percentOffered(0.91), percentOffered(0.9), percentOffered(1.3), percentOffered(null), percentOffered(0)]).toEqual([95, 90, 100, 100, 10]);
  });
  it("says what moves, what each week comes to, and what is left too full and why", () => {
    const answer = { ...NONE, lots: [{ key: "A" }], weeks: [week("W10", 120, 90, true), week("W11", 40, 70), week("W12", null, null)], stays: ["2 lots stay."] };
    expect(levelWords(answer)).toEqual(["1 lot moves. W10: 120% → 90%, W11: 40% → 70%", "Still fuller: W10.", "2 lots stay."]);
  });
  it("says where there is nothing to do, and where nothing may be done", () => {
    expect(levelWords({ ...NONE, weeks: [week("W10", 40, 40)] })).toEqual(["No week is fuller than that."]);
    expect(levelWords({ ...NONE, weeks: [week("W10", 90, 90, true)], stays: ["1 lot stays."] })).toEqual(["Nothing may move.", "1 lot stays."]);
  });
});
