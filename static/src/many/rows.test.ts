import { describe, expect, it } from "vitest";

import { readRows } from "./rows";

const TODAY = "2026-03-04";

function read(text: string): unknown[] {
  return readRows(text, TODAY).map(({ item, ready, reason }) => (ready ? [item, ready.quantity, ready.wanted] : [item, reason]));
}

describe("pasted lines", () => {
  it.each([
    ["a sheet with a header", "Item\tQty\tWanted date\nP-1\t48\t2026-03-16\nP-2\t1,200\t3/20", [["P-1", 48, "2026-03-16"], ["P-2", 1200, "2026-03-20"]]],
    ["columns in another order", "Date\tPos\tQuantity\tPart no\n3/16\t1\t48\tP-1", [["P-1", 48, "2026-03-16"]]],
    ["a Chinese header", "料号\t数量\t交期\nP-1\t４８\t3月16日", [["P-1", 48, "2026-03-16"]]],
    ["no header", "P-1\t48\t3/16", [["P-1", 48, "2026-03-16"]]],
    ["the day numbers of a spreadsheet", "P-1\t48\t46097\nP-2\t5\t46100", [["P-1", 48, "2026-03-16"], ["P-2", 5, "2026-03-19"]]],
    ["no date", "P-1\t48", [["P-1", 48, ""]]],
    ["the quantity first", "48\tP-1\t3/16\n5\tP-2\t3/17", [["P-1", 48, "2026-03-16"], ["P-2", 5, "2026-03-17"]]],
    ["semicolons", "P-1;48;16.3.2026", [["P-1", 48, "2026-03-16"]]],
    ["commas", "P-A, 1,200, 3/16", [["P-A", 1200, "2026-03-16"]]],
    ["a mail", "- P-1 48 pcs 3/16\n\n2) 5 x Gear pump by 3/17", [["P-1", 48, "2026-03-16"], ["Gear pump", 5, "2026-03-17"]]],
    ["weeks and steps", "P-1 48 W12\nP-2 5 +1w", [["P-1", 48, "2026-03-16"], ["P-2", 5, "2026-03-11"]]],
    ["units beside the number", "P-1\t48 pcs\t3/16\nP-2\t5件\t3/16", [["P-1", 48, "2026-03-16"], ["P-2", 5, "2026-03-16"]]],
  ])("are read from %s", (_what, text, rows) => {
    expect(read(text)).toEqual(rows);
  });

  it("keep their place where they can't be read, and say why", () => {
    const rows = readRows("P-1\t48\t3/16\nP-2\tmany\t3/16\nP-3\t5\t2/30\n\t5\t3/16\nP-4\t\t", TODAY);
    expect(rows.map(({ line }) => line)).toEqual([0, 1, 2, 3, 4]);
    expect(rows.map(({ ready }) => ready !== null)).toEqual([true, false, false, false, false]);
    expect(rows.map(({ reason }) => reason)).toEqual([
      "", "“many” is not a number.", "“2/30” is not a date. Write 2026-03-16, 3/16 or +1w.", "The item is missing.", "The quantity is missing.",
    ]);
  });

  it("are none where there is nothing", () => {
    expect(read(" \n\n")).toEqual([]);
  });
});
