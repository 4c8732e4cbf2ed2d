import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { type Span, spansOf } from "../axis";
import { type Item, itemsOf, type PlanData } from "../plan";
import { Draft } from "./draft";
import { type Around, type CellWish, isPartOfPiece, leastOf, lockOf, movedSteps, stepsFor, stepsForAll } from "./edits";
import type { KnownLots } from "./planned-lots";
import { type CellStep, keyOf, type Step, withSteps } from "./steps";
import { unlockStep } from "./unlocks";

/** Monday to Sunday as days, then two weeks. Two days are fenced; nobody works on Saturday and Sunday. */
const STARTS = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09", "2026-03-16"];
const END = "2026-03-23";
const PLAN: PlanData = {
  plan_id: 1, revision: 1, currency: "EUR", atp_is_cumulative: false, bucket_starts: STARTS, horizon_end: END,
  finish_days: ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-06", "2026-03-06", "2026-03-13", "2026-03-20"],
  fences: { demand_until: null, planning_until: null },
  figures: { on_time_promised_share: null, on_time_requested_share: null, short_items: 0, overloaded_center_weeks: 0, overtime_minutes: 0, booked_share: null, open_order_value: 0 },
  items: {
    id: [7], code: ["P"], name: [""], unit: [""], family: [""], made: [true], is_mps: [true], cover: ["covered"], safety_stock: [0], opening: [0],
    fence_days: [2], lead_time_days: [0], lot_multiple: [0], counts_pieces: [false], weight: [1], work: [[[3, 0, 1]]], gross_forecast: [[0, 0, 0, 0, 9, 0, 0, 7, 7]], forecast: [[0, 0, 0, 0, 7, 0, 0, 7, 7]], counted_forecast: [[]], orders: [[]], dependent: [[]], receipts: [[]],
    mps: [[5, 0, 0, 8, 0, 0, 0, 20, 0]], balance: [[]], atp: [[]],
  },
  load: { id: [3], code: ["WC"], name: [""], available: [[480, 480, 480, 480, 480, 0, 0, 2400, 2400]], load: [[]], setup: [[]], overtime: [[]] },
};

function only<T>(all: readonly T[], place = 0): T {
  const found = all[place];
  if (found === undefined) throw new Error("nothing there");
  return found;
}

const LOTS: KnownLots = new Map([["L", { item_id: 7, quantity: 20, finish: "2026-03-13" }]]);
const ITEM: Item = only(itemsOf(PLAN));
const WEEKS = spansOf(STARTS, END, "week");
const DAYS = spansOf(STARTS, END, "day");
const [w10, w11, w12] = [only(WEEKS, 0), only(WEEKS, 1), only(WEEKS, 2)];

function around(steps: readonly Step[] = [], today = "2026-03-02"): Around {
  const draft = new Draft(PLAN, LOTS);
  draft.set(steps);
  return { base: PLAN, plan: draft.plan, steps, lots: LOTS, today };
}

function typed(measure: "mps" | "forecast", span: Span, value: number, given = around()): Record<string, string | null> | undefined {
  const steps = stepsFor(given, { item: ITEM, measure, span, value });
  return steps && Object.fromEntries([...steps].map(([key, step]) => [key, step === null ? null : (step as CellStep).quantity]));
}

describe("a part of a piece", () => {
  const cell = { measure: "mps", span: w11 } as const;
  const pieces: Item = { ...ITEM, countsPieces: true };

  it("is refused of what is counted in pieces, the whole wishes beside it are not", () => {
    const { changes, refused } = stepsForAll(around(), [{ ...cell, item: pieces, value: 1.5 }, { ...cell, span: w12, item: pieces, value: 3 }]);
    expect(refused.map(({ value }) => value)).toEqual([1.5]);
    expect([...changes.keys()]).toEqual(["quantity/7/2026-03-16/"]);
  });
  it("is none of what is weighed, of a forecast, and where the plan itself makes parts", () => {
    const parts = { ...around(), base: { ...PLAN, items: { ...PLAN.items, mps: [[5, 0, 0, 8, 0, 0, 0, 20.4, 0]] } } };
    expect(isPartOfPiece(around(), { ...cell, item: ITEM, value: 1.5 })).toBe(false);
    expect(isPartOfPiece(around(), { ...cell, measure: "forecast", item: pieces, value: 1.5 })).toBe(false);
    expect(isPartOfPiece(parts, { ...cell, item: pieces, value: 1.5 })).toBe(false);
  });
});

