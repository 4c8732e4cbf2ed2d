import { describe, expect, it } from "vitest";

import { ColumnLayout } from "./columns";

function layout(): ColumnLayout {
  const made = new ColumnLayout();
  made.set([
    { id: "a", title: "A", width: 100, frozen: true },
    ...Array.from({ length: 50 }, (_, index) => ({ id: `w${index}`, title: `W${index}`, width: 60 })),
  ]);
  return made;
}

describe("column layout", () => {
  it("finds the column under a position, and none outside", () => {
    expect(layout().under(0)).toBe(0);
    expect(layout().under(99.5)).toBe(0);
    expect(layout().under(100)).toBe(1);
    expect(layout().under(3099)).toBe(50);
    expect(layout().under(3100)).toBe(-1);
    expect(layout().under(-1)).toBe(-1);
  });
  it("gives the scrolling columns that touch the viewport", () => {
    expect(layout().visible(0, 400)).toEqual([1, 6]);
    expect(layout().visible(30, 400)).toEqual([1, 7]);
    expect(layout().visible(2700, 400)).toEqual([46, 51]);
  });
  it("gives all of them when the viewport is wider than the table", () => {
    expect(layout().visible(0, 9000)).toEqual([1, 51]);
  });
  it("keeps a width that was dragged when the columns are set again", () => {
    const made = layout();
    expect(made.resize(1, 10)).toBe(36);
    made.resize(0, 150);
    made.set([{ id: "a", title: "A", width: 100, frozen: true }]);
    expect(made.totalWidth).toBe(150);
  });
});

describe("columns that grow", () => {
  const columns = [
    { id: "a", title: "A", width: 100 },
    { id: "b", title: "B", width: 100, grow: 1 },
    { id: "c", title: "C", width: 100, grow: 3 },
  ];
  function widths(made: ColumnLayout): number[] {
    return columns.map((_, index) => made.width(index));
  }

  it("share what is left over, and nothing where there is too little", () => {
    const made = new ColumnLayout();
    made.set(columns);
    expect(widths(made)).toEqual([100, 100, 100]);
    made.fit(700);
    expect(widths(made)).toEqual([100, 200, 400]);
    made.fit(200);
    expect(widths(made)).toEqual([100, 100, 100]);
  });
  it("stay as they are once one column was dragged", () => {
    const made = new ColumnLayout();
    made.set(columns);
    made.fit(700);
    made.resize(0, 150);
    expect(widths(made)).toEqual([150, 200, 400]);
  });
});

describe("frozen columns on a narrow screen", () => {
  const wide = [
    { id: "a", title: "A", width: 100, frozen: true },
    { id: "b", title: "B", width: 100, frozen: true },
    { id: "c", title: "C", width: 100 },
  ];

  it("are let go from the right until they leave room, and come back", () => {
    const made = new ColumnLayout();
    made.set(wide);
    made.fit(300);
    expect(made.frozenCount).toBe(1);
    made.fit(150);
    expect(made.frozenCount).toBe(0);
    made.fit(400);
    expect(made.frozenCount).toBe(2);
  });
});
