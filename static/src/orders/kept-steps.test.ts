import { beforeEach, describe, expect, it } from "vitest";

import { History } from "../grid/model/history";
import { KeptSteps } from "./kept-steps";
import { forgetTab, type TabStore } from "./tab";

class Tab implements TabStore {
  readonly kept = new Map<string, string>();
  room = Infinity;
  get length(): number { return this.kept.size; }
  key(place: number): string | null { return [...this.kept.keys()][place] ?? null; }
  getItem(key: string): string | null { return this.kept.get(key) ?? null; }
  setItem(key: string, value: string): void {
    if (value.length > this.room) throw new DOMException("full", "QuotaExceededError");
    this.kept.set(key, value);
  }
  removeItem(key: string): void { this.kept.delete(key); }
}

let tab: Tab;

function edited(...steps: [row: number, old: number, mine: number][]): History {
  const history = new History();
  for (const [rowId, old, mine] of steps) history.record([{ rowId, field: "quantity", old, new: mine }]);
  return history;
}

function keep(history: History, person = 7, site = "S1"): void {
  const kept = new KeptSteps(tab, person, site);
  kept.write(() => history.kept);
  kept.flush();
}

beforeEach(() => { tab = new Tab(); });

describe("the steps that a tab keeps", () => {
  it("are taken back and done again after a reload, and new ones follow them", () => {
    const before = edited([1, 5, 7], [2, 3, 4]);
    before.undo();
    keep(before);

    const after = new History();
    const kept = new KeptSteps(tab, 7, "S1").read();
    if (kept) after.restore(kept);

    expect(after.counts).toEqual({ undo: 1, redo: 1 });
    expect(after.redo()?.changes).toEqual([{ rowId: 2, field: "quantity", old: 3, new: 4 }]);
    expect(after.record([{ rowId: 1, field: "quantity", old: 7, new: 8 }])).toBe(3);
    expect(after.undo()?.changes).toEqual([{ rowId: 1, field: "quantity", old: 8, new: 7 }]);
  });

  it("know after a reload which of them wait for approval", () => {
    const before = edited([1, 5, 7]);
    before.forget({ rowId: 1, field: "quantity" }, 5, 7, 31);
    keep(before);

    const kept = new KeptSteps(tab, 7, "S1").read();

    expect(kept?.done[0]?.changes).toEqual([{ rowId: 1, field: "quantity", old: 5, new: 7, request: 31 }]);
  });

  it("are of one person at one site", () => {
    keep(edited([1, 5, 7]));

    expect(new KeptSteps(tab, 7, "S2").read()).toBeNull();
    expect(new KeptSteps(tab, 7, "S1").read()).not.toBeNull();
    expect(new KeptSteps(tab, 70, "S1").read()).toBeNull();
    expect(tab.kept.size).toBe(0); // the next person's visit has thrown them away
  });

  it("go at sign-out, and nothing else goes", () => {
    keep(edited([1, 5, 7]));
    tab.setItem("other", "stays");

    forgetTab(tab);

    expect([...tab.kept.keys()]).toEqual(["other"]);
  });

  it("are the latest ones, where not all fit", () => {
    const history = edited([1, 5, 7]);
    history.record(Array.from({ length: 14_999 }, (_none, row) => ({ rowId: row, field: "note", old: "", new: "x" })));
    history.record([{ rowId: 3, field: "quantity", old: 1, new: 2 }]);
    keep(history);

    expect(new KeptSteps(tab, 7, "S1").read()?.done.map((step) => step.number)).toEqual([2, 3]);
  });

  it("are none rather than old ones, where the tab has no room", () => {
    keep(edited([1, 5, 7]));
    tab.room = 10;
    keep(edited([1, 5, 7], [1, 7, 8]));

    expect(new KeptSteps(tab, 7, "S1").read()).toBeNull();
  });
});
