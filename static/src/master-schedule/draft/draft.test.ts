import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { type Cover, hasOtherLoad, hasOtherRows, type Numbers, type PlanData } from "../plan";
import { backwardAtp, cumulativeAtp, lotAtp } from "./atp";
import { Draft } from "./draft";
import { coverOf, overloadedCenterWeeks } from "./figures-now";
import { type KnownLots, PlannedLots } from "./planned-lots";
import { type Place, spread } from "./spread";
import { type CellStep, merged, type OtherStep, withSteps, keyOf } from "./steps";

/** The same table of examples as tests/mps/test_draft_examples.py, where the engine answers. */
const examples = JSON.parse(readFileSync("tests/draft_examples.json", "utf-8")) as {
  atp: { supply: number[]; claimed: number[]; is_lot: boolean[]; discrete: (number | null)[]; cumulative: number[] }[];
  covers: { bucket_starts: string[]; balance: number[]; safety_stock: number; cover: Cover }[];
  overloads: { bucket_starts: string[]; available: number[][]; load: number[][]; overtime: number[][]; center_weeks: number }[];
};

const near = (row: readonly (number | null)[]): (number | null)[] => row.map((value) => (value === null ? null : Math.round(value * 1e6) / 1e6 + 0));

describe("the engine's examples", () => {
  it.each(examples.atp)("ATP of $supply against $claimed", ({ supply, claimed, is_lot, discrete, cumulative }) => {
    expect(near(backwardAtp(lotAtp(supply, claimed, is_lot)))).toEqual(near(discrete));
    expect(near(cumulativeAtp(supply, claimed))).toEqual(near(cumulative));
  });
  it.each(examples.covers)("cover $cover", ({ bucket_starts, balance, safety_stock, cover }) => {
    expect(coverOf(balance, safety_stock, bucket_starts)).toBe(cover);
  });
  it.each(examples.overloads)("$center_weeks overloaded", ({ bucket_starts, available, load, overtime, center_weeks }) => {
    const columns = { id: load.map((_, place) => place), code: [], name: [], available, load, setup: [], overtime };
    expect(overloadedCenterWeeks({ bucket_starts, load: columns })).toBe(center_weeks);
  });
});

/** Monday to Sunday as days, then two weeks; a pump on a work centre that rests at the weekend, and a bought casing. */
const STARTS = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09", "2026-03-16"];

function plan(cumulative = false): PlanData {
  const row = (...numbers: number[]): Numbers => numbers;
  return {
    plan_id: 1, revision: 1, currency: "EUR", atp_is_cumulative: cumulative, bucket_starts: STARTS, horizon_end: "2026-03-23", finish_days: [],
    fences: { demand_until: "2026-03-03", planning_until: null },
    figures: { on_time_promised_share: 0.9, on_time_requested_share: 0.8, short_items: 1, overloaded_center_weeks: 0, overtime_minutes: 0, booked_share: 14 / 38, open_order_value: 9 },
    items: {
      id: [7, 8], code: ["P", "C"], name: ["Pump", "Casing"], unit: ["", ""], family: ["", ""], made: [true, false], is_mps: [true, false],
      cover: ["shortage", "covered"], safety_stock: [5, 0], opening: [10, 0], fence_days: [2, 0], lead_time_days: [0, 0], lot_multiple: [0, 0], counts_pieces: [false, false], weight: [1, 0.1], work: [[[3, 30, 10]], []],
      gross_forecast: [row(0, 4, 0, 0, 0, 0, 0, 0, 25), []], forecast: [row(0, 4, 0, 0, 0, 0, 0, 0, 20), []], counted_forecast: [row(0, 0, 0, 0, 0, 0, 0, 0, 20), []],
      orders: [row(6, 0, 8, 0, 0, 0, 0, 0, 0), []], dependent: [[], []], receipts: [[], []], mps: [row(0, 0, 0, 0, 0, 0, 0, 24, 0), []],
      balance: [row(4, 4, -4, -4, -4, -4, -4, 20, 0), []], atp: [[-4, null, null, null, null, null, null, 24, null], []],
    },
    load: {
      id: [3], code: ["WC"], name: ["Mill"], available: [row(480, 480, 480, 480, 480, 0, 0, 2400, 2400)],
      load: [row(0, 0, 0, 0, 0, 0, 0, 270, 0)], setup: [[]], overtime: [[]],
    },
  };
}

const mps = (bucket: string, quantity: number): CellStep => ({ kind: "quantity", item_id: 7, bucket, quantity: String(quantity) });
const forecast = (bucket: string, quantity: number): CellStep => ({ kind: "forecast", item_id: 7, bucket, quantity: String(quantity) });

