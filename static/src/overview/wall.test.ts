import { describe, expect, it } from "vitest";

import { drift, minutesOld, OLD_MS } from "./wall";

const HOUR_MS = 3_600_000;

describe("The age of news", () => {
  it("is not spoken of for a minute", () => {
    expect(minutesOld(0, OLD_MS)).toBeNull();
  });
  it("is in whole minutes after that", () => {
    expect([minutesOld(0, OLD_MS + 1), minutesOld(0, 3 * OLD_MS + 59_000)]).toEqual([1, 3]);
  });
});

describe("The place of a wall", () => {
  const places = Array.from({ length: 9 }, (_none, hour) => drift(hour * HOUR_MS));

  it("is another one each hour, for nine hours", () => {
    expect(new Set(places.map(String)).size).toBe(9);
  });
  it("stays inside an hour", () => {
    expect(drift(HOUR_MS + 1)).toEqual(drift(2 * HOUR_MS - 1));
  });
  it("is never more than a pixel from the middle nor from the place before", () => {
    const steps = places.map(([across, down], hour) => {
      const [x, y] = places[(hour + 8) % 9] ?? [0, 0];
      return Math.max(Math.abs(across), Math.abs(down), hour > 0 ? Math.abs(across - x) : 0, hour > 0 ? Math.abs(down - y) : 0);
    });
    expect(Math.max(...steps)).toBe(1);
  });
});
