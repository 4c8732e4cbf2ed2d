import { beforeEach, describe, expect, it } from "vitest";

import type { Column, GridRow } from "../types";
import { fillDown, fillRight, fillTo, pasteTarget, readBlock, tile } from "./blocks";
import { GridModel } from "./model";
import type { Range } from "./selection";

const columns: Column[] = [
  { id: "order", title: "Order", width: 80, frozen: true },
  { id: "quantity", title: "Qty", width: 60, kind: "number", editable: (row) => (row.id === 3 ? "Frozen zone." : true), min: 0, nullable: false },
  { id: "due", title: "Due", width: 90, kind: "date", editable: true },
  { id: "note", title: "Note", width: 120, editable: true },
];

function row(id: number, quantity: number): GridRow {
  return { id, cells: { order: `SO-${id}`, quantity, due: "2026-03-16", note: null } };
}

let model: GridModel;

beforeEach(() => {
  model = new GridModel("2026-01-05", (message) => message);
  model.columns.set(columns);
  model.rows.setRows([row(1, 10), row(2, 20), row(3, 30), row(4, 40)]);
});

function range(top: number, left: number, bottom: number, right: number): Range {
  return { top, left, bottom, right };
}
function quantities(): unknown[] {
  return [1, 2, 3, 4].map((id) => model.rows.get(id)?.cells["quantity"]);
}
function paste(text: string[][], at: Range): ReturnType<GridModel["edit"]> {
  return model.edit(tile(model, text, pasteTarget(model, text, at)), "pasted");
}

describe("paste", () => {
  it("keeps good cells, rejects bad ones with the reason, and is one undo step", () => {
    const event = paste([["11", "2026-04-01"], ["abc", "2026-04-02"]], range(0, 1, 0, 1));
    expect(event?.changes).toHaveLength(3);
    expect(event?.rejected).toMatchObject([{ rowId: 2, field: "quantity", text: "abc" }]);
    expect(model.marks.get(2, "quantity")).toMatchObject({ state: "error", text: "abc" });
    model.undo();
    expect(quantities()).toEqual([10, 20, 30, 40]);
    expect(model.marks.refused()).toEqual([]);
    expect(model.rows.get(1)?.cells["due"]).toBe("2026-03-16");
    expect(model.undo()).toBeNull();
  });
  it("keeps the latest refusal of a cell when an earlier step that was refused there too is taken back", () => {
    const earlier = paste([["abc"], ["21"]], range(0, 1, 1, 1));
    paste([["xyz"], ["22"]], range(0, 1, 1, 1));
    model.undo(earlier?.step ?? undefined);
    expect(model.marks.get(1, "quantity")).toMatchObject({ state: "error", text: "xyz" });
    model.undo();
    expect(model.marks.get(1, "quantity")).toBeUndefined();
  });
  it("keeps a refusal that was no step of its own", () => {
    const earlier = paste([["abc"], ["21"]], range(0, 1, 1, 1));
    paste([["xyz"]], range(0, 1, 0, 1));
    model.undo(earlier?.step ?? undefined);
    expect(model.marks.get(1, "quantity")).toMatchObject({ state: "error", text: "xyz" });
  });
  it.each(["typed", "pasted"] as const)("reads a %s text as a sum, or refuses it with a reason", (source) => {
    const write = (text: string): ReturnType<GridModel["edit"]> => {
      const [first] = tile(model, [[text]], range(0, 1, 0, 1));
      return first ? model.edit([first], source) : null;
    };
    expect([write("-5")?.changes[0]?.new, write("+40")?.changes[0]?.new, write("*2")?.changes[0]?.new]).toEqual([5, 45, 90]);
    expect(write("-91")?.rejected).toMatchObject([{ text: "-91", reason: "Must be at least {min}." }]);
  });
  it("leaves what waits for approval waiting where the present value is written", () => {
    model.setMark({ rowId: 1, field: "quantity" }, { state: "error", waits: true, reason: "It waits." });
    expect(paste([["10"]], range(0, 1, 0, 1))).toBeNull();
    expect(model.marks.get(1, "quantity")).toMatchObject({ reason: "It waits." });
  });
  it("forgets a refusal once the present value is confirmed", () => {
    paste([["abc"]], range(0, 1, 0, 1));
    expect(paste([["10"]], range(0, 1, 0, 1))).toMatchObject({ changes: [], rejected: [], step: null });
    expect(model.marks.get(1, "quantity")).toBeUndefined();
  });
  it("repeats a single value over the selection", () => {
    const event = paste([["7"]], range(0, 1, 3, 1));
    expect(quantities()).toEqual([7, 7, 30, 7]);
    expect(event?.rejected).toMatchObject([{ rowId: 3, reason: "Frozen zone." }]);
  });
  it("passes over columns that are never edited", () => {
    const event = paste([["other", "5"]], range(0, 0, 0, 0));
    expect(event?.rejected).toEqual([]);
    expect(model.rows.get(1)?.cells["order"]).toBe("SO-1");
    expect(quantities()[0]).toBe(5);
  });
  it("leaves alone what a shorter line, or one without anything, does not reach", () => {
    const event = paste([["11", "2026-04-01"], ["12"], [""], ["14", "2026-04-04"]], range(0, 1, 0, 1));
    expect(event?.changes.map((change) => [change.rowId, change.field])).toEqual([[1, "quantity"], [1, "due"], [2, "quantity"], [4, "quantity"], [4, "due"]]);
    expect(event?.rejected).toEqual([]);
    expect(model.rows.get(2)?.cells["due"]).not.toBeNull();
  });
  it("does not run past the last row or column", () => {
    expect(pasteTarget(model, [["1", "2", "3"], ["4", "5", "6"]], range(3, 2, 3, 2))).toEqual(range(3, 2, 3, 3));
  });
  it("changes nothing while read-only", () => {
    model.rules = { ...model.rules, readOnly: true };
    expect(paste([["7"]], range(0, 1, 0, 1))?.changes).toEqual([]);
    expect(quantities()[0]).toBe(10);
  });
});

