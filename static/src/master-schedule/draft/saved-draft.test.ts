import { beforeEach, describe, expect, it } from "vitest";

import { Refused, Unreachable } from "../../shell/api";
import { elsewhereWords } from "./elsewhere";
import { Past } from "./past";
import { type DraftAnswer, type DraftNews, type DraftState, refusalIn, SavedDraft } from "./saved-draft";
import type { CellStep, Step } from "./steps";

const mps = (bucket: string, quantity: number): CellStep => ({ kind: "quantity", item_id: 7, bucket, quantity: String(quantity) });
const [a, b, c] = [mps("2026-03-02", 1), mps("2026-03-09", 2), mps("2026-03-16", 3)];

/** A server that keeps one draft, as the contract says. */
class Server {
  version = 0;
  steps: readonly Step[] = [];
  fails: (Error | null)[] = [];
  puts: (readonly Step[])[] = [];

  answer(): DraftAnswer {
    return { version: this.version, plan: null, is_behind: false, steps: this.steps, published: [] };
  }

  get(): Promise<DraftAnswer> {
    return Promise.resolve(this.answer());
  }

  put(steps: readonly Step[], version: number): Promise<DraftAnswer> {
    this.puts.push(steps);
    const failure = this.fails.shift();
    if (failure) return Promise.reject(failure);
    if (version !== this.version) return Promise.reject(new Refused(412, this.answer()));
    this.version += 1;
    this.steps = steps;
    return Promise.resolve(this.answer());
  }
}

class Store {
  readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);
}

/** Time passes only where a test says so. */
class Clock {
  private run: (() => void) | undefined;
  after = (_ms: number, run: () => void): number => { this.run = run; return 1; };
  cancel = (): void => { this.run = undefined; };
  async pass(): Promise<void> {
    const run = this.run;
    this.run = undefined;
    run?.();
    for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
  }
}

let server: Server;
let store: Store;
let clock: Clock;
let states: DraftState[];
let told: DraftNews[];
let refusals: [Step | null, string][];

beforeEach(() => {
  [server, store, clock, states, told, refusals] = [new Server(), new Store(), new Clock(), [], [], []];
});

function draft(): SavedDraft {
  return new SavedDraft(server, {
    state: (state) => { states.push(state); },
    changed: (news) => { told.push(news); },
    refused: (step, reason) => { refusals.push([step, reason]); },
    published: () => undefined,
  }, store, "draft", clock);
}

describe("a draft", () => {
  it("is saved after a pause, once for several changes", async () => {
    const mine = draft();
    await mine.load();
    mine.set([a]);
    mine.set([a, b]);
    expect(server.puts).toEqual([]);
    await clock.pass();
    expect([server.steps, server.puts.length, states.at(-1), store.kept.size]).toEqual([[a, b], 1, "saved", 0]);
  });
  it("sends what was typed while it was on its way", async () => {
    const mine = draft();
    await mine.load();
    mine.set([a]);
    const passing = clock.pass();
    mine.set([a, b]);
    await passing;
    await clock.pass();
    expect(server.steps).toEqual([a, b]);
  });
  it("keeps what can't be sent, tries again, and outlives a reload", async () => {
    const mine = draft();
    await mine.load();
    server.fails = [new Unreachable("gone"), new Unreachable("gone")];
    mine.set([a]);
    await clock.pass();
    expect([states.at(-1), store.kept.size]).toEqual(["waiting", 1]);
    await clock.pass();
    const reloaded = draft();
    await reloaded.load();
    expect(reloaded.steps).toEqual([a]);
    await clock.pass();
    expect([server.steps, states.at(-1)]).toEqual([[a], "saved"]);
  });
  it("says who is signed out, and keeps the changes", async () => {
    const mine = draft();
    await mine.load();
    server.fails = [new Refused(403, undefined)];
    mine.set([a]);
    await clock.pass();
    expect([states.at(-1), store.kept.size]).toEqual(["signed-out", 1]);
  });
});

