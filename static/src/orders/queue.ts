/**
 * What a person changed and the server does not have yet. Nothing is lost: each step is written to the browser's store
 * before it is sent, and leaves it only when the server has answered for it. One batch is under way at a time; what is
 * typed meanwhile waits. No DOM here: the page listens.
 */

import { Refused, Unreachable } from "../shell/api";
import type { CellValue } from "../grid/types";

export const IDLE_MS = 400;
export const RETRY_MS = [2000, 4000, 8000, 15_000];
const BATCH = 500;
const SIGNED_OUT: ReadonlySet<number> = new Set([401, 403]);
/** Too slow, too often: the same may be taken a moment later. */
const LATER: ReadonlySet<number> = new Set([408, 429]);

export interface FieldEdit {
  /** The value before the first edit that was not saved yet: what the server had when the person began. */
  base: CellValue;
  mine: CellValue;
}

export type Fields = Record<string, FieldEdit>;

interface Waiting {
  version: number;
  fields: Fields;
  /** The reason, where the server asked for one. */
  why?: string;
}

export interface LineAnswer {
  line_id: number;
  kind: "saved" | "waiting" | "stale" | "refused" | "invalid" | "missing";
  version: number | null;
  fields: Record<string, string>;
  reasons: Record<string, string>;
  changed_by: string;
  rule: string;
  /** The request that waits for a decision now, or is in the way. */
  change_id?: number | null;
  /** Of a stale line: who wrote what holds in the cells that were sent, when (the site's clocks) and through which channel. */
  cells: Record<string, { who: string; at: string; channel: string }>;
}

export interface ChangesAnswer {
  answers: LineAnswer[];
  order_revisions: Record<string, number>;
}

export interface Outgoing {
  id: number;
  version: number;
  values: Record<string, CellValue>;
  why?: string;
}

export type QueueState = "saved" | "saving" | "waiting" | "signed-out";

export interface Listener {
  answered: (answer: LineAnswer, sent: Fields) => void;
  /** The server will have none of this, whenever it is sent: a right is gone, or it can't be read. */
  turnedDown: (id: number, sent: Fields, reason: string) => void;
  revisions: (revisions: Record<string, number>) => void;
  /** `count` cells are not saved. */
  state: (state: QueueState, count: number) => void;
}

export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface Clock {
  after(ms: number, run: () => void): unknown;
  cancel(timer: unknown): void;
}

export const browserClock: Clock = {
  after: (ms, run) => setTimeout(run, ms),
  cancel: (timer) => { clearTimeout(timer as ReturnType<typeof setTimeout>); },
};

function cellsIn(lines: Map<number, Waiting>): number {
  return [...lines.values()].reduce((sum, line) => sum + Object.keys(line.fields).length, 0);
}

/** The edits of the same line, the later over the earlier; what the server had stays what it was before the first. */
function merged(sent: Fields, typed: Fields): Fields {
  const all = { ...sent };
  for (const [field, edit] of Object.entries(typed)) all[field] = { base: sent[field]?.base ?? edit.base, mine: edit.mine };
  return all;
}

/** What was seen at different times goes by the oldest: the server says of each field whether it has changed since. */
function oldest(version: number, other: Waiting | undefined): number {
  return Math.min(version, other?.version ?? version);
}

export class Queue {
  private waiting = new Map<number, Waiting>();
  private underWay = new Map<number, Waiting>();
  /** Conflicts that the person has not decided: kept, not sent. */
  private held = new Map<number, Waiting>();
  private timer: unknown;
  private failures = 0;

  constructor(
    private readonly send: (changes: Outgoing[]) => Promise<ChangesAnswer>,
    private readonly listener: Listener,
    private readonly store: Store,
    private readonly key: string,
    private readonly clock: Clock = browserClock,
  ) {}

  /** Take up what an earlier visit left behind; return it, to be shown in the cells. */
  restore(): ReadonlyMap<number, Readonly<Waiting>> {
    const kept = this.store.getItem(this.key);
    // What was held is sent again with its old version, answered as stale again, and so shown as a conflict again.
    if (kept) this.waiting = new Map(JSON.parse(kept) as [number, Waiting][]);
    if (this.waiting.size) this.later(0);
    this.tell();
    return this.waiting;
  }

  /** Note an edit of a cell. `old` and `version` are the cell and its line as the person saw them on beginning. */
  put(id: number, field: string, old: CellValue, mine: CellValue, version: number): void {
    const line = this.waiting.get(id) ?? { version, fields: {} };
    line.version = oldest(version, line);
    const base = line.fields[field]?.base ?? old;
    line.fields = { ...line.fields, [field]: { base, mine } };
    const untouched = base === mine && !this.underWay.get(id)?.fields[field];
    if (untouched) line.fields = Object.fromEntries(Object.entries(line.fields).filter(([name]) => name !== field));
    if (Object.keys(line.fields).length) this.waiting.set(id, line);
    else this.waiting.delete(id);
  }

  /** Keep an edit that the person must decide about, without sending it. */
  hold(id: number, field: string, edit: FieldEdit, version: number): void {
    this.held.set(id, { version, fields: { ...this.held.get(id)?.fields, [field]: edit } });
  }

