import { describe, expect, it } from "vitest";

import { type PlannedLot, PlannedLots } from "./planned-lots";
import type { OtherStep } from "./steps";

const LOT: PlannedLot = { item_id: 7, quantity: 18, finish: "2026-03-12" };
const move = (lot: string): OtherStep => ({ kind: "move", lot_key: lot, finish_date: "2026-03-18" });

describe("the lots of a draft", () => {
  it("are news where they are other ones than before", () => {
    const lots = new PlannedLots();
    expect(lots.take([move("L")], { L: LOT })).toBe(true);
    expect(lots.take([move("L")], { L: { ...LOT } })).toBe(false);
    expect(lots.take([move("L")], { L: { ...LOT, quantity: 12 } })).toBe(true);
    expect([...lots.known]).toEqual([["L", { ...LOT, quantity: 12 }]]);
  });
  it("are gone where a later plan has none of them", () => {
    const lots = new PlannedLots();
    lots.take([move("L")], { L: LOT });
    expect(lots.take([move("L")], {})).toBe(true);
    expect([...lots.known]).toEqual([]);
  });
  it("stay known while no step names them: an undo brings them back", () => {
    const lots = new PlannedLots();
    lots.meet("L", LOT);
    expect(lots.take([], {})).toBe(false);
    expect(lots.known.get("L")).toEqual(LOT);
  });
  it("that the drawer has told of are no news", () => {
    const lots = new PlannedLots();
    lots.meet("L", LOT);
    expect(lots.take([move("L")], { L: LOT })).toBe(false);
  });
});
