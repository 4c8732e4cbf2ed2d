import { describe, expect, it } from "vitest";

import { type Line, type LinesAnswer, record, stillOpen, unpack } from "./lines";
import { fromText, settleStale } from "./saving";
import { counts, shown } from "./view";

const ANSWER: LinesAnswer = {
  cursor: "7",
  count: 3, waiting: [],
  customers: [["C1", "Nordwind"], ["C2", ""]],
  items: [["P-1", "Pump"], ["V-1", "阀门"]],
  columns: {
    id: [1, 2, 3], version: [1, 1, 1], order: ["A", "A", "B"], line: [1, 2, 1], delivery: [1, 1, 2], customer: [0, 0, 1],
    item: [0, 1, 0], status: ["on_time", "late", "not_planned"], quantity: [2, 1, 10], requested: ["2026-01-02", "2026-01-01", "2026-01-03"],
    promised: ["2026-01-02", null, null], planned: [null, null, null], slack: [3, -4, null], priority: [3, 1, 2], price: [0.1, 5, 2], note: ["", "Rush", ""],
    shipped: [0, 3, 4], frozen: [false, true, false], key: ["", "", "MTO-7"],
  },
};
const lines: Line[] = unpack(ANSWER).map(record);
const ids = (found: Line[]): number[] => found.map((line) => line.id);

describe("order lines from columns", () => {
  it("get their names from the lists beside the columns, the code where there is no name", () => {
    expect(lines.map((line) => [line.cells.order, line.cells.customer, line.cells.description])).toEqual([
      ["A/1", "Nordwind", "Pump"], ["A/2", "Nordwind", "阀门"], ["B/1/2", "C2", "Pump"],
    ]);
  });

  it("are open by what is not shipped yet, never below nothing, and not at all where they are finished", () => {
    expect(lines.map((line) => line.cells.open_quantity)).toEqual([2, 0, 6]);
    expect(["quote", "shipped", "closed", "cancelled"].map((status) => stillOpen(status, 10, 4))).toEqual([0, 0, 0, 0]);
    expect(stillOpen("late", 0.3, 0.1)).toBe(0.2);
  });

  it("are found by their make-to-order key", () => {
    expect(ids(shown(lines, "all", "mto-7", null))).toEqual([3]);
  });

  it("are worth quantity times price, to the cent", () => {
    expect(lines.map((line) => line.cells.value)).toEqual([0.2, 5, 20]);
  });
});

describe("what is shown", () => {
  it("counts by status", () => {
    expect(counts(lines)).toEqual({ all: 3, late: 1, at_risk: 0, not_planned: 1 });
  });

  it("contains every word of the search, whatever its case and width", () => {
    expect(ids(shown(lines, "all", "pump ａ/1", null))).toEqual([1]);
    expect(ids(shown(lines, "all", "阀门 RUSH", null))).toEqual([2]);
    expect(ids(shown(lines, "late", "pump", null))).toEqual([]);
  });

  it("is sorted with empty cells last either way", () => {
    expect(ids(shown(lines, "all", "", { field: "slack", descending: false }))).toEqual([2, 1, 3]);
    expect(ids(shown(lines, "all", "", { field: "slack", descending: true }))).toEqual([1, 2, 3]);
  });

  it("sorts the status by urgency", () => {
    expect(ids(shown(lines, "all", "", { field: "status", descending: false }))).toEqual([2, 3, 1]);
  });
});

describe("an edit of a line that somebody else changed", () => {
  const sent = { quantity: { base: 5, mine: 6 }, note: { base: "", mine: "x" }, priority: { base: 3, mine: 1 } };

  it("is merged by cell: theirs elsewhere is no conflict, the same value is done, another value asks", () => {
    const theirs: Record<string, string | number> = { quantity: 5, note: "x", priority: 2 };
    expect(settleStale(sent, (field) => theirs[field] ?? null)).toEqual({ quantity: "mine", note: "done", priority: "conflict" });
  });

  it("compares values in the grid's own kinds", () => {
    expect(fromText("quantity", "6.5")).toBe(6.5);
    expect(fromText("promised_date", "")).toBeNull();
    expect(fromText("note", "")).toBe("");
  });
});