  /** The person has decided. */
  release(id: number, field: string): void {
    const line = this.held.get(id);
    if (!line) return;
    line.fields = Object.fromEntries(Object.entries(line.fields).filter(([name]) => name !== field));
    if (!Object.keys(line.fields).length) this.held.delete(id);
  }

  /** Send what was held for want of a reason, with the one that the person gave. */
  explain(id: number, fields: Fields, version: number, why: string): void {
    for (const field of Object.keys(fields)) this.release(id, field);
    const typed = this.waiting.get(id);
    this.waiting.set(id, { version: oldest(version, typed), fields: merged(fields, typed?.fields ?? {}), why });
  }

  /** How many cells wait for a decision of the person. */
  undecided(): number {
    return cellsIn(this.held);
  }

  /** Write down what was put, and send it after a pause. */
  settle(): void {
    this.keep();
    this.later(IDLE_MS);
    this.tell();
  }

  /** Send soon: the network is back. */
  now(): void {
    this.failures = 0;
    this.later(0);
  }

  /** Send in this very moment: the page is about to go. What stays unanswered is taken up by the next visit. */
  flush(): void {
    this.clock.cancel(this.timer);
    void this.sendBatch();
  }

  /** What the person wants a cell to be, where the server does not have it yet. */
  pending(id: number, field: string): FieldEdit | undefined {
    return this.waiting.get(id)?.fields[field] ?? this.underWay.get(id)?.fields[field];
  }

  /** How many cells are not saved. */
  count(): number {
    return cellsIn(this.waiting) + cellsIn(this.underWay);
  }

  private keep(): void {
    const all = new Map(this.held);
    for (const lines of [this.underWay, this.waiting]) {
      for (const [id, line] of lines) {
        const before = all.get(id);
        all.set(id, { ...line, version: oldest(line.version, before), fields: merged(before?.fields ?? {}, line.fields) });
      }
    }
    if (all.size) this.store.setItem(this.key, JSON.stringify([...all]));
    else this.store.removeItem(this.key);
  }

  private tell(): void {
    const count = this.count();
    const state = count === 0 ? "saved" : this.failures > 0 ? "waiting" : "saving";
    this.listener.state(state, count);
  }

  private later(ms: number): void {
    this.clock.cancel(this.timer);
    this.timer = this.clock.after(ms, () => void this.sendBatch());
  }

  private async sendBatch(): Promise<void> {
    if (this.underWay.size || !this.waiting.size) return;
    this.underWay = new Map([...this.waiting].slice(0, BATCH));
    for (const id of this.underWay.keys()) this.waiting.delete(id);
    const changes = [...this.underWay].map(([id, line]) => ({
      id,
      version: line.version,
      ...(line.why === undefined ? {} : { why: line.why }),
      values: Object.fromEntries(Object.entries(line.fields).map(([field, edit]) => [field, edit.mine])),
    }));
    try {
      const answer = await this.send(changes);
      this.failures = 0;
      this.heard(answer);
    } catch (error) {
      this.failed(error);
    }
  }

  private heard(answer: ChangesAnswer): void {
    const sent = this.underWay;
    this.underWay = new Map();
    for (const line of answer.answers) {
      const [was, next] = [sent.get(line.line_id), this.waiting.get(line.line_id)];
      // After a stale answer, or where the typing began before this, somebody's change is still unseen: it must show.
      const isOurs = line.kind !== "stale" && next?.version === was?.version;
      if (next && line.version !== null && isOurs) next.version = line.version;
      this.listener.answered(line, was?.fields ?? {});
    }
    this.listener.revisions(answer.order_revisions);
    this.keep();
    if (this.waiting.size) this.later(0);
    this.tell();
  }

  private failed(error: unknown): void {
    const reason = error instanceof Refused ? finalReason(error) : null;
    if (reason !== null) {
      this.turnDown(reason);
      return;
    }
    for (const [id, line] of this.underWay) {
      const typed = this.waiting.get(id);
      this.waiting.set(id, { ...line, version: oldest(line.version, typed), fields: merged(line.fields, typed?.fields ?? {}) });
    }
    this.underWay = new Map();
    this.failures += 1;
    if (error instanceof Refused && SIGNED_OUT.has(error.status)) {
      this.keep();
      this.listener.state("signed-out", this.count());
      return;
    }
    if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
    this.later(RETRY_MS[Math.min(this.failures, RETRY_MS.length) - 1] ?? 0);
    this.tell();
  }
  /** Sent again, it would be turned down again: the cells get back what the server has, and say why. */
  private turnDown(reason: string): void {
    const sent = this.underWay;
    this.underWay = new Map();
    this.failures = 0;
    for (const [id, line] of sent) this.listener.turnedDown(id, line.fields, reason);
    this.keep();
    if (this.waiting.size) this.later(0);
    this.tell();
  }
}

/**
 * Why the server will never take what was sent; null where it may later: when one has signed in again (401, or a 403
 * without words, which is a form token that an other sign-in has replaced) or when it is well again (500 and more).
 */
function finalReason({ status, body }: Refused): string | null {
  if (status === 401 || status >= 500 || LATER.has(status)) return null;
  const words = typeof body === "object" && body !== null && "title" in body ? String(body.title) : "";
  return status === 403 && words === "" ? null : words;
}
