import { expect, it } from "vitest";

import type { Column } from "../grid/types";
import { chosenColumns, moved, toggled, widened } from "./view-settings";

const ALL: Column[] = [
  { id: "order", title: "Order", width: 80, frozen: true },
  { id: "item", title: "Item", width: 60, grow: 2 },
  { id: "note", title: "Note", width: 90 },
];
const ids = (columns: readonly { id: string }[]): string[] => columns.map(({ id }) => id);

it("shows every column where none is chosen", () => {
  expect(chosenColumns(ALL, [])).toEqual(ALL);
});
it("shows the chosen ones in their order behind the frozen ones, as wide as they were drawn", () => {
  const shown = chosenColumns(ALL, [{ id: "note", width: null }, { id: "gone", width: 90 }, { id: "item", width: 200 }]);
  expect(ids(shown)).toEqual(["order", "note", "item"]);
  expect(shown[2]).toMatchObject({ width: 200, grow: 0 });
});
it("hides a column and shows it again last", () => {
  const hidden = toggled(ALL, [], "item");
  expect(ids(hidden)).toEqual(["order", "note"]);
  expect(ids(toggled(ALL, hidden, "item"))).toEqual(["order", "note", "item"]);
});
it("keeps the frozen ones when the last of the others is hidden", () => {
  expect(ids(chosenColumns(ALL, toggled(ALL, toggled(ALL, [], "item"), "note")))).toEqual(["order"]);
});
it("moves a column, and never before a frozen one or past the end", () => {
  const now = moved(ALL, [], "note", -1);
  expect(ids(now)).toEqual(["order", "note", "item"]);
  expect(ids(moved(ALL, now, "note", -1))).toEqual(["order", "note", "item"]);
  expect(ids(moved(ALL, now, "item", 1))).toEqual(["order", "note", "item"]);
});
it("remembers the width that was drawn", () => {
  expect(widened(ALL, [], "note", 300)).toContainEqual({ id: "note", width: 300 });
});
