import { describe, expect, it } from "vitest";

import { isToldBetween, leftWords, todayIn } from "./countdown";

describe("the time that is left", () => {
  it.each([[1800, "30:00"], [59.2, "01:00"], [0, "00:00"], [-3, "00:00"], [3600, "1 h 00 min"], [11_100, "3 h 05 min"], [187_200, "2 d 4 h"]])(
    "of %d seconds is %s", (seconds, words) => { expect(leftWords(seconds)).toBe(words); },
  );
  it("is told at five minutes and at one, once each", () => {
    expect(isToldBetween(301, 300)).toBe(true);
    expect(isToldBetween(300, 299)).toBe(false);
    expect(isToldBetween(90, 30)).toBe(true);
    expect(isToldBetween(1800, 1799)).toBe(false);
  });
});

describe("today", () => {
  it("is that of the place", () => {
    const late = new Date("2026-03-04T20:00:00Z");
    expect(todayIn("Asia/Shanghai", late)).toBe("2026-03-05");
    expect(todayIn("America/New_York", late)).toBe("2026-03-04");
  });
});
