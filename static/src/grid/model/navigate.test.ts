import { describe, expect, it } from "vitest";

import { motionOf, move, type Space, tab } from "./navigate";

const space: Space = { rows: 100, columns: 10, page: 20, frozenColumns: 3, pinnedRows: 2 };

describe("motions", () => {
  it("stops at the borders", () => {
    expect(move({ row: 0, column: 0 }, "up", space)).toEqual({ row: 0, column: 0 });
    expect(move({ row: 99, column: 9 }, "down", space)).toEqual({ row: 99, column: 9 });
    expect(move({ row: 99, column: 9 }, "right", space)).toEqual({ row: 99, column: 9 });
  });
  it("pages down by the page and not past the end", () => {
    expect(move({ row: 90, column: 1 }, "pageDown", space).row).toBe(99);
  });
  it("pages up to the first body row before the heat rows", () => {
    expect(move({ row: 10, column: 1 }, "pageUp", space).row).toBe(2);
    expect(move({ row: 1, column: 1 }, "pageUp", space).row).toBe(1);
  });
  it("goes to the first scrolling column first, then to the very first", () => {
    expect(move({ row: 5, column: 8 }, "first", space).column).toBe(3);
    expect(move({ row: 5, column: 3 }, "first", space).column).toBe(0);
  });
  it("has Ctrl+Home and Ctrl+End", () => {
    expect(move({ row: 50, column: 5 }, motionOf("Home", true) ?? "up", space)).toEqual({ row: 2, column: 0 });
    expect(move({ row: 50, column: 5 }, motionOf("End", true) ?? "up", space)).toEqual({ row: 99, column: 9 });
  });
  it("knows no motion for a letter", () => {
    expect(motionOf("a", false)).toBeNull();
  });
});

describe("Tab", () => {
  it("wraps to the next row", () => {
    expect(tab({ row: 3, column: 9 }, false, space)).toEqual({ row: 4, column: 0 });
    expect(tab({ row: 4, column: 0 }, true, space)).toEqual({ row: 3, column: 9 });
  });
  it("leaves the grid past the last and before the first cell", () => {
    expect(tab({ row: 99, column: 9 }, false, space)).toBeNull();
    expect(tab({ row: 0, column: 0 }, true, space)).toBeNull();
  });
});