describe("undo", () => {
  it("finds its cells after the rows were sorted", () => {
    paste([["99"]], range(0, 1, 0, 1));
    model.rows.setRows([row(4, 40), row(3, 30), row(2, 20), row(1, 99)]);
    const event = model.undo();
    expect(event?.changes).toEqual([{ rowId: 1, field: "quantity", old: 99, new: 10 }]);
    expect(quantities()[0]).toBe(10);
    model.redo();
    expect(quantities()[0]).toBe(99);
  });
  it("drops what can be redone after a new edit", () => {
    paste([["1"]], range(0, 1, 0, 1));
    model.undo();
    paste([["2"]], range(0, 1, 0, 1));
    expect(model.redo()).toBeNull();
  });
  it("takes back two changes of one cell in the right order", () => {
    paste([["1"]], range(0, 1, 0, 1));
    paste([["2"]], range(0, 1, 0, 1));
    model.undo();
    expect(quantities()[0]).toBe(1);
  });
  it("takes the edited mark away once the first value is back, and not before", () => {
    paste([["1"]], range(0, 1, 0, 1));
    paste([["2"]], range(0, 1, 0, 1));
    model.undo();
    expect(model.marks.get(1, "quantity")).toEqual({ state: "edited" });
    model.undo();
    expect(model.marks.get(1, "quantity")).toBeUndefined();
  });
  it("takes back the step that is named, and leaves the later ones", () => {
    const first = paste([["1"]], range(0, 1, 0, 1));
    paste([["2"]], range(1, 1, 1, 1));
    expect(model.undo(first?.step ?? undefined)).toMatchObject({ step: first?.step, changes: [{ rowId: 1, new: 10 }] });
    expect(quantities()).toEqual([10, 2, 30, 40]);
    expect(model.undo(first?.step ?? undefined)).toBeNull();
    model.undo();
    expect(quantities()).toEqual([10, 20, 30, 40]);
  });
  it("leaves a cell that a later step wrote over, and that step then goes back to what was there before both", () => {
    const first = paste([["1"], ["2"]], range(0, 1, 1, 1));
    paste([["7"]], range(0, 1, 0, 1));
    model.undo(first?.step ?? undefined);
    expect(quantities()).toEqual([7, 20, 30, 40]);
    model.undo();
    expect(quantities()).toEqual([10, 20, 30, 40]);
  });
  it("has no step where every value was refused", () => {
    expect(paste([["abc"]], range(0, 1, 0, 1))?.step).toBeNull();
    expect(paste([["1"]], range(0, 1, 0, 1))?.step).not.toBeNull();
  });
  it("skips rows that are gone", () => {
    paste([["1"], ["2"]], range(0, 1, 1, 1));
    model.rows.setRows([row(2, 2)]);
    expect(model.undo()?.changes).toEqual([{ rowId: 2, field: "quantity", old: 2, new: 20 }]);
  });
});

describe("a value that came while one typed", () => {
  function typed(text: string): ReturnType<GridModel["edit"]> {
    const cell = model.cell(0, 1);
    model.update([{ id: 1, cells: { quantity: 27 } }]);
    return cell ? model.edit([{ ...cell, text, seen: 10 }], "typed") : null;
  }
  it("is not what the change began with", () => {
    expect(typed("55")?.changes).toEqual([{ rowId: 1, field: "quantity", old: 10, new: 55 }]);
  });
  it("stays where the one seen was typed again, and where both wrote the same", () => {
    expect(typed("10")).toBeNull();
    expect(typed("27")).toBeNull();
    expect(quantities()[0]).toBe(27);
  });
});

