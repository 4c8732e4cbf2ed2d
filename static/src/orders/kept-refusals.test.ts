import { beforeEach, expect, it } from "vitest";

import { KeptRefusals, type Refusal } from "./kept-refusals";
import type { TabStore } from "./tab";

let kept: Map<string, string>;
let tab: TabStore;

const REFUSAL: Refusal = { id: 4, field: "quantity", mark: { state: "error", reason: "Not a number: “1o”.", text: "1o", step: 3 } };

beforeEach(() => {
  kept = new Map();
  tab = {
    get length(): number { return kept.size; },
    key: (place) => [...kept.keys()][place] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => { kept.set(key, value); },
    removeItem: (key) => { kept.delete(key); },
  };
});

it("keeps what was typed, why it was not taken, and the step that brought it", () => {
  new KeptRefusals(tab, 7, "S1").write([REFUSAL]);

  expect(new KeptRefusals(tab, 7, "S1").read()).toEqual([REFUSAL]);
});

it("forgets what was mended since", () => {
  const refusals = new KeptRefusals(tab, 7, "S1");
  refusals.write([REFUSAL]);
  refusals.write([]);

  expect(new KeptRefusals(tab, 7, "S1").read()).toEqual([]);
  expect(kept.size).toBe(0);
});

it("has nothing to keep of a refusal of which nothing was typed", () => {
  new KeptRefusals(tab, 7, "S1").write([{ ...REFUSAL, mark: { state: "error", reason: "Locked" } }]);

  expect(kept.size).toBe(0);
});

it("shows nobody what somebody else typed", () => {
  new KeptRefusals(tab, 7, "S1").write([REFUSAL]);

  expect(new KeptRefusals(tab, 8, "S1").read()).toEqual([]);
  expect(new KeptRefusals(tab, 7, "S1").read()).toEqual([]);
});
