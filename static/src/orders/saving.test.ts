import { expect, it } from "vitest";

import type { LineAnswer } from "./queue";
import { conflict } from "./saving";

const STALE: LineAnswer = {
  line_id: 1, kind: "stale", version: 4, fields: { quantity: "20" }, reasons: {}, changed_by: "Bob", rule: "",
  cells: { quantity: { who: "Ada", at: "2026-03-10 01:05", channel: "by import" } },
};

it("says both values, who, when and through which channel", () => {
  const said = "Ada wrote 20 here (2026-03-10 01:05, by import) while you wrote 30.";
  expect(conflict(STALE, "quantity", 30, 20)).toEqual({ state: "conflict", mine: 30, theirs: 20, said });
});

it("claims nothing of a cell whose history names nobody", () => {
  expect(conflict(STALE, "note", "mine", "")).toEqual({ state: "conflict", mine: "mine", theirs: "" });
});
