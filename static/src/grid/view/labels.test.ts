import { describe, expect, it } from "vitest";

import { placeLabel, uncovered } from "./labels";

const ROOM = { left: 400, right: 1000 };

describe("a fence's label", () => {
  it("stands before its line where nothing is there", () => {
    expect(placeLabel(700, [90, 40], [{ left: 408, right: 470 }], ROOM)).toEqual({ choice: 0, left: 610, right: 700 });
  });
  it("goes behind the line where it would cover a name or be cut off", () => {
    expect(placeLabel(528, [90, 40], [{ left: 408, right: 470 }], ROOM)).toEqual({ choice: 0, left: 528, right: 618 });
    expect(placeLabel(464, [90, 40], [], ROOM)).toEqual({ choice: 0, left: 464, right: 554 });
  });
  it("becomes short where there is no room for the long one", () => {
    const names = [{ left: 408, right: 470 }, { left: 536, right: 598 }];
    expect(placeLabel(528, [90, 40], names, ROOM)).toEqual({ choice: 1, left: 488, right: 528 });
  });
  it("stays inside what is seen even where nothing is free", () => {
    expect(placeLabel(410, [90, 40], [{ left: 400, right: 1000 }], ROOM)).toEqual({ choice: 1, left: 400, right: 440 });
  });
});

describe("a name", () => {
  const november = { text: "Nov 2026", left: 408, right: 478 };
  it("is left out where a label has to stand on it", () => {
    const label = placeLabel(464, [90, 36], [november, { left: 480, right: 560 }], ROOM);
    expect(uncovered([november], [label])).toEqual([]);
  });
  it("stays beside a label", () => {
    const label = placeLabel(528, [90, 36], [november], ROOM);
    expect(uncovered([november], [label])).toEqual([november]);
  });
});
