import { describe, expect, it } from "vitest";

import type { PlanData } from "../plan";
import { type CheckAnswer, checkedPlan, type PlanFigures } from "./checked";

const plan = {
  bucket_starts: ["2026-03-02"], horizon_end: "2026-03-09", figures: { on_time_promised_share: 0.9, on_time_requested_share: 0.8 },
  items: { id: [], is_mps: [], cover: [], weight: [], safety_stock: [], forecast: [], counted_forecast: [], orders: [], dependent: [], receipts: [], mps: [], balance: [], atp: [] },
  load: { id: [], available: [], load: [], setup: [], overtime: [] },
} as unknown as PlanData;
const after = { on_time_promised_share: 1, on_time_requested_share: null } as PlanFigures;
const answer = (figures: PlanFigures | null): CheckAnswer => ({ violations: [], items: {}, loads: {}, changed: { lots: 0, new_lots: 0, orders: [], others_moved: 0, others_broken: 0, cost_before: null, cost_after: null, figures_after: figures } });

describe("what is on time", () => {
  it("is the draft's as soon as a check knows it", () => {
    expect(checkedPlan(plan, answer(after)).figures).toMatchObject({ on_time_promised_share: 1, on_time_requested_share: null, on_time_is_checked: true });
  });
  it("is the published plan's where it does not", () => {
    const { figures } = checkedPlan(plan, answer(null));
    expect(figures).toMatchObject({ on_time_promised_share: 0.9, on_time_requested_share: 0.8 });
    expect(figures.on_time_is_checked).toBeUndefined();
  });
});
