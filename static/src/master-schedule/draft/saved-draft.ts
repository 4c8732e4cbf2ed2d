/**
 * The draft between this window and the server. Nothing is lost: each change is in the browser's store before it is sent,
 * and leaves it only when the server has it. One answer is awaited at a time. Where another window of the same person has
 * changed the draft, both changes are kept (see `merged`). No DOM here: the page listens.
 */

import { type Clock, browserClock, IDLE_MS, RETRY_MS, type Store } from "../../orders/queue";
import { Refused, Unreachable } from "../../shell/api";
import type { Hold } from "./holds";
import type { PlannedLot } from "./planned-lots";
import { areSame, merged, type Step } from "./steps";

export interface Publication {
  readonly id: number;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  readonly count: number;
  /** The first of them; of an undoing, those that it took back, or brought back where it undid another undoing. */
  readonly steps: readonly Step[];
  readonly took_back?: boolean;
  readonly brought_back?: boolean;
  readonly can_undo: boolean;
  /** Cells inside the frozen fence for which it gave a reason. */
  readonly unlocked?: readonly { readonly item: string; readonly lot?: string; readonly first: string; readonly last: string; readonly reason: string }[];
}

export interface DraftAnswer {
  readonly version: number;
  readonly plan: { readonly id: number; readonly revision: number; readonly sequence: number } | null;
  readonly is_behind: boolean;
  readonly steps: readonly Step[];
  readonly published: readonly Publication[];
  readonly holds?: readonly Hold[];
  readonly may_unlock?: boolean;
  /** Names of those who are told of an unlock. */
  readonly told?: readonly string[];
  /** Of the lots that steps are about, by lot key. */
  readonly items_of_lots?: Readonly<Record<string, number>>;
  /** Of the lots that the draft's steps are about, those that the plan has, by lot key. */
  readonly planned_lots?: Readonly<Record<string, PlannedLot>>;
}

export type DraftState = "saved" | "saving" | "waiting" | "signed-out";

export interface DraftServer {
  get(): Promise<DraftAnswer>;
  put(steps: readonly Step[], version: number): Promise<DraftAnswer>;
}

/** The steps are other ones than this window made them: another window did, or a visit before. */
export interface DraftNews {
  readonly before: readonly Step[];
  readonly steps: readonly Step[];
  /** Those that both have changed: what this window did stands. */
  readonly both: readonly Step[];
  /** This window had changed something that the server did not have yet. */
  readonly hadOwn: boolean;
}

export interface DraftListener {
  state(state: DraftState): void;
  changed(news: DraftNews): void;
  /** The server has none of this: the step is taken out of the draft, which was `before`. */
  refused(step: Step | null, reason: string, before: readonly Step[]): void;
  published(answer: DraftAnswer): void;
}

/** Sent again, it would be refused again. */
const FINAL: ReadonlySet<number> = new Set([400, 409, 422]);
const SIGNED_OUT: ReadonlySet<number> = new Set([401, 403]);

interface Kept {
  readonly version: number;
  readonly base: readonly Step[];
  readonly steps: readonly Step[];
}

export class SavedDraft {
  steps: readonly Step[] = [];
  version = 0;
  itemsOfLots: Readonly<Record<string, number>> = {};
  private base: readonly Step[] = [];
  private underWay = false;
  private failures = 0;
  private timer: unknown;

  constructor(
    private readonly server: DraftServer,
    private readonly listener: DraftListener,
    private readonly store: Store,
    private readonly key: string,
    private readonly clock: Clock = browserClock,
  ) {}

  /** Take up what the server has, and what an earlier visit could not send. Raises what the server answers. */
  async load(): Promise<void> {
    this.restore();
    this.take(await this.server.get());
  }

  /** Another window may have changed it: look, unless something of ours is on its way, whose answer will say. */
  async refresh(): Promise<void> {
    if (this.isPending()) return;
    try {
      const answer = await this.server.get();
      if (!this.isPending()) this.take(answer);
    } catch (error) {
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      // It was only a look: the next change, or the next look, finds out.
    }
  }

  set(steps: readonly Step[]): void {
    this.steps = steps;
    this.keep();
    this.later(IDLE_MS);
    this.tell();
  }

  /** The network is back, or the person would not wait. */
  now(): void {
    this.failures = 0;
    this.later(0);
  }

  /** Everything is with the server; false where it could not be brought there. */
  async settled(): Promise<boolean> {
    this.clock.cancel(this.timer);
    await this.send();
    return !this.isPending();
  }

  /** The page is about to go. */
  flush(): void {
    this.clock.cancel(this.timer);
    void this.send();
  }

  /** It was published: the server's draft is empty now, or has what was left out. What was typed meanwhile stays to be sent. */
  emptied(answer: DraftAnswer): void {
    const { steps } = merged(this.base, this.steps, answer.steps);
    [this.version, this.base, this.steps] = [answer.version, answer.steps, steps];
    this.keep();
    this.listener.published(answer);
    if (!areSame(this.steps, this.base)) this.later(0);
    this.tell();
  }

