import { describe, expect, it } from "vitest";

import { type MovedLot, placeAfter, type Proposed, proposalWords } from "./move-answer";

const lot: MovedLot = { key: "L1", item: "PUMP", name: "", quantity: "5", hours: "2", is_firm: false, before: "2026-03-06", after: "2026-03-13" };
const answer = (changes: Partial<Proposed> = {}): Proposed => ({
  wanted: "2", moved: "2", suffices: true, lots: [lot], before: ["50", "0"], after: ["48", "2"], stays: [], refused: [], steps: [], nearest: null, ...changes,
});
const words = (changes: Partial<Proposed> = {}): string => proposalWords(answer(changes), "W10", "W11").join("\n");

describe("a proposal", () => {
  it("says what leaves the week and what both weeks come to", () => {
    expect(words()).toBe("1 lot moves: 2 h leave W10.\nW10: 50 h → 48 h. W11: 0 h → 2 h, about.");
  });

  it("that does not suffice says so, and why the rest stays", () => {
    expect(words({ suffices: false, wanted: "9", stays: ["3 lots stay: somebody would be late."] })).toContain("less than the 9 h that should go.\n3 lots stay");
  });

  it("of nothing is a sentence with the reasons", () => {
    expect(words({ lots: [], stays: ["1 lot stays: somebody would be late."] })).toBe("Nothing may move from W10 to W11.\n1 lot stays: somebody would be late.");
    expect(words({ lots: [] })).toBe("No planned lot works here then.");
  });

  it("that the site refuses by now says why", () => {
    expect(words({ refused: ["Lot L1 is not in the plan any more."] })).toContain("not in the plan any more");
  });
});

describe("an arrow key", () => {
  it("goes to the next week that is there, and stays at an end", () => {
    const there = [true, false, true, true, false];
    expect(["ArrowRight", "ArrowLeft", "Home", "End", "x"].map((key) => placeAfter(key, 2, there))).toEqual([3, 0, 0, 3, 2]);
    expect([placeAfter("ArrowRight", 3, there), placeAfter("ArrowLeft", 0, there)]).toEqual([3, 0]);
  });
});