describe("fill", () => {
  it("copies the first line down", () => {
    model.edit(fillDown(model, range(0, 1, 3, 1)), "filled");
    expect(quantities()).toEqual([10, 10, 30, 10]);
  });
  it("takes the cell above for a single cell", () => {
    model.edit(fillDown(model, range(1, 1, 1, 1)), "filled");
    expect(quantities()[1]).toBe(10);
    expect(fillDown(model, range(0, 1, 0, 1))).toEqual([]);
  });
  it("copies to the right by meaning, so a number is no date", () => {
    const event = model.edit(fillRight(model, range(0, 1, 0, 3)), "filled");
    expect(event?.changes).toEqual([{ rowId: 1, field: "note", old: null, new: "10" }]);
    expect(event?.rejected).toMatchObject([{ rowId: 1, field: "due" }]);
  });
  it("continues a pattern downwards and upwards", () => {
    model.edit(fillTo(model, range(0, 1, 1, 1), range(0, 1, 3, 1)), "filled");
    expect(quantities()).toEqual([10, 20, 30, 20]);
    model.edit(fillTo(model, range(2, 1, 3, 1), range(1, 1, 3, 1)), "filled");
    expect(quantities()[1]).toBe(20);
  });
  it("reads a block as text", () => {
    expect(readBlock(model, range(0, 0, 1, 1))).toEqual([["SO-1", "10"], ["SO-2", "20"]]);
  });
});

describe("selection", () => {
  it("stays on its row when the rows are replaced in another order", () => {
    model.selection.select({ row: 0, column: 2 });
    model.keepSelection(() => model.rows.setRows([row(9, 1), row(2, 2), row(1, 3)]));
    expect(model.refAt(model.selection.active)).toEqual({ rowId: 1, field: "due" });
  });
  it("stays in place when its row is gone", () => {
    model.selection.select({ row: 3, column: 2 });
    model.keepSelection(() => model.rows.setRows([row(1, 1), row(2, 2)]));
    expect(model.selection.active).toEqual({ row: 1, column: 2 });
  });
  it("is empty when there are no rows left", () => {
    model.selection.select({ row: 3, column: 2 });
    model.keepSelection(() => model.rows.setRows([]));
    expect(model.selected()).toMatchObject({ active: null, rowIds: [] });
  });
  it("sums numbers and counts filled cells", () => {
    model.selection.selectRange({ row: 0, column: 0 }, { row: 1, column: 3 });
    expect(model.selected().statistics).toEqual({ count: 6, sum: 30, average: 15 });
  });
  it("has no sum where no number is selected", () => {
    model.selection.selectRange({ row: 0, column: 2 }, { row: 1, column: 3 });
    expect(model.selected().statistics).toEqual({ count: 2, sum: null, average: null });
  });
});

describe("tree", () => {
  beforeEach(() => {
    model.rows.setPinned([{ id: "heat", kind: "heat", cells: {} }]);
    model.rows.setRows([{ ...row(1, 1), children: [row(11, 2), row(12, 3)] }, row(2, 4)]);
  });

  it("shows children between their parent and the next row, below the pinned rows", () => {
    model.rows.setOpen(true, 1);
    expect([0, 1, 2, 3, 4].map((index) => model.rows.at(index)?.id)).toEqual(["heat", 1, 11, 12, 2]);
    expect(model.rows.setOpen(true, 1)).toBe(false);
  });
  it("moves the selection to the parent when it is closed", () => {
    model.rows.setOpen(true, 1);
    model.selection.select({ row: 3, column: 1 });
    model.keepSelection(() => model.rows.setOpen(false, 1));
    expect(model.refAt(model.selection.active)).toEqual({ rowId: 1, field: "quantity" });
  });
  it("writes new numbers into closed rows and ignores unknown ones", () => {
    model.update([{ id: 12, cells: { quantity: 33 } }, { id: "gone", cells: { quantity: 1 } }]);
    expect(model.rows.get(12)?.cells).toMatchObject({ quantity: 33, order: "SO-12" });
  });
  it("stays open when the rows are loaded again", () => {
    model.rows.setOpen(true, 1);
    model.rows.setRows([{ ...row(1, 1), children: [row(11, 2)] }]);
    expect(model.rows.count).toBe(3);
  });
});

describe("values from the page", () => {
  it("are one step, and a locked cell refuses them", () => {
    const event = model.applyValues([
      { rowId: 1, field: "quantity", value: 5 },
      { rowId: 3, field: "quantity", value: 5 },
      { rowId: 2, field: "order", value: "X" },
    ]);
    expect(event?.changes).toEqual([{ rowId: 1, field: "quantity", old: 10, new: 5 }]);
    expect(event?.rejected.map((each) => each.rowId)).toEqual([3, 2]);
  });
  it("give no step when nothing changes", () => {
    expect(model.applyValues([{ rowId: 1, field: "quantity", value: 10 }])).toBeNull();
  });
});
