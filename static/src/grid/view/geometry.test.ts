import { beforeEach, describe, expect, it } from "vitest";

import { GridModel } from "../model/model";
import { Geometry } from "./geometry";

let model: GridModel;
let geometry: Geometry;

beforeEach(() => {
  model = new GridModel("2026-01-05", (message) => message);
  model.columns.set([
    { id: "item", title: "Item", width: 100, frozen: true },
    ...Array.from({ length: 20 }, (_, index) => ({ id: `w${index}`, title: `W${index}`, width: 50 })),
  ]);
  model.rows.setPinned([{ id: "casting", kind: "heat", cells: {} }, { id: "coating", kind: "heat", cells: {} }]);
  model.rows.setRows(Array.from({ length: 100 }, (_, id) => ({ id, cells: {} })));
  geometry = new Geometry(model);
  geometry.width = 400;
  geometry.height = 500;
});

/** The middle of a cell leads back to the cell. */
function roundTrip(row: number, column: number): { row: number; column: number } {
  const box = geometry.box({ row, column });
  const spot = geometry.spot(box.x + box.width / 2, box.y + box.height / 2);
  return { row: spot.row, column: spot.column };
}

describe("cells and pixels", () => {
  it.each([[0, 0], [1, 3], [2, 0], [7, 4]])("lead to each other at row %d, column %d", (row, column) => {
    expect(roundTrip(row, column)).toEqual({ row, column });
  });
  it("lead to each other after scrolling, with pinned rows and frozen columns in place", () => {
    geometry.scrollTop = 1000;
    geometry.scrollLeft = 333;
    expect(roundTrip(0, 0)).toEqual({ row: 0, column: 0 });
    expect(roundTrip(40, 10)).toEqual({ row: 40, column: 10 });
  });
  it("scroll just far enough to show a cell below and to the right", () => {
    Object.assign(geometry, offsets(geometry.reveal({ row: 60, column: 15 })));
    const box = geometry.box({ row: 60, column: 15 });
    expect(box.y + box.height).toBe(geometry.height);
    expect(box.x + box.width).toBe(geometry.width);
  });
  it("scroll back to show a cell under the pinned rows and frozen columns", () => {
    geometry.scrollTop = 2000;
    geometry.scrollLeft = 500;
    Object.assign(geometry, offsets(geometry.reveal({ row: 10, column: 2 })));
    expect(geometry.box({ row: 10, column: 2 })).toMatchObject({ x: 100, y: geometry.bodyTop });
  });
  it("leave the scroll as it is for a visible cell", () => {
    geometry.scrollTop = 280;
    expect(geometry.reveal({ row: 15, column: 2 })).toEqual({ left: 0, top: 280 });
  });
});

describe("a fence", () => {
  const fence = (at: number) => ({ at, line: "dashed", label: "", short: "", title: "" }) as const;

  it.each([[0.2, 150], [0.5, 200], [0.7, 200], [1, 200]])("that ends at %f of a column stands in the nearest gap", (at, x) => {
    expect(geometry.fenceX(2, fence(at))).toBe(x);
  });
  it("never stands at the frozen edge, where it would not be seen", () => {
    expect(geometry.fenceX(1, fence(0.2))).toBe(150);
  });
});

describe("a viewport too low for its pinned rows", () => {
  beforeEach(() => {
    geometry.height = 120;
  });

  it("scrolls them with the rest", () => {
    expect(geometry.pinnedStay).toBe(false);
    const before = geometry.rowTop(0);
    geometry.scrollTop = 30;
    expect(geometry.rowTop(0)).toBe(before - 30);
    expect(roundTrip(2, 1)).toEqual({ row: 2, column: 1 });
  });
  it("shows the first body row right under the header once they have gone", () => {
    geometry.scrollTop = 54;
    expect(geometry.bodyTop).toBe(geometry.headerHeight);
    expect(geometry.visibleRows()[0]).toBe(2);
  });
});

function offsets(wanted: { left: number; top: number }): { scrollLeft: number; scrollTop: number } {
  return { scrollLeft: wanted.left, scrollTop: wanted.top };
}