describe("another window", () => {
  it("has changed the draft: both changes are kept, and it is told", async () => {
    const [mine, other] = [draft(), draft()];
    await mine.load();
    await other.load();
    other.set([b]);
    await clock.pass();
    mine.set([a]);
    await clock.pass();
    await clock.pass();
    expect(new Set(server.steps)).toEqual(new Set([a, b]));
    expect(told.at(-1)?.both).toEqual([]);
  });
  it("has changed the same cell: mine stands, and it is told", async () => {
    const mine = draft();
    await mine.load();
    [server.version, server.steps] = [5, [mps("2026-03-02", 9)]];
    mine.set([a]);
    await clock.pass();
    await clock.pass();
    expect([server.steps, told.at(-1)?.both]).toEqual([[a], [a]]);
  });
  it("has written over what this one had saved: nothing of this one is on its way, and it is told what says so", async () => {
    const mine = draft();
    await mine.load();
    mine.set([a]);
    await clock.pass();
    [server.version, server.steps] = [5, [mps("2026-03-02", 9)]];
    await mine.refresh();
    expect(told).toEqual([{ before: [a], steps: [mps("2026-03-02", 9)], both: [], hadOwn: false }]);
    expect(told.map(elsewhereWords)).toEqual(["You changed this draft in another window: 1 cell says what was typed there."]);
  });
  it("is said to have its change beside this one's only where this one had one", () => {
    const news = { before: [], steps: [b], both: [], hadOwn: false };
    expect(elsewhereWords(news)).toBe("You changed this draft in another window: here it is as it is now.");
    expect(elsewhereWords({ ...news, before: [a], steps: [a, b], hadOwn: true })).toBe("You changed this draft in another window, too: both changes are in it.");
  });
  it("is looked at when one comes back, but not over what is being sent", async () => {
    const mine = draft();
    await mine.load();
    [server.version, server.steps] = [5, [c]];
    await mine.refresh();
    expect(mine.steps).toEqual([c]);
    mine.set([c, a]);
    [server.version, server.steps] = [6, []];
    await mine.refresh();
    expect(mine.steps).toEqual([c, a]);
  });
});

describe("a step that the server refuses", () => {
  it("goes out of the draft with its reason, the others are saved", async () => {
    const mine = draft();
    await mine.load();
    server.fails = [new Refused(422, { title: "Not saved.", errors: { "steps[1]": ["No such item."] } })];
    mine.set([a, b]);
    await clock.pass();
    expect([refusals, mine.steps]).toEqual([[[b, "No such item."]], [a]]);
    await clock.pass();
    expect(server.steps).toEqual([a]);
  });
  it.each([
    [{ errors: { "steps[3].quantity": ["No."] } }, 3, "No."],
    [{ detail: "steps[0]: too late" }, 0, "steps[0]: too late"],
    [{ title: "Broken" }, null, "Broken"],
    [undefined, null, ""],
  ])("%j names it", (body, place, reason) => {
    expect(refusalIn(body)).toEqual({ place, reason });
  });
});

describe("undo and redo", () => {
  it("lead back and forth, and outlive a reload", () => {
    const past = new Past(store, "past");
    past.record([]);
    past.record([a]);
    expect(past.undo([a, b])).toEqual([a]);
    const reloaded = new Past(store, "past");
    expect(reloaded.counts).toEqual({ undo: 1, redo: 1 });
    expect(reloaded.redo([a])).toEqual([a, b]);
    reloaded.record([a, b]);
    expect(reloaded.counts.redo).toBe(0);
    reloaded.forget();
    expect([reloaded.undo([]), store.kept.size]).toEqual([null, 0]);
  });
  it("take back what was done here, and leave what another window did", () => {
    const past = new Past(store, "past");
    past.record([]);
    past.record([a]);
    past.rebase([a, b], [a, b, c]);
    expect([past.undo([a, b, c]), past.undo([a, c]), past.redo([c])]).toEqual([[c, a], [c], [a, c]].map((steps) => expect.arrayContaining(steps)));
  });
  it("take back what was typed here where another window typed over it", () => {
    const past = new Past(store, "past");
    past.record([]);
    past.rebase([a], [mps("2026-03-02", 9)]);
    expect(past.undo([mps("2026-03-02", 9)])).toEqual([]);
  });
  it("are gone where another window published all of it", () => {
    const past = new Past(store, "past");
    past.record([]);
    past.record([a]);
    past.rebase([a, b], []);
    expect(past.counts).toEqual({ undo: 0, redo: 0 });
  });
});