  /** What the server has: its version, and the steps in its order. */
  kept(): { readonly version: number; readonly steps: readonly Step[] } {
    return { version: this.version, steps: this.base };
  }

  isPending(): boolean {
    return this.underWay || !areSame(this.steps, this.base);
  }

  private restore(): void {
    const kept = this.store.getItem(this.key);
    if (!kept) return;
    const { version, base, steps } = JSON.parse(kept) as Kept;
    [this.version, this.base, this.steps] = [version, base, steps];
  }

  private keep(): void {
    if (areSame(this.steps, this.base)) this.store.removeItem(this.key);
    else this.store.setItem(this.key, JSON.stringify({ version: this.version, base: this.base, steps: this.steps } satisfies Kept));
  }

  private tell(): void {
    this.listener.state(!this.isPending() ? "saved" : this.failures > 0 ? "waiting" : "saving");
  }

  private later(ms: number): void {
    this.clock.cancel(this.timer);
    this.timer = this.clock.after(ms, () => void this.send());
  }

  /** What the server has now; what this window changed since is done on top of it. */
  private take(answer: DraftAnswer): void {
    this.itemsOfLots = { ...this.itemsOfLots, ...answer.items_of_lots };
    const before = this.steps;
    const hadOwn = !areSame(before, this.base);
    const { steps, both } = merged(this.base, before, answer.steps);
    [this.version, this.base, this.steps] = [answer.version, answer.steps, steps];
    this.keep();
    if (!areSame(steps, before) || both.length > 0) this.listener.changed({ before, steps, both, hadOwn });
    this.listener.published(answer);
    if (!areSame(this.steps, this.base)) this.later(0);
    this.tell();
  }

  private async send(): Promise<void> {
    if (this.underWay || areSame(this.steps, this.base)) return;
    const sent = this.steps;
    this.underWay = true;
    try {
      const answer = await this.server.put(sent, this.version);
      this.underWay = false;
      this.failures = 0;
      this.arrived(sent, answer);
    } catch (error) {
      this.underWay = false;
      this.failed(error, sent);
    }
  }

  private arrived(sent: readonly Step[], answer: DraftAnswer): void {
    this.version = answer.version;
    this.itemsOfLots = { ...this.itemsOfLots, ...answer.items_of_lots };
    // The server may write numbers in its own way: what was sent is what it has.
    this.base = sent;
    this.keep();
    this.listener.published(answer);
    if (!areSame(this.steps, this.base)) this.later(0);
    this.tell();
  }

  private failed(error: unknown, sent: readonly Step[]): void {
    if (error instanceof Refused && error.status === 412) this.stale(error);
    else if (error instanceof Refused && FINAL.has(error.status)) this.drop(error, sent);
    else if (error instanceof Unreachable || error instanceof Refused) this.wait(error);
    else throw error;
  }

  private stale({ body }: Refused): void {
    const current = draftIn(body);
    if (current) this.take(current);
    else void this.lookAgain();
  }

  private wait(error: Unreachable | Refused): void {
    this.failures += 1;
    if (error instanceof Refused && SIGNED_OUT.has(error.status)) {
      this.listener.state("signed-out");
      return;
    }
    this.later(RETRY_MS[Math.min(this.failures, RETRY_MS.length) - 1] ?? 0);
    this.tell();
  }

  private async lookAgain(): Promise<void> {
    try {
      this.take(await this.server.get());
    } catch (error) {
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      this.failures += 1;
      this.later(RETRY_MS[0] ?? 0);
      this.tell();
    }
  }

  /** The step that the server names goes out of the draft; where it names none, all that it does not have yet. */
  private drop(error: Refused, sent: readonly Step[]): void {
    const { place, reason } = refusalIn(error.body);
    const step = place === null ? null : (sent[place] ?? null);
    const before = this.steps;
    this.steps = step ? before.filter((other) => other !== step) : this.base;
    this.keep();
    this.listener.refused(step, reason, before);
    if (!areSame(this.steps, this.base)) this.later(0);
    this.tell();
  }
}

function draftIn(body: unknown): DraftAnswer | null {
  const found = isObject(body) && isObject(body["current"]) ? body["current"] : body;
  return isObject(found) && Array.isArray(found["steps"]) && typeof found["version"] === "number" ? (found as unknown as DraftAnswer) : null;
}

/** Which step a refusal names (`steps[3]`), and why. */
export function refusalIn(body: unknown): { place: number | null; reason: string } {
  if (!isObject(body)) return { place: null, reason: "" };
  const errors = isObject(body["errors"]) ? body["errors"] : {};
  const named = Object.keys(errors).find((key) => PLACE.test(key)) ?? [body["record"], body["detail"], body["title"]].find((text) => PLACE.test(String(text ?? "")));
  const place = PLACE.exec(String(named ?? ""))?.[1];
  const said = typeof named === "string" && named in errors ? [errors[named]].flat().join(" ") : "";
  return { place: place === undefined ? null : Number(place), reason: said || String(body["detail"] ?? body["title"] ?? "") };
}

const PLACE = /steps[[./](\d+)/;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
