import { expect, it } from "vitest";

import { type WaitingRequest, Waits } from "./waits";

function request(id: number, values: Record<string, string>, mine = false): WaitingRequest {
  return { id, line: 1, values, who: "Ada", at: "2026-03-10 01:05", mine, address: `/approvals/#asked-${String(id)}` };
}

it("says who asked for what, when, and where it is decided", () => {
  const waits = new Waits(() => undefined);
  waits.take([request(5, { quantity: "15", promised_date: "" })]);

  const link = { label: "Open the request", address: "/approvals/#asked-5" };
  const reason = "Ada asked for 15 on 2026-03-10 01:05. It waits for approval.";
  expect(waits.mark(1, "quantity")).toEqual({ state: "error", waits: true, reason, link });
  expect(waits.mark(1, "promised_date")).toMatchObject({ reason: "Ada asked for – on 2026-03-10 01:05. It waits for approval." });
  expect(waits.mark(1, "note")).toBeNull();
});

it("counts the cells of one's own, and tells them apart", () => {
  const waits = new Waits(() => undefined);
  waits.take([request(5, { quantity: "15", note: "x" }, true), request(6, { priority: "1" })]);

  expect(waits.mine).toBe(2);
  expect(waits.mark(1, "quantity")).toMatchObject({ reason: "You asked for 15 on 2026-03-10 01:05. It waits for approval." });
});

it("shows a cell again once its request is decided", () => {
  const shown: string[] = [];
  const waits = new Waits((_id, field) => { shown.push(`${field} ${waits.mark(1, field) ? "waits" : "free"}`); });
  waits.take([request(5, { quantity: "15" }), request(6, { priority: "1" })]);
  shown.length = 0;

  waits.take([request(6, { priority: "1" })]);

  expect(shown).toEqual(["quantity free", "priority waits"]);
});
