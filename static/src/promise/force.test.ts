import { describe, expect, it } from "vitest";

import { verdictOf } from "./force";

const asked = { wanted_date: "2026-12-14", delivery_date: "2027-01-28" };

describe("what forcing brings", () => {
  it("is not in question where the wanted date is kept", () => {
    expect(verdictOf(asked, "2026-12-14")).toBe("");
  });
  it("is nothing where the quoted date is as good", () => {
    expect(verdictOf(asked, "2027-02-11")).toContain("gains nothing");
    expect(verdictOf(asked, null)).toContain("gains nothing");
  });
  it("is said to be too little where it is sooner and still too late", () => {
    expect(verdictOf(asked, "2027-01-04")).toBe("Not on 14 Dec, even so.");
    expect(verdictOf({ ...asked, delivery_date: null }, null)).toBe("Not on 14 Dec, even so.");
  });
});
