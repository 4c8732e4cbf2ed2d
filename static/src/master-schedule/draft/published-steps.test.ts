import { expect, it } from "vitest";

import { countWords, linesOf } from "./published-steps";
import type { Step } from "./steps";

const KNOWN = {
  plan: { items: { id: [7, 8], code: ["B", "A"], name: ["Bolt", "Axle"] }, load: { id: [3], code: ["MILL"], name: ["Mill"] } } as unknown as Parameters<typeof linesOf>[1]["plan"],
  itemsOfLots: { "A-1": 8 },
};
const STEPS: Step[] = [
  { kind: "quantity", item_id: 7, bucket: "2026-03-02", until: "2026-03-08", quantity: "1200" },
  { kind: "forecast", item_id: 7, bucket: "2026-03-09", quantity: "5" },
  { kind: "quantity", item_id: 7, bucket: "2026-03-09", quantity: null },
  { kind: "firm", lot_key: "A-1" },
  { kind: "firm", lot_key: "X-1" },
  { kind: "capacity", work_center_id: 3, from: "2026-03-02", to: "2026-03-06", minutes_per_day: 90, change: "overtime" },
];

it("tells each change with its item or work centre, in the words of the draft", () => {
  expect(linesOf({ steps: STEPS, count: STEPS.length }, KNOWN)).toEqual([
    "A · Axle: Lot A-1 is made firm",
    "B · Bolt: MPS · 2 Mar – 8 Mar · 1,200",
    "B · Bolt: Forecast · 9 Mar · 5",
    "B · Bolt: MPS · 9 Mar · as the engine thinks",
    "Lot X-1 is made firm",
    "MILL · Mill: Overtime, 1.5 h a day · 2 Mar – 6 Mar",
  ]);
});

it("tells before and after with units, as far as it is known what a step found", () => {
  const steps: Step[] = [
    { kind: "quantity", item_id: 7, bucket: "2026-03-02", until: "2026-03-08", quantity: "1200", was: { quantity: "40", unit: "pcs" } },
    { kind: "quantity", item_id: 7, bucket: "2026-03-09", quantity: null, was: { quantity: "0", unit: "pcs" } },
    { kind: "move", lot_key: "A-1", finish_date: "2026-03-06", was: { quantity: "5", unit: "pcs", finish_date: "2026-03-04" } },
    { kind: "split", lot_key: "A-1", quantities: ["2", "3"], was: { quantity: "5", unit: "pcs", finish_date: "2026-03-04" } },
    { kind: "lot_work_center", lot_key: "A-1", step: 10, work_center_id: 3, was: { work_center: "", to: "MILL" } },
    { kind: "work_center", item_id: 7, step: 10, work_center_id: 3, rule: "force", was: { work_center: "LATHE", to: "MILL" } },
    { kind: "work_center", item_id: 7, step: 20, work_center_id: 3, rule: "forbid", was: { work_center: "", to: "MILL" } },
    { kind: "capacity", work_center_id: 3, from: "2026-03-02", to: "2026-03-06", minutes_per_day: 90, change: "overtime", was: { minutes_per_day: 60 } },
  ];
  expect(linesOf({ steps, count: steps.length }, KNOWN)).toEqual([
    "A · Axle: Lot A-1 is moved · 4 Mar → 6 Mar · 5 pcs",
    "A · Axle: Lot A-1 is split: 5 → 2 + 3 pcs · 4 Mar",
    "A · Axle: Lot A-1, work centre of step 10 · as the engine thinks → MILL",
    "B · Bolt: MPS · 2 Mar – 8 Mar · 40 pcs → 1,200 pcs",
    "B · Bolt: MPS · 9 Mar · 0 pcs → as the engine thinks",
    "B · Bolt: Step 10 is done at · LATHE → MILL",
    "B · Bolt: Step 20: MILL is forbidden",
    "MILL · Mill: Overtime, 1 → 2.5 h a day · 2 Mar – 6 Mar",
  ]);
});

it("counts the changes that it does not tell", () => {
  expect(linesOf({ steps: STEPS.slice(0, 1), count: 21 }, KNOWN)).toEqual(["B · Bolt: MPS · 2 Mar – 8 Mar · 1,200", "and 20 more"]);
});

it.each([
  [{}, "2 changes"],
  [{ took_back: true }, "takes back 2 changes"],
  [{ brought_back: true }, "brings back 2 changes"],
])("says what became of its changes: %o", (fate, words) => {
  expect(countWords({ id: 1, at: "", by: "", reason: "", count: 2, steps: [], can_undo: false, ...fate })).toBe(words);
});