describe("a quantity", () => {
  it("moves the balance from its bucket on, ATP, the status and the figures", () => {
    const draft = new Draft(plan());
    const touched = draft.set([mps("2026-03-04", 12)]);
    const { items, figures } = draft.plan;
    expect(items.mps[0]).toEqual([0, 0, 12, 0, 0, 0, 0, 24, 0]);
    expect(items.balance[0]).toEqual([4, 4, 8, 8, 8, 8, 8, 32, 12]);
    expect(items.atp[0]).toEqual([4, null, 4, null, null, null, null, 24, null]);
    expect([items.cover[0], figures.short_items]).toEqual(["low", 0]);
    expect([...touched.items]).toEqual([0]);
    expect(figures.on_time_promised_share).toBe(0.9);
  });
  it("follows the site's rule of ATP", () => {
    const draft = new Draft(plan(true));
    draft.set([mps("2026-03-04", 12)]);
    expect(draft.plan.items.atp[0]).toEqual([4, 4, 8, 8, 8, 8, 8, 32, 32]);
  });
  it("loads the work centre of its routing where it finishes, set-up included, and says that this is an estimate", () => {
    const draft = new Draft(plan());
    const touched = draft.set([mps("2026-03-04", 12)]);
    expect(draft.plan.load.load[0]).toEqual([0, 0, 150, 0, 0, 0, 0, 270, 0]);
    expect([...touched.centers]).toEqual([0]);
    expect([draft.isEstimated(0, 2, 3), draft.isEstimated(0, 7, 8)]).toEqual([true, false]);
  });
  it("of a day of rest is worked on the last day before it", () => {
    const draft = new Draft(plan());
    draft.set([mps("2026-03-08", 1)]);
    expect(draft.plan.load.load[0]?.slice(0, 7)).toEqual([0, 0, 0, 0, 40, 0, 0]);
  });
  it("of zero frees the work centre, set-up and all", () => {
    const draft = new Draft(plan());
    draft.set([mps("2026-03-09", 0)]);
    expect(draft.plan.load.load[0]?.[7]).toBe(0);
  });
  it("taken back leaves the plan as it was, number by number", () => {
    const draft = new Draft(plan());
    draft.set([mps("2026-03-04", 12), forecast("2026-03-16", 5)]);
    const touched = draft.set([]);
    expect(draft.plan).toEqual(plan());
    expect([[...touched.items], [...touched.centers]]).toEqual([[0], [0]]);
  });
  it("leaves the overtime that the plan buys, as it buys it inside 13 weeks", () => {
    const base = plan();
    const draft = new Draft({ ...base, load: { ...base.load, overtime: [[0, 60, 0, 0, 0, 0, 0, 30, 0]] }, figures: { ...base.figures, overtime_minutes: 90 } });
    draft.set([mps("2026-03-09", 25)]);
    expect(draft.plan.figures.overtime_minutes).toBe(90);
  });
  it("makes rows of its item's that are not the plan's, and leaves the others'", () => {
    const base = plan();
    const draft = new Draft(base);
    draft.set([mps("2026-03-09", 25)]);
    expect([0, 1].map((place) => hasOtherRows(draft.plan, base, { place }))).toEqual([true, false]);
    expect([hasOtherLoad(draft.plan, base, 0), hasOtherLoad(base, base, 0)]).toEqual([true, false]);
  });
  it("overloads a week, which the figure counts", () => {
    const draft = new Draft(plan());
    draft.set([mps("2026-03-09", 300)]);
    expect(draft.plan.figures.overloaded_center_weeks).toBe(1);
  });
});

/** Both finish in the first week of more than a day. */
const LOTS: KnownLots = new Map([["L1", { item_id: 7, quantity: 18, finish: "2026-03-12" }], ["L2", { item_id: 7, quantity: 6, finish: "2026-03-09" }]]);

