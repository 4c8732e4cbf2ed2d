import { expect, it } from "vitest";

import type { Mark } from "../grid/types";
import type { Desk } from "./desk";
import type { LineAnswer, Queue } from "./queue";
import { conflict, Saving } from "./saving";

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

it("hands the request that waits on to the steps, from the value that holds", () => {
  const forgotten: unknown[][] = [];
  const marks: (Mark | null)[] = [];
  const written: unknown[][] = [];
  const desk = { lines: new Map([[1, { version: 3 }]]), write: (...value: unknown[]) => { written.push(value); } } as unknown as Desk;
  const saving = new Saving(desk, () => ({ pending: () => undefined }) as unknown as Queue, {
    mark: (_id, _field, mark) => { marks.push(mark); },
    forget: (...change) => { forgotten.push(change); },
    redraw: () => undefined, say: () => undefined, asked: () => undefined, takeBack: () => undefined, askWhy: () => Promise.resolve(""),
  }, () => 0);

  // 15 was under way when 20 was typed over it: the server has neither.
  saving.answered({ ...STALE, kind: "waiting", fields: { quantity: "10" }, change_id: 7 }, { quantity: { base: 15, mine: 20 } });

  expect(forgotten).toEqual([[1, "quantity", 10, 20, 7]]);
  expect(written).toEqual([[1, "quantity", 10]]);
  expect(marks).toMatchObject([{ state: "error", waits: true }]);
});

it("takes back a request for what was undone while it was on its way", () => {
  const unwanted: unknown[] = [];
  const desk = { lines: new Map([[1, { version: 3 }]]), write: () => undefined } as unknown as Desk;
  const typedSince: Record<string, unknown> = { quantity: { base: 15, mine: 10 }, note: { base: "b", mine: "c" } };
  const queue = { pending: (_id: number, field: string) => typedSince[field] } as unknown as Queue;
  const saving = new Saving(desk, () => queue, {
    mark: () => undefined, forget: () => undefined, redraw: () => undefined, say: () => undefined, asked: () => undefined,
    takeBack: (asked) => { unwanted.push(...asked); }, askWhy: () => Promise.resolve(""),
  }, () => 0);

  const sent = { quantity: { base: 10, mine: 15 }, note: { base: "a", mine: "b" } };
  saving.answered({ ...STALE, kind: "waiting", fields: { quantity: "10", note: "a" }, change_id: 7 }, sent);

  expect(unwanted).toEqual([{ rowId: 1, field: "quantity", old: 10, new: 15, request: 7 }]);
});

it("says of cells to decide and of values that were not accepted apart", () => {
  const queue = { undecided: () => 2 } as unknown as Queue;
  const saving = new Saving({} as Desk, () => queue, {} as ConstructorParameters<typeof Saving>[2], () => 0);

  expect(saving.words("saved", 0, 1).text).toBe("2 cells to decide · 1 value was not accepted");
});
