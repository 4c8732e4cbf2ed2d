import { expect, it } from "vitest";

import type { LineAnswer } from "./queue";
import { Sight } from "./sight";

function answer(kind: LineAnswer["kind"], version: number): LineAnswer {
  return { line_id: 1, kind, version, fields: {}, reasons: {}, changed_by: "", rule: "", cells: {} };
}

it("keeps the version of when the editor was opened, and for that cell only, once", () => {
  const sight = new Sight();
  sight.began(1, "quantity", 3);

  expect(sight.ended(1, "note")).toBeUndefined();
  expect(sight.ended(2, "quantity")).toBeUndefined();
  expect(sight.ended(1, "quantity")).toBe(3);
  expect(sight.ended(1, "quantity")).toBeUndefined();
});

it("goes along with the person's own save, and with nothing that may hide somebody else's", () => {
  const sight = new Sight();
  sight.began(1, "quantity", 3);
  sight.answered(answer("saved", 4));
  sight.answered(answer("stale", 5));
  sight.answered(answer("saved", 6));

  expect(sight.ended(1, "quantity")).toBe(4);
});
