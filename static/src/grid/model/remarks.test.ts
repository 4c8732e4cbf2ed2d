import { beforeEach, describe, expect, it } from "vitest";

import { pastDay } from "../../orders/columns";
import type { Column } from "../types";
import { GridModel } from "./model";

const DATE: Column = { id: "date", title: "Requested", width: 60, kind: "date", editable: true, look: pastDay("2026-03-10") };
const CELL = { rowId: 1, field: "date" };
let model: GridModel;

beforeEach(() => {
  model = new GridModel("2026-03-10", (message, values) => message.replace(/\{(\w+)\}/g, (_, name: string) => String(values?.[name])));
  model.rules = { ...model.rules, dateOrder: "dmy" };
  model.columns.set([DATE]);
  model.rows.setRows([{ id: 1, cells: { date: "2026-03-20" } }, { id: 2, cells: { date: "2026-03-20", status: "shipped" } }]);
});

function type(text: string, rowId = 1): void {
  const row = model.rows.get(rowId);
  if (row) model.edit([{ row, column: DATE, text }], "typed");
}

describe("what is said of a value that was taken", () => {
  it("is how an ambiguous date was understood, until the value goes", () => {
    type("3/4");
    expect(model.rows.get(1)?.cells["date"]).toBe("2026-04-03");
    expect(model.latestRemarkText).toBe("“3/4” was read as 2026-04-03, the day before the month.");
    model.undo();
    expect(model.remarkOf(CELL)).toBe("");
    model.redo();
    expect(model.remarkOf(CELL)).not.toBe("");
    model.update([{ id: 1, cells: { date: "2026-04-04" } }]);
    expect(model.remarkOf(CELL)).toBe("");
  });
  it("is nothing where there was one way to read it", () => {
    type("13/4");
    expect(model.latestRemark).toBeNull();
  });
  it("is that a day before today will be late, on a line that is still open", () => {
    type("2026-03-09");
    expect(model.latestRemarkText).toBe("Before today, 2026-03-10: it will be late.");
    type("2026-03-10");
    expect(model.remarkOf(CELL)).toBe("");
    type("2026-03-09", 2);
    expect(model.remarkOf({ rowId: 2, field: "date" })).toBe("");
  });
});

describe("a step that was refused altogether", () => {
  it("is put away by undo, and what was taken before it by the next", () => {
    type("2026-03-25");
    type("soon");
    type("later", 2);
    expect(model.steps).toEqual({ undo: 3, redo: 0 });
    model.undo();
    expect([1, 2].map((id) => model.marks.get(id, "date")?.state)).toEqual(["error", undefined]);
    model.undo();
    expect(model.marks.get(1, "date")?.state).not.toBe("error");
    expect(model.rows.get(1)?.cells["date"]).toBe("2026-03-25");
    model.undo();
    expect(model.rows.get(1)?.cells["date"]).toBe("2026-03-20");
    expect(model.undo()).toBeNull();
  });
});