describe("a typed quantity", () => {
  it("of a bucket is one step", () => {
    expect(typed("mps", w11, 30)).toEqual({ "quantity/7/2026-03-09/": "30" });
  });
  it("of a week of days is one step, too: of its open days, less what the fence holds", () => {
    expect(typed("mps", w10, 20)).toEqual({ "quantity/7/2026-03-04/2026-03-08": "15" });
  });
  it("can't be less than what the fence holds", () => {
    expect(typed("mps", w10, 4)).toBeUndefined();
    expect(leastOf(around(), { item: ITEM, measure: "mps", span: w10 })).toBe(5);
  });
  it("that is the plan's takes the step away", () => {
    const step: Step = { kind: "quantity", item_id: 7, bucket: "2026-03-04", until: "2026-03-08", quantity: "15" };
    expect(typed("mps", w10, 13, around([step]))).toEqual({ "quantity/7/2026-03-04/2026-03-08": null });
  });
  it("that is the plan's is a step all the same where a lot has moved away", () => {
    const step: Step = { kind: "move", lot_key: "L", finish_date: "2026-03-20" };
    expect(typed("mps", w11, 20, around([step]))).toEqual({ "quantity/7/2026-03-09/": "20" });
    expect(typed("mps", w11, 0, around([step]))).toEqual({});
  });
  it("takes the place of what was typed for its days", () => {
    const step: Step = { kind: "quantity", item_id: 7, bucket: "2026-03-05", quantity: "9" };
    expect(typed("mps", w10, 20, around([step]))).toEqual({ "quantity/7/2026-03-05/": null, "quantity/7/2026-03-04/2026-03-08": "15" });
  });
  it("of a day takes a week apart: its other days keep what it made of them", () => {
    const step: Step = { kind: "quantity", item_id: 7, bucket: "2026-03-04", until: "2026-03-08", quantity: "15" };
    expect(typed("mps", only(DAYS, 4), 3, around([step]))).toEqual({
      "quantity/7/2026-03-04/2026-03-08": null, "quantity/7/2026-03-04/": "0", "quantity/7/2026-03-05/": "15",
      "quantity/7/2026-03-06/": "3", "quantity/7/2026-03-07/": "0", "quantity/7/2026-03-08/": "0",
    });
  });
  it("of several cells: each sees what those before it have left", () => {
    const month: Step = { kind: "quantity", item_id: 7, bucket: "2026-03-09", until: "2026-03-22", quantity: "50" };
    const wish = (span: Span, value: number): CellWish => ({ item: ITEM, measure: "mps", span, value });
    const { changes } = stepsForAll(around([month]), [wish(w11, 1), wish(w12, 2)]);
    const left = withSteps([month], changes).map((step) => [keyOf(step), (step as CellStep).quantity]);
    expect(left.sort()).toEqual([["quantity/7/2026-03-09/", "1"], ["quantity/7/2026-03-16/", "2"]]);
  });
});

describe("a typed forecast", () => {
  it("is kept as what is expected, of which orders have consumed a part", () => {
    expect(typed("forecast", w10, 10)).toEqual({ "forecast/7/2026-03-04/2026-03-08": "12" });
    const [step] = [...(stepsFor(around(), { item: ITEM, measure: "forecast", span: w10, value: 10 })?.values() ?? [])];
    expect(around(step ? [step] : []).plan.items.forecast[0]?.[4]).toBe(10);
  });
});

describe("a locked cell", () => {
  it.each([[only(DAYS, 0), "fence"], [only(DAYS, 1), "fence"], [only(DAYS, 2), null], [w10, null]] as const)("%j: %s", (span, lock) => {
    expect(lockOf(around(), ITEM, "mps", span)).toBe(lock);
  });
  it("is what is past, too", () => {
    expect(lockOf(around([], "2026-03-06"), { ...ITEM, fenceDays: 0 }, "mps", only(DAYS, 3))).toBe("past");
    expect(lockOf(around([], "2026-03-06"), { ...ITEM, fenceDays: 0 }, "mps", only(DAYS, 4))).toBeNull();
  });
});

