import { expect, it } from "vitest";

import type { Mark } from "../grid/types";
import { CellMarks } from "./cell-marks";
import { Waits } from "./waits";

const REQUEST = { id: 5, line: 1, values: { quantity: "15" }, who: "Ada", at: "2026-03-10 01:05", mine: false, address: "/approvals/#asked-5" };

function page(): { cell: () => Mark | null; put: (mark: Mark | null) => void; waits: Waits; marks: CellMarks } {
  let cell: Mark | null = null;
  const put = (mark: Mark | null): void => { cell = mark; };
  const grid = { markCell: (_row: unknown, _field: string, mark: Mark | null) => { put(mark); }, markOf: () => cell ?? undefined, refusals: () => [] };
  const waits = new Waits((id, field) => { marks.showWait(id, field); });
  const marks = new CellMarks(() => grid, () => undefined, waits, () => false);
  return { cell: () => cell, put, waits, marks };
}

it("says again what waits, once a refusal over it is put away", () => {
  const { cell, put, waits, marks } = page();
  waits.take([REQUEST]);
  marks.set(1, "quantity", { state: "error", reason: "No." });
  waits.again();
  expect(cell()).toMatchObject({ reason: "No.", link: { address: "/approvals/#asked-5" } });

  put(null); // the person has written what holds
  waits.again();

  expect(cell()).toMatchObject({ waits: true, reason: "Ada asked for 15 on 2026-03-10 01:05. It waits for approval." });
});
