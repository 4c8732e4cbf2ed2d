import { beforeEach, describe, expect, it } from "vitest";

import type { CellValue, Column } from "../types";
import { GridModel } from "./model";

const columns: Column[] = [{ id: "quantity", title: "Qty", width: 60, kind: "number", editable: true }];
const CELL = { rowId: 1, field: "quantity" };
let model: GridModel;

beforeEach(() => {
  model = new GridModel("2026-01-05", (message) => message);
  model.columns.set(columns);
  model.rows.setRows([{ id: 1, cells: { quantity: 10 } }, { id: 2, cells: { quantity: 20 } }]);
});

function type(...values: number[]): number | null {
  return model.applyValues(values.map((value, index) => ({ rowId: index + 1, field: "quantity", value })))?.step ?? null;
}
/** As a page does when the server refuses a value: the cell gets back what holds. */
function refuse(from: CellValue, to: CellValue): number[] {
  model.update([{ id: 1, cells: { quantity: from } }]);
  return model.forget(CELL, from, to);
}
function quantities(): unknown[] {
  return [1, 2].map((id) => model.rows.get(id)?.cells["quantity"]);
}

describe("what the server refused", () => {
  it("is no step to take back", () => {
    const step = type(25);
    expect(refuse(10, 25)).toEqual([step]);
    expect(model.history.counts).toEqual({ undo: 0, redo: 0 });
    expect(model.undo()).toBeNull();
  });
  it("leaves of its step what was taken", () => {
    type(25, 26);
    expect(refuse(10, 25)).toEqual([]);
    expect(model.undo()?.changes).toEqual([{ rowId: 2, field: "quantity", old: 26, new: 20 }]);
    expect(quantities()).toEqual([10, 20]);
  });
  it("is no longer complained of once its step is taken back, unless it waits for approval", () => {
    for (const waits of [false, true]) {
      type(25, 26);
      refuse(10, 25);
      model.setMark(CELL, { state: "error", reason: "No.", waits });
      model.undo();
      expect(model.marks.get(1, "quantity")?.state).toBe(waits ? "error" : undefined);
    }
  });
  it("goes on being complained of while an earlier step that was refused there too is taken back", () => {
    const earlier = type(25, 26);
    refuse(10, 25);
    model.setMark(CELL, { state: "error", reason: "First." });
    const later = type(30, 31);
    refuse(10, 30);
    model.setMark(CELL, { state: "error", reason: "Second." });
    model.undo(earlier ?? undefined);
    expect(model.marks.get(1, "quantity")).toMatchObject({ state: "error", reason: "Second." });
    model.undo(later ?? undefined);
    expect(model.marks.get(1, "quantity")).toBeUndefined();
  });
  it("is put away by the first undo, and an earlier value of the cell is taken back by the next", () => {
    type(25);
    type(30);
    refuse(25, 30);
    model.setMark(CELL, { state: "error", reason: "No." });
    expect(model.steps).toEqual({ undo: 2, redo: 0 });
    expect(model.undo()).toEqual({ source: "undo", step: null, changes: [], rejected: [] });
    expect(quantities()).toEqual([25, 20]);
    expect(model.marks.get(1, "quantity")).toBeUndefined();
    expect(model.undo()?.changes).toMatchObject([{ new: 10 }]);
    expect(quantities()).toEqual([10, 20]);
    expect(model.steps).toEqual({ undo: 0, redo: 1 });
  });
  it("is no step to do again, where it was to be taken back", () => {
    type(25);
    model.undo();
    expect(quantities()).toEqual([10, 20]);
    refuse(25, 10);
    expect(model.history.counts).toEqual({ undo: 0, redo: 0 });
    expect(model.redo()).toBeNull();
    expect(quantities()).toEqual([25, 20]);
  });
  it("takes the steps with it that were sent as one", () => {
    type(25);
    type(30);
    refuse(10, 30);
    expect(model.history.counts.undo).toBe(0);
  });
  it("lets a later step go back to what holds", () => {
    type(25);
    type(30);
    model.forget(CELL, 10, 25);
    expect(model.undo()?.changes).toEqual([{ ...CELL, old: 30, new: 10 }]);
  });
  it("leaves earlier steps of the cell that were taken", () => {
    type(25);
    type(30);
    refuse(25, 30);
    expect(model.undo()?.changes).toEqual([{ ...CELL, old: 25, new: 10 }]);
  });
});

describe("what somebody else has written since", () => {
  it("is not taken back, and the cell says why", () => {
    type(25, 26);
    model.update([{ id: 1, cells: { quantity: 40 } }]);
    const event = model.undo();
    expect(event?.changes.map((change) => change.rowId)).toEqual([2]);
    expect(event?.rejected).toMatchObject([{ rowId: 1, text: "10" }]);
    expect(quantities()).toEqual([40, 20]);
    expect(model.marks.get(1, "quantity")).toMatchObject({ state: "error" });
    expect(model.redo()?.changes.map((change) => change.rowId)).toEqual([2]);
  });
});

describe("what was only asked for", () => {
  const ask = (to: number, request: number, from = 10): void => {
    model.update([{ id: 1, cells: { quantity: from } }]);
    model.forget(CELL, from, to, request);
  };

  it("is a step of its own, which takes nothing older back and leaves the cell as it is", () => {
    type(11, 21);
    type(25);
    ask(25, 7, 11);
    expect(model.undo()).toMatchObject({ changes: [], rejected: [], asked: [{ ...CELL, old: 11, new: 25, request: 7 }] });
    expect(quantities()).toEqual([11, 21]);
    expect(model.history.counts).toEqual({ undo: 1, redo: 1 });
  });
  it("is asked for again by redo", () => {
    type(25);
    ask(25, 7);
    model.undo();
    const again = model.redo();
    expect(again).toMatchObject({ changes: [{ ...CELL, old: 10, new: 25 }] });
    expect(again?.asked).toBeUndefined();
    expect(quantities()).toEqual([25, 20]);
    ask(25, 8);
    expect(model.undo()?.asked).toMatchObject([{ request: 8 }]);
  });
  it("is a step no more once something else is asked for in its place", () => {
    type(25);
    ask(25, 7);
    type(30);
    ask(30, 8);
    expect(model.history.counts.undo).toBe(1);
    expect(model.undo()?.asked).toMatchObject([{ old: 10, new: 30, request: 8 }]);
  });
  it("goes by the first value where two edits were under way", () => {
    type(25);
    type(30);
    ask(30, 8);
    expect(model.history.counts.undo).toBe(1);
    expect(model.undo()?.asked).toMatchObject([{ old: 10, new: 30, request: 8 }]);
  });
  it("does not keep the rest of its step from being taken back", () => {
    type(25, 26);
    ask(25, 7);
    expect(model.undo()).toMatchObject({ changes: [{ rowId: 2, old: 26, new: 20 }], asked: [{ request: 7 }] });
    expect(quantities()).toEqual([10, 20]);
  });
});