/** The same table of examples as tests/mps/test_draft_examples.py, where the server refuses. */
interface LockExample {
  readonly says: string; readonly today: string; readonly bucket_starts: string[]; readonly horizon_end: string; readonly finish_days: string[];
  readonly fence_days: number; readonly lead_time_days: number; readonly unlocked: [string, string] | null;
  readonly span: [string, string]; readonly lock: string | null; readonly open: [string, string] | null;
}
const { locks } = JSON.parse(readFileSync("tests/draft_examples.json", "utf-8")) as { locks: LockExample[] };

describe("a lock", () => {
  it.each(locks)("of $says", (example) => {
    const { today, bucket_starts, horizon_end, finish_days, unlocked, span: [first, last] } = example;
    const base: PlanData = { ...PLAN, bucket_starts, horizon_end, finish_days, items: { ...PLAN.items, mps: [[]] } };
    const item = { ...ITEM, fenceDays: example.fence_days, leadTimeDays: example.lead_time_days };
    const steps = unlocked ? [unlockStep(item, { first: unlocked[0], last: unlocked[1] }, "as agreed")] : [];
    const given: Around = { base, plan: base, steps, lots: LOTS, today };
    const span = only([...spansOf(bucket_starts, horizon_end, "day"), ...spansOf(bucket_starts, horizon_end, "week")].filter((one) => one.first === first && one.last === last));

    expect(lockOf(given, item, "mps", span)).toBe(example.lock);
    if (example.open) {
      const step = only([...(stepsFor(given, { item, measure: "mps", span, value: 1 })?.values() ?? [])]) as CellStep;
      expect([step.bucket, step.until ?? step.bucket]).toEqual([example.open[0], step.until ? example.open[1] : example.open[0]]);
    }
  });
});

describe("a day on which nobody works", () => {
  const saturday = only(DAYS, 5);
  it("is not offered for the MPS, and is for the forecast", () => {
    expect(lockOf(around(), ITEM, "mps", saturday)).toBe("closed");
    expect(lockOf(around(), ITEM, "forecast", saturday)).toBeNull();
    expect(lockOf(around(), ITEM, "mps", only(DAYS, 4))).toBeNull();
  });
  it("lets go of what is planned on it all the same", () => {
    const base: PlanData = { ...PLAN, items: { ...PLAN.items, mps: [[0, 0, 0, 0, 0, 4, 0, 0, 0]] } };
    const given = { ...around(), base, plan: base };
    expect(lockOf(given, ITEM, "mps", saturday)).toBeNull();
    expect(typed("mps", saturday, 3, given)).toEqual({ "quantity/7/2026-03-07/": "3" });
    expect(typed("mps", saturday, 5, given)).toBeUndefined();
  });
});

describe("a moved quantity", () => {
  it("leaves its column and comes to the next", () => {
    const moved = movedSteps(around(), ITEM, "mps", w11, w12);
    expect([...(moved?.values() ?? [])].map((step) => (step as CellStep | null)?.quantity)).toEqual(["0", "20"]);
  });
  it("leaves behind what the fence holds", () => {
    const moved = movedSteps(around(), ITEM, "mps", w10, w11);
    expect([...(moved ?? [])].map(([key, step]) => [key, (step as CellStep).quantity])).toEqual([
      ["quantity/7/2026-03-04/2026-03-08", "0"], ["quantity/7/2026-03-09/", "28"],
    ]);
  });
  it("does not go where nothing may, nor from where nothing is", () => {
    expect(movedSteps(around(), ITEM, "mps", only(DAYS, 3), only(DAYS, 1))).toBeUndefined();
    expect(movedSteps(around(), ITEM, "mps", w12, w11)).toBeUndefined();
  });
  it("may leave and enter days of one step", () => {
    const both: Step = { kind: "quantity", item_id: 7, bucket: "2026-03-09", until: "2026-03-22", quantity: "50" };
    const moved = movedSteps(around([both]), ITEM, "mps", w11, w12);
    const left = moved && withSteps([both], moved).map((step) => [keyOf(step), (step as CellStep).quantity]);
    expect(left?.sort()).toEqual([["quantity/7/2026-03-09/", "0"], ["quantity/7/2026-03-16/", "50"]]);
  });
});
