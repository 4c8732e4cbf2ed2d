import { expect, it } from "vitest";

import type { Way } from "../late/answer";
import { byOneKey } from "./cheapest";

const way = (price: string, changes: Partial<Way> = {}): Way => ({
  pieces: [{ words: "", means: "", by_hand: "", place: null }], price, is_part: false, is_least: true, ready: "", delayed: [], others_delayed: 0, steps: [{ kind: "capacity" }], changes: [], ...changes,
});

it("is the first that is all steps of the draft", () => {
  const byHand = way("1", { pieces: [{ words: "", means: "", by_hand: "", place: null }, { words: "", means: "", by_hand: "by hand", place: null }] });
  const ofOthers = way("2", { changes: [{ id: 1, version: 1, values: {} }] });
  expect(byOneKey({ ways: [byHand, ofOthers, way("3", { steps: [] }), way("4"), way("5")] })?.price).toBe("4");
  expect(byOneKey({ ways: [byHand, ofOthers] })).toBeUndefined();
});