describe("a lot", () => {
  const move = (lot: string, finish: string): OtherStep => ({ kind: "move", lot_key: lot, finish_date: finish });
  it("that is moved takes its quantity, set-up and hours along", () => {
    const draft = new Draft(plan(), LOTS);
    const touched = draft.set([move("L1", "2026-03-18")]);
    const { items, load } = draft.plan;
    expect(items.mps[0]).toEqual([0, 0, 0, 0, 0, 0, 0, 6, 18]);
    expect(items.balance[0]).toEqual([4, 4, -4, -4, -4, -4, -4, 2, 0]);
    expect(items.atp[0]).toEqual([-4, null, null, null, null, null, null, 6, 18]);
    expect(load.load[0]).toEqual([0, 0, 0, 0, 0, 0, 0, 60, 210]);
    expect([[...touched.items], [...touched.centers]]).toEqual([[0], [0]]);
    expect([draft.isEdited(0, "mps", 8, 9), draft.isEdited(0, "mps", 0, 7), draft.isEstimated(0, 8, 9)]).toEqual([true, false, true]);
  });
  it("that is moved inside its bucket changes no number, nor does one that the plan does not have", () => {
    const draft = new Draft(plan(), LOTS);
    draft.set([move("L1", "2026-03-15"), move("gone", "2026-03-04")]);
    expect(draft.plan.items).toEqual(plan().items);
  });
  it("that is split is set up for once more", () => {
    const draft = new Draft(plan(), LOTS);
    draft.set([{ kind: "split", lot_key: "L1", quantities: ["10", "4", "4"] }]);
    expect(draft.plan.items).toEqual(plan().items);
    expect(draft.plan.load.load[0]?.[7]).toBe(270 + 2 * 30);
  });
  it("leaves a quantity that is typed as it is typed", () => {
    const draft = new Draft(plan(), LOTS);
    draft.set([mps("2026-03-09", 24), move("L1", "2026-03-04")]);
    expect(draft.plan.items.mps[0]).toEqual([0, 0, 18, 0, 0, 0, 0, 24, 0]);
  });
  it("of which nobody has told yet changes nothing until it is told of", () => {
    const lots = new PlannedLots();
    const draft = new Draft(plan(), lots.known);
    const steps = [move("L1", "2026-03-18")];
    draft.set(steps);
    expect(draft.plan.items).toEqual(plan().items);
    lots.meet("L1", { item_id: 7, quantity: 18, finish: "2026-03-12" });
    draft.set(steps);
    expect(draft.plan.items.mps[0]).toEqual([0, 0, 0, 0, 0, 0, 0, 6, 18]);
  });
  it("that finishes before the first bucket is in none", () => {
    const draft = new Draft(plan(), new Map([["L0", { item_id: 7, quantity: 5, finish: "2026-03-01" }]]));
    draft.set([move("L0", "2026-03-18")]);
    expect(draft.plan.items).toEqual(plan().items);
  });
  it("comes back", () => {
    const draft = new Draft(plan(), LOTS);
    draft.set([move("L1", "2026-03-04")]);
    draft.set([]);
    expect(draft.plan).toEqual(plan());
  });
});

describe("hours", () => {
  const hours = (change: "overtime" | "shift" | "downtime", minutes: number, from: string, to: string): OtherStep =>
    ({ kind: "capacity", work_center_id: 3, change, minutes_per_day: minutes, from, to });
  it.each([
    ["overtime, of the days that are worked", hours("overtime", 120, "2026-03-05", "2026-03-07"), [480, 480, 480, 600, 600, 0, 0, 2400, 2400]],
    ["a shift of whole weeks, none of their weekends", hours("shift", 240, "2026-03-02", "2026-03-15"), [720, 720, 720, 720, 720, 0, 0, 3600, 2400]],
    ["a shift on a Saturday that somebody chose", hours("shift", 240, "2026-03-07", "2026-03-07"), [480, 480, 480, 480, 480, 240, 0, 2400, 2400]],
    ["a shift of days inside a week", hours("shift", 480, "2026-03-11", "2026-03-12"), [480, 480, 480, 480, 480, 0, 0, 3360, 2400]],
    ["downtime, which takes nothing where nobody works", hours("downtime", 60, "2026-03-06", "2026-03-15"), [480, 480, 480, 480, 420, 0, 0, 2100, 2400]],
    ["no more than there is", hours("downtime", 900, "2026-03-02", "2026-03-02"), [0, 480, 480, 480, 480, 0, 0, 2400, 2400]],
  ])("%s", (_name, step, available) => {
    const draft = new Draft(plan());
    const touched = draft.set([step]);
    expect(draft.plan.load.available[0]).toEqual(available);
    expect([...touched.centers]).toEqual([0]);
    available.forEach((minutes, bucket) => { expect(draft.isEstimated(0, bucket, bucket + 1)).toBe(minutes !== plan().load.available[0]?.[bucket]); });
  });
  it("of a week count on a Saturday that another shift has opened", () => {
    const draft = new Draft(plan());
    draft.set([hours("shift", 240, "2026-03-07", "2026-03-07"), hours("overtime", 60, "2026-03-02", "2026-03-08")]);
    expect(draft.plan.load.available[0]).toEqual([540, 540, 540, 540, 540, 300, 0, 2400, 2400]);
  });
  it("count in the figures, and are taken back", () => {
    const draft = new Draft(plan());
    draft.set([hours("downtime", 450, "2026-03-09", "2026-03-15")]);
    expect(draft.plan.figures.overloaded_center_weeks).toBe(1);
    draft.set([]);
    expect(draft.plan).toEqual(plan());
  });
});

