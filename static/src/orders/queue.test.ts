import { beforeEach, describe, expect, it } from "vitest";

import { Refused, Unreachable } from "../shell/api";
import { type ChangesAnswer, type LineAnswer, type Outgoing, Queue, type Store } from "./queue";

class Memory implements Store {
  readonly kept = new Map<string, string>();
  getItem(key: string): string | null { return this.kept.get(key) ?? null; }
  setItem(key: string, value: string): void { this.kept.set(key, value); }
  removeItem(key: string): void { this.kept.delete(key); }
}

function saved(change: Outgoing, kind: LineAnswer["kind"] = "saved"): LineAnswer {
  return { line_id: change.id, kind, version: change.version + 1, fields: {}, reasons: {}, changed_by: "", rule: "", cells: {} };
}

let store: Memory;
let sent: Outgoing[][];
let heard: LineAnswer[];
let refusals: string[];
let state: string;
let due: (() => void)[];
let answer: (changes: Outgoing[]) => Promise<ChangesAnswer>;

function queue(): Queue {
  const listener = {
    answered: (line: LineAnswer) => { heard.push(line); },
    turnedDown: (id: number, _fields: unknown, reason: string) => { refusals.push(`${String(id)} ${reason}`); },
    revisions: () => undefined,
    state: (now: string, count: number) => { state = `${now} ${String(count)}`; },
  };
  const clock = { after: (_ms: number, run: () => void) => { due = [run]; return run; }, cancel: () => { due = []; } };
  return new Queue((changes) => { sent.push(changes); return answer(changes); }, listener, store, "k", clock);
}

