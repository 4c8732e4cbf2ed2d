import { describe, expect, it } from "vitest";

import { Unreachable } from "../../shell/api";
import { Choice, groupsOf, NotYet, placed, placesIn } from "./accepting";
import type { MovedOrder, PlanFigures } from "./checked";
import { customersOf, figureRows } from "./effects-panel";
import type { Step } from "./steps";

const mps = (item: number, bucket: string, quantity = "5"): Step => ({ kind: "quantity", item_id: item, bucket, quantity });
const firm = (lot: string): Step => ({ kind: "firm", lot_key: lot });
const overtime: Step = { kind: "capacity", work_center_id: 3, from: "2026-03-02", to: "2026-03-06", minutes_per_day: 60, change: "overtime" };
const PLAN = {
  items: { id: [7, 8], code: ["B", "A"], name: ["Bolt", "Axle"] }, load: { id: [3], code: ["MILL"], name: ["Mill"] },
} as unknown as Parameters<typeof groupsOf>[1];

describe("the steps of a draft", () => {
  it("stand by item, then by work centre, each in the order in which it was made", () => {
    const steps = [overtime, mps(7, "2026-03-02"), firm("A-1"), mps(7, "2026-03-09"), firm("X-1")];
    expect(groupsOf(steps, PLAN, { "A-1": 8 }).map(({ code, steps: own }) => [code, own.map((step) => steps.indexOf(step))])).toEqual([
      ["A", [2]], ["B", [1, 3]], ["", [4]], ["MILL", [0]],
    ]);
  });
  it("have a name where no plan is there, too", () => {
    expect(groupsOf([mps(7, "2026-03-02"), overtime], undefined, {}).map(({ code }) => code)).toEqual(["7", "3"]);
  });
  it("are all accepted, until some are left out", () => {
    const [a, b, c] = [mps(7, "2026-03-02"), mps(7, "2026-03-09"), overtime];
    const choice = new Choice([a, b, c]);
    choice.set([b], false);
    expect(choice.accepted).toEqual([a, c]);
    expect([choice.stateOf([a, b]), choice.stateOf([b]), choice.stateOf([c])]).toEqual(["some", "none", "all"]);
    choice.set([a, b], true);
    expect(choice.accepted).toEqual([a, b, c]);
  });
  it("are found where the server has them, in whichever order", () => {
    const [a, b, c] = [mps(7, "2026-03-02"), mps(8, "2026-03-02"), overtime];
    expect(placesIn([c, { ...b }, a], [a, b])).toEqual([1, 2]);
  });
  it("are not found where another window has made another step of one", () => {
    const a = mps(7, "2026-03-02");
    expect(placesIn([{ ...a, quantity: "6" } as Step], [a])).toBeUndefined();
  });
});

describe("what is accepted", () => {
  it("is named at the version that the server has once the draft is saved", async () => {
    const [a, b] = [mps(7, "2026-03-02"), mps(8, "2026-03-02")];
    let version = 3;
    const draft = { settled: () => { version = 4; return Promise.resolve(true); }, kept: () => ({ version, steps: [b, a] }) };
    await expect(placed(draft, [a])).resolves.toEqual({ version: 4, accepted: [1] });
  });
  it("is not sent where the draft could not be saved, or has changed elsewhere", async () => {
    const a = mps(7, "2026-03-02");
    const kept = (): { version: number; steps: Step[] } => ({ version: 1, steps: [] });
    await expect(placed({ settled: () => Promise.resolve(false), kept }, [a])).rejects.toThrow(Unreachable);
    await expect(placed({ settled: () => Promise.resolve(true), kept }, [a])).rejects.toThrow(NotYet);
  });
});

describe("what they do", () => {
  it("is told by customer, those that become late first", () => {
    const moved = (customer: string, before: string | null, after: string | null, breaks = false): MovedOrder => ({ line_id: 1, order: "SO-1", customer, before, after, breaks });
    expect(customersOf([
      moved("Nord", "2026-03-02", "2026-03-05"), moved("Sud", "2026-03-09", "2026-03-05"), moved("West", "2026-03-02", null, true), moved("Sud", null, "2026-03-05"),
    ])).toEqual([
      { name: "West", later: 1, sooner: 0, breaks: 1 }, { name: "Nord", later: 1, sooner: 0, breaks: 0 }, { name: "Sud", later: 0, sooner: 2, breaks: 0 },
    ]);
  });
  it("is told in figures, late and not planned lines together", () => {
    const figures: PlanFigures = { on_time: 9, at_risk: 1, late: 2, on_time_promised_share: null, on_time_requested_share: null, not_planned: 1, short_items: 0, overloaded_center_weeks: 3, stock_value: 1000, overtime_minutes: 60, added_minutes: 0, added_cost: 0 };
    const rows = figureRows(figures, { ...figures, late: 4 }, { cost_before: { overtime: 3, setup: 1, holding: 1 }, cost_after: { overtime: 4, setup: 2, holding: 1 } });
    expect(rows.map(({ before, after }) => [before, after])).toEqual([[9, 9], [1, 1], [3, 5], [3, 3], [0, 0], [1000, 1000], [1, 1], [0, 0], [3, 4], [5, 7]]);
  });
  it("is told with the cost of what people added, which the engine's does not know", () => {
    const figures: PlanFigures = { on_time: 9, at_risk: 0, late: 0, on_time_promised_share: null, on_time_requested_share: null, not_planned: 0, short_items: 0, overloaded_center_weeks: 0, stock_value: 0, overtime_minutes: 90, added_minutes: 0, added_cost: 0 };
    const rows = figureRows(figures, { ...figures, overtime_minutes: 30, added_minutes: 240, added_cost: 160 }, { cost_before: { overtime: 60, setup: 40, holding: 0 }, cost_after: { overtime: 20, setup: 25, holding: 10 } });
    expect(rows.slice(-4).map(({ before, after }) => [before, after])).toEqual([[1.5, 0.5], [0, 4], [60, 180], [100, 215]]);
  });
});
