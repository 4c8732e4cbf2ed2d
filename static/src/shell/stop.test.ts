import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Standing } from "./frame";
import { LASTS_MS, offerStop } from "./stop";

const STANDING: Standing = {
  site: "S1", order_revision: 8, planned_revision: 8, waiting: 0, plan_id: 3, published_at: null, plan_age_seconds: 4,
  waiting_seconds: 0, outcome: "optimal", stuck: false, running: false,
};
const button = { hidden: true, disabled: false };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { querySelector: () => button });
  offerStop(STANDING);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the button that ends a run", () => {
  it("comes to a run that lasts, and goes with it", () => {
    offerStop({ ...STANDING, running: true });
    vi.advanceTimersByTime(LASTS_MS - 1);
    expect(button.hidden).toBe(true);
    vi.advanceTimersByTime(1);
    expect(button.hidden).toBe(false);
    offerStop(STANDING);
    expect(button.hidden).toBe(true);
  });

  it("does not come to a run that is over before", () => {
    offerStop({ ...STANDING, running: true });
    offerStop(STANDING);
    vi.advanceTimersByTime(LASTS_MS);
    expect(button.hidden).toBe(true);
  });

  it("does not take two short runs for a long one", () => {
    offerStop({ ...STANDING, running: true });
    vi.advanceTimersByTime(LASTS_MS - 1);
    offerStop({ ...STANDING, plan_id: 4, running: true });
    vi.advanceTimersByTime(LASTS_MS - 1);
    expect(button.hidden).toBe(true);
  });
});
