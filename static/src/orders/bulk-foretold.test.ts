import { describe, expect, it } from "vitest";

import type { Change } from "../grid/types";
import { foretold, foretoldWords } from "./bulk-foretold";
import type { ChangesAnswer, LineAnswer } from "./queue";

const change = (rowId: number): Change => ({ rowId, field: "quantity", old: 1, new: 2 });
const answer = (line_id: number, kind: LineAnswer["kind"], more: Partial<LineAnswer> = {}): LineAnswer =>
  ({ line_id, kind, version: 1, fields: {}, reasons: {}, changed_by: "", changed_at: null, rule: "", ...more }) as LineAnswer;

describe("what becomes of one value for many lines", () => {
  it("is counted from the answers of a dry run and from what the grid itself refuses", async () => {
    const sent: object[] = [];
    const told = await foretold(
      { changes: [1, 2, 3, 4].map(change), rejected: [{ rowId: 5, field: "quantity", text: "2", reason: "Finished." }] },
      (id) => id * 10,
      (body) => {
        sent.push(body);
        const answers = [
          answer(1, "saved"), answer(2, "waiting"), answer(3, "invalid", { rule: "reason_missing" }),
          answer(4, "refused", { reasons: { quantity: "Finished." } }),
        ];
        return Promise.resolve({ answers, order_revisions: {} } as ChangesAnswer);
      },
    );
    expect(told).toEqual({ saved: 1, waiting: 1, unexplained: 1, refused: 2, why: "Finished." });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ dry_run: true, changes: [{ id: 1, version: 10, values: { quantity: 2 } }, { id: 2 }, { id: 3 }, { id: 4 }] });
    expect(foretoldWords(told)).toBe("1 will be saved · 1 will wait for approval · 1 needs a reason · 2 will be refused: Finished.");
  });
  it("is asked in parts that the server takes, and not at all where nothing would change", async () => {
    const sizes: number[] = [];
    const send = ({ changes }: { changes?: { id: number }[] }): Promise<ChangesAnswer> => {
      sizes.push(changes?.length ?? 0);
      return Promise.resolve({ answers: (changes ?? []).map(({ id }) => answer(id, "saved")), order_revisions: {} } as ChangesAnswer);
    };
    const many = Array.from({ length: 4001 }, (_, id) => change(id + 1));
    expect((await foretold({ changes: many, rejected: [] }, () => 1, send)).saved).toBe(4001);
    expect(sizes).toEqual([2000, 2000, 1]);
    const none = await foretold({ changes: [], rejected: [] }, () => 1, send);
    expect(sizes).toHaveLength(3);
    expect(foretoldWords(none)).toBe("Nothing would change.");
  });
});
