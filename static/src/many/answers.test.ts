import { afterEach, describe, expect, it, vi } from "vitest";

import { answersTo, LINES_AT_A_TIME } from "./answers";
import type { Row } from "./rows";

interface Sent { rows: { item: string }[]; before: unknown[] }

const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_none, line) => ({ line, item: `P${String(line)}`, quantity: "5", wanted: "", ready: { quantity: 5, wanted: "" }, reason: "" }));

/** A server that answers every line for one day; `plans` are the ids of the plans by which it answers, the last for good. */
function server(plans: number[]): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("document", { querySelector: () => null });
  vi.stubGlobal("fetch", (_address: string, request: { body: string }) => {
    const body = JSON.parse(request.body) as Sent;
    sent.push(body);
    const answers = body.rows.map(({ item }) => ({ state: "answered", item: { code: item, name: item, unit: "EA" }, quantity: 5, wanted_date: null, delivery_date: "2026-03-16", texts: {} }));
    const answer = { state: "answered", standing: {}, plan_id: plans.length > 1 ? plans.shift() : plans[0], customer: null, rows: answers };
    return Promise.resolve(new Response(JSON.stringify(answer), { headers: { "content-type": "application/json" } }));
  });
  return sent;
}

const asking = (progress: (count: number) => void = () => undefined): Parameters<typeof answersTo>[1] =>
  ({ address: "/answers/", customer: "", signal: new AbortController().signal, progress });

afterEach(() => { vi.unstubAllGlobals(); });

describe("lines of one order", () => {
  it("are asked part by part, each with what the parts before were given", async () => {
    const sent = server([1]);
    const counts: number[] = [];
    const found = await answersTo(rows(LINES_AT_A_TIME + 3), asking((count) => { counts.push(count); }));
    expect(found.rows).toHaveLength(LINES_AT_A_TIME + 3);
    expect(sent.map(({ rows: part, before }) => [part.length, before.length])).toEqual([[LINES_AT_A_TIME, 0], [3, LINES_AT_A_TIME]]);
    expect(sent[1]?.before[0]).toEqual({ item: "P0", quantity: 5, date: "2026-03-16" });
    expect(counts).toEqual([0, LINES_AT_A_TIME, LINES_AT_A_TIME + 3]);
  });

  it("are all asked again where a plan is published between two parts", async () => {
    const sent = server([1, 2]);
    const found = await answersTo(rows(LINES_AT_A_TIME + 3), asking());
    expect(sent).toHaveLength(4);
    expect(sent[2]?.before).toEqual([]);
    expect(found.rows).toHaveLength(LINES_AT_A_TIME + 3);
  });
});
