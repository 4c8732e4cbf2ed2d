import { expect, it } from "vitest";

import { Desk } from "./desk";
import type { LinesAnswer } from "./lines";

function answer(ids: number[], quantities: number[], count: number, version = 1): LinesAnswer {
  const each = <T>(value: T): T[] => ids.map(() => value);
  return {
    cursor: `after ${ids.join()}`, count, waiting: [], customers: [["C", ""]], items: [["I", ""]],
    columns: {
      id: ids, version: each(version), order: each("A"), line: ids, delivery: each(1), customer: each(0), item: each(0), status: each("late"),
      quantity: quantities, requested: each("2026-01-01"), promised: each(null), planned: each(null), slack: each(null), priority: each(3), price: each(1), note: each(""),
      shipped: each(2), frozen: each(false), key: each(""),
    },
  };
}

function deskOf(answers: LinesAnswer[], pending: (id: number, field: string) => { mine: number } | undefined = () => undefined): { desk: Desk; asked: string[] } {
  const asked: string[] = [];
  const desk = new Desk((since) => {
    asked.push(since);
    return Promise.resolve(answers.shift() ?? answer([], [], 0));
  }, pending);
  return { desk, asked };
}

it("asks for everything once, then for what changed since", async () => {
  const { desk, asked } = deskOf([answer([1, 2], [5, 6], 2), answer([2], [7], 2, 2)]);
  await desk.refresh();
  const { changed, regrouped } = await desk.refresh();

  expect(asked).toEqual(["", "after 1,2"]);
  expect(changed.map((line) => [line.id, line.cells.quantity, line.version])).toEqual([[2, 7, 2]]);
  expect(regrouped).toBe(false);
});

it("leaves a cell alone that the person has edited, and the version the edit was made against", async () => {
  const { desk } = deskOf([answer([1], [5], 1), answer([1], [9], 1, 2)], (_id, field) => (field === "quantity" ? { mine: 6 } : undefined));
  await desk.refresh();
  desk.write(1, "quantity", 6);
  await desk.refresh();

  expect(desk.lines.get(1)?.cells.quantity).toBe(6);
  expect(desk.lines.get(1)?.version).toBe(1);
});

it("notices that a line is gone", async () => {
  const { desk } = deskOf([answer([1, 2], [5, 6], 2), answer([], [], 1), answer([2], [6], 1)]);
  await desk.refresh();
  const { regrouped } = await desk.refresh();

  expect([...desk.lines.keys()]).toEqual([2]);
  expect(regrouped).toBe(true);
});

it("asks again for news that came while an answer was under way", async () => {
  const { desk, asked } = deskOf([answer([1], [5], 1), answer([1], [7], 1, 2)]);
  const [, second, third] = await Promise.all([desk.refresh(), desk.refresh(), desk.refresh()]);

  expect(asked).toEqual(["", "after 1"]);
  expect(second).toBe(third);
  expect(desk.lines.get(1)?.cells.quantity).toBe(7);
});

it("asks again after an answer that failed", async () => {
  const answers = [Promise.reject(new Error("no network")), Promise.resolve(answer([1], [5], 1))];
  const desk = new Desk(() => answers.shift() ?? Promise.resolve(answer([], [], 1)), () => undefined);
  const failing = desk.refresh();
  const following = desk.refresh();

  await expect(failing).rejects.toThrow("no network");
  expect((await following).regrouped).toBe(true);
});
