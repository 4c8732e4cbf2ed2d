import { describe, expect, it } from "vitest";

import type { Item, PlanData } from "../plan";
import type { Around } from "./edits";
import { brokenPiece, draftedOf, firmStep, lockOfLot, lotChanges, moveStep, partsOf, type SteeredLot, splitStep } from "./lot-steps";
import { type Step, withSteps } from "./steps";
import { isLotUnlocked, isUnlocked } from "./unlocks";

/** A week of fence from Monday on. */
const item = { id: 7, code: "P", fenceDays: 7, place: 0 } as Item;
const base = { bucket_starts: ["2026-03-02"], horizon_end: "2026-06-01" } as unknown as PlanData;
const lot: SteeredLot = { lot: "L-1", quantity: 96, start: "2026-03-10", finish: "2026-03-12", firm: false };
const frozen: SteeredLot = { ...lot, start: "2026-03-05", finish: "2026-03-09", firm: true };

function around(steps: readonly Step[] = []): Around {
  return { base, plan: base, steps, lots: new Map(), today: "2026-03-03" };
}

describe("a lot", () => {
  it("is free beyond the fence, and locked where it starts inside, or would", () => {
    expect(lockOfLot(around(), item, lot)).toBeNull();
    expect(lockOfLot(around(), item, frozen)).toBe("fence");
    expect(lockOfLot(around(), item, lot, "2026-03-11")).toBeNull();
    expect(lockOfLot(around(), item, lot, "2026-03-10")).toBe("fence");
  });
  it("stays where it has begun, and is a quantity's where that made it", () => {
    expect(lockOfLot(around(), item, { ...lot, start: "2026-03-02" })).toBe("begun");
    expect(lockOfLot(around(), item, { ...lot, lot: "steer/4/1" })).toBe("of_quantity");
  });
  it("that is frozen is moved with a reason, kept beside the move", () => {
    const steps = withSteps([], lotChanges(item, frozen, moveStep(frozen, "2026-03-20"), "the mould broke"));
    expect(steps).toEqual([
      { kind: "move", lot_key: "L-1", finish_date: "2026-03-20" },
      { kind: "unlock", item_id: 7, bucket: "2026-03-09", until: "2026-03-09", reason: "the mould broke", lot_key: "L-1" },
    ]);
    expect(lockOfLot(around(steps), item, frozen)).toBeNull();
    expect([isLotUnlocked(steps, "L-1"), isLotUnlocked(steps, "L-2"), isUnlocked(steps, 7, "2026-03-09")]).toEqual([true, false, false]);
  });
  it("has one step: split takes the place of a move, and taking it out leaves nothing behind", () => {
    const moved = withSteps([], lotChanges(item, frozen, moveStep(frozen, "2026-03-20"), "why not"));
    const split = withSteps(moved, lotChanges(item, frozen, splitStep(frozen, [60, 36]), "why not"));
    expect(draftedOf(split, "L-1")).toEqual({ kind: "split", lot_key: "L-1", quantities: ["60", "36"] });
    expect(withSteps(split, lotChanges(item, frozen, null))).toEqual([]);
  });
  it("is set free where somebody holds it", () => {
    expect([firmStep(lot, false).kind, firmStep(lot, true).kind]).toEqual(["firm", "unfirm"]);
    const freed = withSteps([], lotChanges(item, lot, firmStep(lot, true)));
    expect(withSteps(freed, lotChanges(item, lot, null))).toEqual([]);
  });
});

describe("parts", () => {
  it.each([
    ["60 + 36", [60, 36]], ["60+36", [60, 36]], ["60", [60, 36]], ["60 20", [60, 20, 16]], ["４８", [48, 48]], ["32,5 + 63.5", [32.5, 63.5]],
    ["96", undefined], ["60 + 40", undefined], ["0 + 96", undefined], ["-4 + 100", undefined], ["many", undefined], ["", undefined],
  ])("of 96 in %j", (text, parts) => {
    expect(partsOf(text, 96)).toEqual(parts);
  });
  it.each([
    [[1.5, 2.5], 1, 1.5], [[2, 2.5], 4, 2.5], [[2, 2], 1, undefined], [[60, 36], 24, undefined], [[1.5, 2.5], 0, undefined], [[1.5, 2.5], 0.5, undefined],
  ])("%j of an item in multiples of %d", (parts, lotMultiple, broken) => {
    expect(brokenPiece(parts, { lotMultiple })).toBe(broken);
  });
});
