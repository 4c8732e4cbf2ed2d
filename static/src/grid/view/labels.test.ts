import { describe, expect, it } from "vitest";

import { placeLabels, type Wish } from "./labels";

const ROOM = { left: 400, right: 1000 };

function wish(line: number): Wish {
  return { line, widths: [90, 36] };
}

describe("the labels of fences", () => {
  it("stand before their lines where there is room", () => {
    expect(placeLabels([wish(600), wish(900)], ROOM)).toEqual([{ isLong: true, left: 510, right: 600 }, { isLong: true, left: 810, right: 900 }]);
  });
  it("go behind their lines where they would be cut off or cover each other", () => {
    expect(placeLabels([wish(464)], ROOM)).toEqual([{ isLong: true, left: 464, right: 554 }]);
    expect(placeLabels([wish(600), wish(640)], ROOM)).toEqual([{ isLong: true, left: 510, right: 600 }, { isLong: true, left: 640, right: 730 }]);
  });
  it("are all short where one of them would not stand beside its line", () => {
    expect(placeLabels([wish(464), wish(500)], ROOM)).toEqual([{ isLong: false, left: 428, right: 464 }, { isLong: false, left: 500, right: 536 }]);
    expect(placeLabels([wish(910), wish(950)], ROOM)).toEqual([{ isLong: false, left: 874, right: 910 }, { isLong: false, left: 914, right: 950 }]);
  });
  it("never cover each other, however near their lines are", () => {
    expect(placeLabels([wish(410), wish(415)], ROOM)).toEqual([{ isLong: false, left: 410, right: 446 }, { isLong: false, left: 448, right: 484 }]);
  });
});
