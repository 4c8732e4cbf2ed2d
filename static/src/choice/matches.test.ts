import { describe, expect, it } from "vitest";

import { exact, holds, matches } from "./matches";

const CUSTOMERS = [
  { code: "AQUA", name: "Aqua Süd GmbH" },
  { code: "NORD", name: "Nordwind Pumpen" },
  { code: "SOUTH-2", name: "Aqua South" },
  { code: "WERFT", name: "Werft Nord" },
];
const codes = (typed: string): string[] => matches(CUSTOMERS, typed).map(({ code }) => code);

describe("matches", () => {
  it("begin with what is typed, then hold it", () => {
    expect(codes("nord")).toEqual(["NORD", "WERFT"]);
    expect(codes("aqua")).toEqual(["AQUA", "SOUTH-2"]);
  });
  it.each([["pump", ["NORD"]], ["SUD", ["AQUA"]], ["ｎｏｒｄｗ", ["NORD"]], ["south aqua", ["SOUTH-2"]]])("find %s whatever the case, width, accent and order", (typed, found) => {
    expect(codes(typed)).toEqual(found);
  });
  it("forgive a slip where nothing holds it", () => {
    expect(codes("nordwnid")).toEqual(["NORD"]);
    expect(codes("qqq")).toEqual([]);
    expect(codes("  ")).toEqual([]);
  });
});

describe("holds", () => {
  it("tells a match from one that is only spelled nearly so", () => {
    expect(CUSTOMERS.filter((one) => holds(one, "wind nord")).map(({ code }) => code)).toEqual(["NORD"]);
    expect(CUSTOMERS.some((one) => holds(one, "nordwnid"))).toBe(false);
  });
});

describe("exact", () => {
  it("is a code or the only such name", () => {
    expect(exact(CUSTOMERS, "nord")?.code).toBe("NORD");
    expect(exact(CUSTOMERS, "werft  nord")?.code).toBe("WERFT");
    expect(exact(CUSTOMERS, "wer")).toBeUndefined();
    expect(exact([...CUSTOMERS, { code: "W2", name: "Werft Nord" }], "werft nord")).toBeUndefined();
  });
});
