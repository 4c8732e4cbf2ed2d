import { describe, expect, it } from "vitest";

import { listFor, nextLook } from "./looking";

describe("looking whether a scenario is planned", () => {
  it("is soon at first, and never rarer than every four seconds", () => {
    expect([0, 1, 2].map(nextLook)).toEqual([500, 750, 1125]);
    expect(nextLook(50)).toBe(4000);
  });

  it("offers what the change of demand is about, and nothing where it is about everything", () => {
    expect(["item", "family", "customer", ""].map(listFor)).toEqual(["items", "families", "customers", ""]);
  });
});
