import { describe, expect, it } from "vitest";

import { FitRoom } from "./fit-room";

describe("the height that rows are fitted into", () => {
  it("is not taken by what opens beside the chart", () => {
    const room = new FitRoom();
    expect([room.measure(460, "1366 768"), room.measure(411, "1366 768"), room.measure(460, "1366 768")]).toEqual([true, false, false]);
    expect(room.px).toBe(460);
  });
  it("grows where something closes that was open from the beginning", () => {
    const room = new FitRoom();
    room.measure(411, "1366 768");
    expect([room.measure(460, "1366 768"), room.px]).toEqual([true, 460]);
  });
  it("follows the window", () => {
    const room = new FitRoom();
    room.measure(460, "1366 768");
    expect([room.measure(300, "1366 600"), room.px]).toEqual([true, 300]);
  });
});
