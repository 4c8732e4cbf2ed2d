import { describe, expect, it } from "vitest";

import { type Span, spansOf } from "../axis";
import { type Item, itemsOf, type PlanData } from "../plan";
import { CellStates } from "./cell-states";
import { Draft } from "./draft";
import { type Around, leastOf, lockOf, stepsFor } from "./edits";
import { Holds, isReleased, releaseSteps } from "./holds";
import { type CellStep, keyOf, type Step, withSteps } from "./steps";
import { isUnlocked, unlockStep } from "./unlocks";

/** A week of days, of which three are fenced, then a week. */
const STARTS = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09"];
const END = "2026-03-16";
const PLAN: PlanData = {
  plan_id: 1, revision: 1, currency: "EUR", atp_is_cumulative: false, bucket_starts: STARTS, horizon_end: END,
  finish_days: [...STARTS.slice(0, 5), "2026-03-06", "2026-03-06", "2026-03-13"],
  fences: { demand_until: null, planning_until: null },
  figures: { on_time_promised_share: null, on_time_requested_share: null, short_items: 0, overloaded_center_weeks: 0, overtime_minutes: 0, booked_share: null, open_order_value: 0 },
  items: {
    id: [7], code: ["P"], name: [""], unit: [""], family: [""], made: [true], is_mps: [true], cover: ["covered"], safety_stock: [0], opening: [0],
    fence_days: [3], lead_time_days: [0], lot_multiple: [0], counts_pieces: [false], weight: [1], work: [[]], gross_forecast: [[]], forecast: [[]], counted_forecast: [[]], orders: [[]], dependent: [[]], receipts: [[]],
    mps: [[5, 6, 7, 8, 0, 0, 0, 20]], balance: [[]], atp: [[]],
  },
  load: { id: [], code: [], name: [], available: [], load: [], setup: [], overtime: [] },
};
const item = itemsOf(PLAN)[0] as Item;
const days = spansOf(STARTS, END, "day");
const [week, next] = spansOf(STARTS, END, "week") as [Span, Span];
const day = (place: number): Span => days[place] as Span;

function around(steps: readonly Step[]): Around {
  const draft = new Draft(PLAN);
  draft.set(steps);
  return { base: PLAN, plan: draft.plan, steps, lots: new Map(), today: "2026-03-02" };
}

function holdsOf(...days: [first: string, last: string, quantity: string][]): Holds {
  const holds = new Holds();
  holds.set(days.map(([first, last, quantity]) => ({ kind: "quantity", item_id: 7, first, last, quantity })));
  return holds;
}

describe("an unlocked cell", () => {
  const unlocked = unlockStep(item, day(1), "a mould broke");
  it("can be changed, and its neighbours can't", () => {
    expect([0, 1, 2, 3].map((place) => lockOf(around([unlocked]), item, "mps", day(place)))).toEqual(["fence", null, "fence", null]);
    expect(isUnlocked([unlocked], 8, "2026-03-03")).toBe(false);
  });
  it("takes a quantity of its own days", () => {
    const steps = stepsFor(around([unlocked]), { item, measure: "mps", span: day(1), value: 9 });
    expect([...(steps?.values() ?? [])]).toEqual([{ kind: "quantity", item_id: 7, bucket: "2026-03-03", quantity: "9" }]);
  });
  it("does not open the frozen days after it to a week", () => {
    expect(leastOf(around([unlocked]), { item, measure: "mps", span: week })).toBe(18);
    const all = unlockStep(item, week, "a mould broke");
    expect(leastOf(around([all]), { item, measure: "mps", span: week })).toBe(0);
  });
  it("is one step for its days, and says again why", () => {
    const again = unlockStep(item, day(1), "another reason");
    expect(withSteps([unlocked], new Map([[keyOf(again), again]]))).toEqual([again]);
    expect(keyOf(unlockStep(item, day(2), ""))).not.toBe(keyOf(unlocked));
  });
});

describe("a fixed quantity", () => {
  const holds = holdsOf(["2026-03-05", "2026-03-06", "8"], ["2026-03-09", "2026-03-15", "20"]);
  it("is found in every column that shows any of its days", () => {
    expect([day(2), day(3), day(4), week, next].map((span) => holds.of(item, span).length)).toEqual([0, 1, 1, 1, 1]);
    expect(holds.of({ ...item, id: 9 }, week)).toEqual([]);
  });
  it("goes back to the engine as a step of its own days, in place of what was typed there", () => {
    const typed: CellStep = { kind: "quantity", item_id: 7, bucket: "2026-03-06", quantity: "3" };
    const left = withSteps([typed], releaseSteps([typed], item, holds.of(item, day(4))));
    expect(left).toEqual([{ kind: "quantity", item_id: 7, bucket: "2026-03-05", until: "2026-03-06", quantity: null }]);
    expect([day(2), day(3), day(4), day(5)].map((span) => isReleased(left, item, span))).toEqual([false, true, true, false]);
  });
  it("is fixed anew by what is typed after it was given back", () => {
    const released = withSteps([], releaseSteps([], item, holds.of(item, next)));
    const changes = stepsFor(around(released), { item, measure: "mps", span: next, value: 4 });
    expect(withSteps(released, changes ?? new Map())).toEqual([{ kind: "quantity", item_id: 7, bucket: "2026-03-09", quantity: "4" }]);
  });
  it("stays as it is where its own number is typed after it was given back", () => {
    const released = withSteps([], releaseSteps([], item, holds.of(item, next)));
    expect(withSteps(released, stepsFor(around(released), { item, measure: "mps", span: next, value: 20 }) ?? new Map())).toEqual([]);
  });
  it("is news once", () => {
    const known = holdsOf(["2026-03-05", "2026-03-06", "8"]);
    expect(known.set([{ kind: "quantity", item_id: 7, first: "2026-03-05", last: "2026-03-06", quantity: "8" }])).toBe(false);
    expect(known.set([])).toBe(true);
  });
});

describe("what a cell says", () => {
  function states(steps: readonly Step[], { access = "on", may = true, holds = new Holds() }: { access?: "on" | "off" | "fetching"; may?: boolean; holds?: Holds } = {}): CellStates {
    return new CellStates({ access: () => access, mayUnlock: () => may, around: () => around(steps), draft: () => undefined, plan: () => PLAN, isChecked: () => false, holds });
  }
  it("is how to unlock it, to who may, and for the MPS only", () => {
    expect(states([]).editable(item, "mps", day(0))).toMatch(/until 4 Mar\. Press Enter/);
    expect(states([], { may: false }).editable(item, "mps", day(0))).toMatch(/until 4 Mar\.$/);
    expect(states([]).editable(item, "forecast", day(0))).toMatch(/until 4 Mar\.$/);
  });
  it("is what was decided", () => {
    const holds = holdsOf(["2026-03-05", "2026-03-05", "8"]);
    const released = withSteps([], releaseSteps([], item, holds.of(item, day(3))));
    expect(states([], { holds }).decided(item, day(3))).toBe("fixed");
    expect(states(released, { holds }).decided(item, day(3))).toBe("released");
    expect(states([unlockStep(item, day(0), "why not")]).decided(item, day(0))).toBe("unlocked");
    expect(states([]).decided(item, day(0))).toBe("");
  });
  it("of a family is that its items are to be changed, to who may change any", () => {
    expect(states([]).ofFamily()).toMatch(/one of its items/);
    expect(states([], { access: "off" }).ofFamily()).toBe(false);
  });
});