describe("a forecast", () => {
  it("counts in the balance beyond the fence, and never in ATP", () => {
    const draft = new Draft(plan());
    draft.set([forecast("2026-03-16", 35)]); // of which orders have consumed 5
    expect(draft.plan.items.balance[0]?.at(-1)).toBe(-10);
    expect(draft.plan.items.atp[0]).toEqual(plan().items.atp[0]);
    expect(draft.plan.figures.booked_share).toBeCloseTo(14 / (14 + 34));
  });
  it("inside the demand fence does not count", () => {
    const draft = new Draft(plan());
    draft.set([forecast("2026-03-03", 50)]);
    expect(draft.plan.items.balance[0]).toEqual(plan().items.balance[0]);
  });
});

describe("the draft", () => {
  it("knows which cells it changes", () => {
    const draft = new Draft(plan());
    draft.set([mps("2026-03-04", 1), { kind: "firm", lot_key: "L1" }]);
    expect([draft.isEdited(0, "mps", 0, 7), draft.isEdited(0, "mps", 7, 8)]).toEqual([true, false]);
  });
  it("puts a week's quantity on its first day of work", () => {
    const draft = new Draft(plan());
    draft.set([{ ...mps("2026-03-04", 6), until: "2026-03-08" }]);
    expect(draft.plan.items.mps[0]).toEqual([0, 0, 6, 0, 0, 0, 0, 24, 0]);
  });
  it("leaves to the engine what is left to it", () => {
    const draft = new Draft(plan());
    draft.set([{ ...mps("2026-03-04", 6), quantity: null }]);
    expect(draft.plan).toEqual(plan());
  });
  it("does not stumble over a bucket or an item of another plan", () => {
    const draft = new Draft(plan());
    draft.set([mps("2026-01-01", 9), { ...mps("2026-03-04", 9), item_id: 99 }]);
    expect(draft.plan).toEqual(plan());
  });
  it("reckons only what changed", () => {
    const draft = new Draft(plan());
    const first = mps("2026-03-04", 1);
    draft.set([first]);
    expect(draft.set([first]).items.size).toBe(0);
  });
});

describe("a column of several buckets", () => {
  const places = (...given: [number, string][]): Place[] => given.map(([quantity, kind]) => ({ quantity, isOpen: !kind.includes("L"), isWorked: !kind.includes("R") }));
  it.each([
    ["more goes to where there is some", [[0, ""], [5, ""], [5, ""]], 14, [0, 9, 5]],
    ["but not on a day on which nobody works", [[5, "R"], [0, ""], [5, ""]], 14, [5, 0, 9]],
    ["else to the first worked day", [[0, "L"], [0, "R"], [0, ""]], 4, [0, 0, 4]],
    ["less comes from the last", [[5, ""], [5, ""], [0, ""]], 3, [3, 0, 0]],
    ["what is locked stays", [[5, "L"], [5, ""]], 5, [5, 0]],
    ["and no less can be asked for", [[5, "L"], [5, ""]], 4, null],
  ] as [string, [number, string][], number, number[] | null][])("%s", (_name, given, wanted, expected) => {
    expect(spread(places(...given), wanted)).toEqual(expected);
  });
});

describe("two windows with one draft", () => {
  const [a, b, c] = [mps("2026-03-04", 1), mps("2026-03-05", 2), mps("2026-03-06", 3)];
  it("keep what each of them did", () => {
    const both = merged([a], [a, b], [a, c]);
    expect(new Set(both.steps)).toEqual(new Set([a, b, c]));
    expect([both.both, both.hasTheirs]).toEqual([[], true]);
  });
  it("let what was taken back go", () => {
    expect(merged([a, b], [b], [a, b, c]).steps).toEqual([b, c]);
    expect(merged([a, b], [a, b], [b]).steps).toEqual([b]);
  });
  it("give the cell to the one that is asked last, and say so", () => {
    const mine = mps("2026-03-04", 8);
    const both = merged([a], [mine], [mps("2026-03-04", 9)]);
    expect([both.steps, both.both]).toEqual([[mine], [mine]]);
  });
  it("change a step in place", () => {
    expect(withSteps([a, b], new Map([[keyOf(a), null], [keyOf(c), c]]))).toEqual([b, c]);
  });
});
