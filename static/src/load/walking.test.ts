import { describe, expect, it } from "vitest";

import { linkAfter } from "./walking";

describe("arrow keys in the heat map", () => {
  const grid = [["a", null, "b"], [null, "c", "d"]];
  const from = (row: number, column: number, ...keys: string[]): (string | null)[] => keys.map((key) => linkAfter(key, row, column, grid));

  it("go to the next cell that leads somewhere", () => {
    expect(from(0, 0, "ArrowRight", "ArrowDown", "End")).toEqual(["b", null, "b"]);
    expect(from(1, 2, "ArrowUp", "ArrowLeft", "Home")).toEqual(["b", "c", "c"]);
  });

  it("go nowhere at an edge, nor with another key", () => {
    expect(from(0, 2, "ArrowRight", "ArrowUp", "Enter", "m")).toEqual([null, null, null, null]);
  });
});