async function pause(): Promise<void> {
  const run = due;
  due = [];
  for (const step of run) step();
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

beforeEach(() => {
  store = new Memory();
  sent = [];
  heard = [];
  refusals = [];
  due = [];
  answer = (changes) => Promise.resolve({ answers: changes.map((change) => saved(change)), order_revisions: {} });
});

describe("the queue of edits", () => {
  it("gives back what the server will never take, with its words", async () => {
    const edits = queue();
    answer = () => Promise.reject(new Refused(403, { title: "Your role does not allow this." }));
    edits.put(1, "quantity", 5, 7, 3);
    edits.settle();
    await pause();
    expect(refusals).toEqual(["1 Your role does not allow this."]);
    expect([edits.count(), state, store.kept.size]).toEqual([0, "saved 0", 0]);
  });

  it.each([408, 429, 503])("sends again what was answered with %d", async (status) => {
    const edits = queue();
    answer = () => Promise.reject(new Refused(status, { title: "Later." }));
    edits.put(1, "quantity", 5, 7, 3);
    edits.settle();
    await pause();
    expect([refusals, state]).toEqual([[], "waiting 1"]);
    await pause();
    expect(sent).toHaveLength(2);
  });

  it("keeps what needs a reason, and sends it again with the one that was given", async () => {
    const edits = queue();
    edits.put(1, "quantity", 5, 7, 3);
    edits.settle();
    await pause();
    edits.hold(1, "quantity", { base: 5, mine: 7 }, 3);
    expect(edits.undecided()).toBe(1);

    edits.explain(1, { quantity: { base: 5, mine: 7 } }, 3, "the customer's line stands still");
    edits.settle();
    expect([edits.undecided(), edits.count()]).toEqual([0, 1]);
    expect(store.kept.get("k")).toContain("stands still");
    await pause();

    expect(sent[1]).toEqual([{ id: 1, version: 3, values: { quantity: 7 }, why: "the customer's line stands still" }]);
  });
  it("sends the edits of a pause in one batch and forgets them when they are saved", async () => {
    const q = queue();
    q.put(1, "quantity", 5, 6, 3);
    q.put(1, "note", "", "x", 3);
    q.put(2, "quantity", 5, 7, 1);
    q.settle();
    expect(state).toBe("saving 3");
    await pause();

    expect(sent).toEqual([[{ id: 1, version: 3, values: { quantity: 6, note: "x" } }, { id: 2, version: 1, values: { quantity: 7 } }]]);
    expect(state).toBe("saved 0");
    expect(store.kept.size).toBe(0);
  });

  it("sends nothing for a cell that was put back before it was sent", async () => {
    const q = queue();
    q.put(1, "quantity", 5, 6, 3);
    q.put(1, "quantity", 6, 5, 3);
    q.settle();
    await pause();

    expect(sent).toEqual([]);
    expect(state).toBe("saved 0");
  });

  it("lets what is typed during a save wait, and sends it with the new version", async () => {
    const q = queue();
    let reply: ((answer: ChangesAnswer) => void) | undefined;
    answer = () => new Promise((resolve) => { reply = resolve; });
    q.put(1, "quantity", 5, 6, 3);
    q.settle();
    await pause();
    q.put(1, "quantity", 6, 5, 3);
    q.settle();
    await pause();
    expect(sent).toHaveLength(1);

    answer = (changes) => Promise.resolve({ answers: changes.map((change) => saved(change)), order_revisions: {} });
    reply?.({ answers: [saved({ id: 1, version: 3, values: {} })], order_revisions: {} });
    await pause();
    await pause();

    expect(sent[1]).toEqual([{ id: 1, version: 4, values: { quantity: 5 } }]);
  });

  it("sends what was typed during a save with the version seen, where somebody's change came between", async () => {
    const q = queue();
    let reply: ((answer: ChangesAnswer) => void) | undefined;
    answer = () => new Promise((resolve) => { reply = resolve; });
    q.put(1, "priority", 5, 6, 3);
    q.settle();
    await pause();
    q.put(1, "quantity", 2, 55, 3);
    q.settle();

    answer = (changes) => Promise.resolve({ answers: changes.map((change) => saved(change, "stale")), order_revisions: {} });
    reply?.({ answers: [saved({ id: 1, version: 3, values: {} }, "stale")], order_revisions: {} });
    await pause();
    await pause();

    expect(sent[1]).toEqual([{ id: 1, version: 3, values: { quantity: 55 } }]);
  });

  it("sends two cells of a line with the older of the versions seen", async () => {
    const q = queue();
    q.put(1, "priority", 5, 6, 4);
    q.put(1, "quantity", 2, 55, 3);
    q.settle();
    await pause();

    expect(sent[0]).toEqual([{ id: 1, version: 3, values: { priority: 6, quantity: 55 } }]);
  });

  it("keeps everything while the server can't be reached, and sends it later", async () => {
    const q = queue();
    const works = answer;
    answer = () => Promise.reject(new Unreachable());
    q.put(1, "quantity", 5, 6, 3);
    q.settle();
    await pause();
    expect(state).toBe("waiting 1");
    expect(store.kept.get("k")).toContain('"mine":6');

    answer = works;
    await pause();

    expect(state).toBe("saved 0");
    expect(heard.map((line) => line.kind)).toEqual(["saved"]);
  });

  it("takes up after a reload what an earlier visit could not send", async () => {
    answer = () => Promise.reject(new Unreachable());
    const before = queue();
    before.put(9, "priority", 3, 1, 2);
    before.settle();
    await pause();
    due = [];
    answer = (changes) => Promise.resolve({ answers: changes.map((change) => saved(change)), order_revisions: {} });

    const after = queue();
    expect(after.restore().get(9)?.fields).toEqual({ priority: { base: 3, mine: 1 } });
    await pause();

    expect(sent.at(-1)).toEqual([{ id: 9, version: 2, values: { priority: 1 } }]);
    expect(store.kept.size).toBe(0);
  });

  it("keeps the edits of someone who has been signed out, and does not hammer the server", async () => {
    answer = () => Promise.reject(new Refused(403, undefined));
    const q = queue();
    q.put(1, "quantity", 5, 6, 3);
    q.settle();
    await pause();

    expect(state).toBe("signed-out 1");
    expect(due).toEqual([]);
    expect(store.kept.size).toBe(1);
  });

  it("keeps a conflict through a reload until the person has decided", () => {
    const q = queue();
    q.hold(4, "quantity", { base: 1, mine: 2 }, 0);
    q.settle();
    expect(queue().restore().get(4)).toEqual({ version: 0, fields: { quantity: { base: 1, mine: 2 } } });

    q.release(4, "quantity");
    q.settle();
    expect(store.kept.size).toBe(0);
  });
});
