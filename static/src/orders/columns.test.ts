import { expect, it } from "vitest";

import { parseCell } from "../grid/model/parse";
import type { GridRow, Parsed } from "../grid/types";
import { t } from "../shell/i18n";
import { columns } from "./columns";

function quantity(text: string): Parsed | undefined {
  const row: GridRow = { id: 1, cells: { quantity: 10 } };
  const column = columns(new Set(["quantity"]), "EUR", 500, () => false).find(({ id }) => id === "quantity");
  return column && parseCell(text, column, { current: 10, row, today: "2026-01-05", t });
}

it("takes the largest quantity and refuses more, by name, as a value and as a sum", () => {
  expect(quantity("500")).toEqual({ ok: true, value: 500 });
  expect(quantity("501")).toEqual({ ok: false, reason: "Must be at most 500." });
  expect(quantity("+491")).toEqual({ ok: false, reason: "Must be at most 500." });
});

it("takes a part of the quantity away, and refuses to take all of it", () => {
  expect(quantity("-5")).toEqual({ ok: true, value: 5 });
  expect(quantity("-10")).toEqual({ ok: false, reason: "Must be greater than 0." });
});

it("shows the columns up to the note beside the rail on a screen of 1600 pixels", () => {
  const all = columns(new Set(), "EUR", 500, () => false);
  const upToNote = all.slice(0, all.findIndex(({ id }) => id === "note") + 1);
  const room = 1600 - 208 - 12; // the rail, the scroll bar
  expect(upToNote.reduce((sum, { width }) => sum + width, 0)).toBeLessThanOrEqual(room);
});
