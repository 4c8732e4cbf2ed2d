import { describe, expect, it } from "vitest";

import type { CheckAnswer, MovedOrder, Violation } from "./checked";
import { verdict } from "./checking";

const order = (breaks: boolean): MovedOrder => ({ line_id: 1, order: "SO-1/1", before: "2026-03-03", after: "2026-03-05", breaks });
const answer = (orders: readonly MovedOrder[], more: { others?: number; violations?: readonly Violation[] } = {}): CheckAnswer => ({
  violations: more.violations ?? [], items: {}, loads: {},
  changed: { lots: 1, new_lots: 0, orders, others_moved: more.others ?? 0, others_broken: more.others ?? 0, cost_before: null, cost_after: null },
});

describe("what is said of a draft that was checked", () => {
  it("is good where it can be made and no promise breaks", () => {
    expect(verdict(answer([order(false)]))).toEqual({ tone: "ok", text: "Checked: it can be made · 1 order moves" });
  });
  it("is a warning where promises break, though it can be made", () => {
    expect(verdict(answer([order(true), order(false)]))).toEqual({ tone: "warn", text: "Checked: it can be made · 1 promise breaks · 2 orders move" });
  });
  it("counts those that break of orders that the person may not see", () => {
    expect(verdict(answer([], { others: 2 }))).toEqual({ tone: "warn", text: "Checked: it can be made · 2 promises break · 2 orders move" });
  });
  it("says whether that is the last word", () => {
    const open = { ...answer([order(true)]), may_improve: true };
    expect(verdict(open, true).text).toBe("Checked: it can be made · 1 promise breaks · 1 order moves · first figures: a better plan is being looked for…");
    expect(verdict(open).text).toBe("Checked: it can be made · 1 promise breaks · 1 order moves · a better plan may still follow");
  });
  it("is a refusal where something can't be published", () => {
    const violations = [{ step: 0, code: "frozen_fence", text: "frozen", refuses: true }];
    expect(verdict(answer([order(true)], { violations }))).toEqual({ tone: "bad", text: "Checked: 1 problem · 1 promise breaks · 1 order moves" });
  });
});
