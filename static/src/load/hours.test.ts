import { describe, expect, it } from "vitest";

import { type Hour, type Hours, sentences } from "./hours";

const hour: Hour = { center: "M-20", name: "", week: "W14", address: "", late_lines: 1, worth: "1,240", weight: "1,000", paid: "240", guess: "900" };
const answer = (changes: Partial<Hours> = {}): Hours => ({ currency: "EUR", late_lines: 2, finished: true, planned: 4, possible: 4, in_vain: 0, proven: [hour], guessed: [], ...changes });

describe("what is said of an hour more", () => {
  it("is nothing beside the rows where all was tried and helped", () => {
    expect(sentences(answer())).toEqual([]);
  });

  it("counts the weeks in which it did not help, and says how many are planned so far", () => {
    expect(sentences(answer({ in_vain: 3, finished: false, possible: 31 }))).toEqual([
      "3 more weeks were planned again with an hour more, and nothing became cheaper.", "4 of 31 weeks that an hour might help are planned again.",
    ]);
  });

  it("does not say that no hour helps before all weeks are planned", () => {
    expect(sentences(answer({ proven: [], finished: false, possible: 31 }))).toEqual(["4 of 31 weeks that an hour might help are planned again."]);
  });

  it("tells a plant in time from one that no single hour helps", () => {
    expect(sentences(answer({ proven: [], late_lines: 0 }))[0]).toContain("No order line is late");
    expect(sentences(answer({ proven: [] }))[0]).toContain("No single hour");
  });
});
