/** The draft on the page: what is typed goes into it, is drawn at once, saved by itself, checked, published, undone. */

import type { CellRef, Mark } from "../../grid";
import { forgetTab } from "../../orders/tab";
import { ask, Refused, Unreachable } from "../../shell/api";
import { frame } from "../../shell/frame";
import { t, tn } from "../../shell/i18n";
import { toast } from "../../shell/toast";
import type { Span } from "../axis";
import type { TypedCell } from "../board-events";
import { type Item, itemsOf, type PlanData } from "../plan";
import { placed } from "./accepting";
import { Bar } from "./bar";
import { CellStates } from "./cell-states";
import { Checking } from "./checking";
import { Draft, type Touched } from "./draft";
import { Decisions } from "./decisions";
import { type Around, type Edited, movedSteps, stepsForAll } from "./edits";
import { isReleased } from "./holds";
import { elsewhereWords } from "./elsewhere";
import { Past } from "./past";
import { type DraftAnswer, type DraftNews, type Publication, SavedDraft } from "./saved-draft";
import { type Publishable, Publishing } from "./publishing";
import { PlannedLots } from "./planned-lots";
import { refusalWords } from "./step-words";
import { areSame, difference, isCellStep, type Step, withSteps } from "./steps";

export interface SteeringPage {
  /** All of it, for the plan is another one. */
  redraw(isNews: boolean): void;
  patch(items: readonly Item[], centers: Iterable<number>): void;
  mark(cell: CellRef, mark: Mark | null, quietly?: boolean): void;
  clearMarks(): void;
  cellAt(day: string, found: { item: Item; measure: Edited } | { centerId: number }): CellRef | null;
  goTo(cell: CellRef): void;
  /** Where the person works: what had the focus is gone. */
  focus(): void;
}

export interface SteeringData {
  /** `draft/`, without the site. */
  readonly draft: string;
  readonly steering: string;
  readonly person: string;
  readonly maySteer: boolean;
}

/** As many as the server takes (mps/steering/steps.py). */
const MOST_STEPS = 500;
const NOTHING: Touched = { items: new Set(), centers: new Set() };

export class Steering {
  /** What the grid's cells say of the draft. */
  readonly cells: CellStates;
  readonly decisions = new Decisions({
    around: () => (this.isOn ? this.around() : undefined), lock: (...cell) => this.cells.lock(...cell),
    change: (changes, items) => { this.change(changes, items); }, redraw: () => { if (this.isOn) this.page.patch([], []); }, meet: (...lot) => { this.lots.meet(...lot); },
  });
  private draft: Draft | undefined;
  private readonly lots = new PlannedLots();
  private isOn = false;
  private isFetching = false;
  private readonly saved: SavedDraft;
  private readonly past: Past;
  private readonly bar: Bar;
  private readonly checking: Checking;
  private readonly publishing: Publishing;
  private readonly others = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(`lockstep.draft.${frame.site}`);

  constructor(private readonly data: SteeringData, private readonly page: SteeringPage) {
    const key = `${data.person}.${frame.site}`;
    forgetTab(sessionStorage, data.person);
    this.past = new Past(sessionStorage, `lockstep.tab.${key}.schedule`);
    this.saved = new SavedDraft({
      get: () => ask<DraftAnswer>(this.address("")),
      put: (steps, version) => ask<DraftAnswer>(this.address(""), { method: "PUT", body: { steps }, match: version }),
    }, {
      state: (state) => { this.bar.state(state); if (state === "saved") this.others?.postMessage(""); },
      changed: (news) => { this.elsewhere(news); },
      refused: (...what) => { this.refused(...what); },
      published: (answer) => { this.publishing.known(answer.published); this.decisions.take(answer); this.takeLots(answer); },
    }, localStorage, `lockstep.draft.${key}`);
    this.cells = new CellStates({
      access: () => (this.isOn ? "on" : this.isFetching ? "fetching" : "off"), mayUnlock: () => this.decisions.mayUnlock, around: () => this.around(),
      draft: () => this.draft, plan: () => this.plan, isChecked: () => this.checking.plan !== null, holds: this.decisions.holds,
    });
    this.checking = new Checking({ ...page, items: () => this.items(), kept: () => this.saved.kept(), settled: () => this.saved.settled(), base: () => this.draft?.base, ask: () => this.address("check/"), told: () => { this.tell(); }, unlockable: (step, violation) => this.decisions.unlockable(step, violation, this.items()) });
    this.publishing = new Publishing({ draft: () => this.publishable(), check: (accepted) => this.checking.of(accepted), publish: (...what) => this.publish(...what), undo: (publication, reason) => this.undoPublication(publication, reason) });
    this.bar = new Bar({ undo: () => { this.undo(); }, redo: () => { this.redo(); }, check: () => void this.checking.run(), publish: () => { this.openPublish(); }, discard: () => { this.discard(); }, tryNow: () => { this.saved.now(); }, history: () => { this.publishing.openHistory(); } });
  }

  /** Take up the draft, where the person may steer. */
  async start(): Promise<void> {
    if (!this.data.maySteer) return;
    this.isFetching = true;
    try {
      await this.saved.load();
    } catch (error) {
      if (error instanceof Refused) return; // the schedule is read only
      if (!(error instanceof Unreachable)) throw error;
      this.saved.now();
    } finally {
      this.isFetching = false;
    }
    this.isOn = true;
    if (this.draft) this.bar.show();
    this.listen();
    this.draw(this.saved.steps, []);
    this.page.redraw(false);
  }

  private listen(): void {
    window.addEventListener("online", () => { this.saved.now(); });
    window.addEventListener("pagehide", () => { this.saved.flush(); });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") void this.saved.refresh(); });
    if (this.others) this.others.onmessage = () => void this.saved.refresh();
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s" || event.altKey) return;
      event.preventDefault(); // the browser would save the page as a file
      if (document.querySelector("dialog[open]") === null) this.openPublish();
    });
  }

  get steps(): readonly Step[] { return this.saved.steps; }

  /** Steps that are no cell's; null takes one away. Returns whether the draft took them. */
  put(changes: ReadonlyMap<string, Step | null>): boolean {
    if (!this.isOn || !this.draft) toast(t("Your draft is on its way. Try again in a moment."));
    return this.isOn && this.draft !== undefined && this.change(changes, []);
  }

  /** Gives the quantity that was fixed for a day of an item back to the engine; false where none is, or it is given back. */
  release(itemId: number, day: string): boolean {
    const [item, span] = [this.items().find(({ id }) => id === itemId), { first: day, last: day }];
    return item !== undefined && !isReleased(this.saved.steps, item, span) && this.decisions.release(item, span);
  }

  /** What is to be shown: the draft as it was checked, else as it is reckoned here. */
  get plan(): PlanData | null {
    return this.checking.plan ?? this.draft?.plan ?? null;
  }

  /** A plan was published. */
  take(base: PlanData): void {
    this.reckon(base);
    if (this.isOn) this.bar.show();
    this.checking.forget();
    this.tell();
    // Its lots are others than the draft was told.
    if (this.isOn && this.saved.steps.some(({ kind }) => kind === "move" || kind === "split")) void this.saved.refresh();
  }

  private reckon(base: PlanData): void {
    this.draft = new Draft(base, this.lots.known);
    this.draft.set(this.saved.steps);
  }

  private takeLots({ steps, planned_lots: told = {} }: DraftAnswer): void {
    if (!this.lots.take(steps, told) || !this.draft) return;
    this.reckon(this.draft.base);
    if (this.isOn) this.page.redraw(false);
  }

  /** The person typed, pasted, filled or cleared. */
  edit(typed: readonly TypedCell[], rejected: number): void {
    const around = this.around();
    if (!around) return;
    const { changes, refused } = stepsForAll(around, typed.filter((cell) => this.decisions.cleared(cell).length === 0));
    const isTaken = this.change(new Map([...changes, ...this.decisions.released(around, typed)]), typed.map(({ item }) => item));
    for (const wish of refused) {
      this.page.mark((wish as TypedCell).cell, { state: "error", reason: refusalWords(around, wish), text: String(wish.value) });
    }
    if (isTaken && typed.length > 1) this.sayChanged(typed.length - refused.length, rejected + refused.length);
  }

  private sayChanged(count: number, refused: number): void {
    const words = tn("{count} cell changed", "{count} cells changed", count);
    toast(refused > 0 ? `${words}, ${t("{count} rejected", { count: refused })}` : words, { undo: () => { this.undo(); } });
  }

  /** Alt and an arrow. */
  move(item: Item, measure: Edited, from: Span, to: Span): boolean {
    const around = this.isOn ? this.around() : undefined;
    const steps = around && movedSteps(around, item, measure, from, to);
    if (steps) this.change(steps, [item]);
    else if (around && !this.decisions.unlockBoth(item, measure, from, to)) toast(t("There is nothing here that can be moved there."));
    return steps !== undefined;
  }

  undo(): void { this.step(this.past.undo(this.saved.steps)); }
  redo(): void { this.step(this.past.redo(this.saved.steps)); }

  private step(steps: readonly Step[] | null): void {
    if (steps) this.change(difference(this.saved.steps, steps), [], false);
    else if (!this.checking.checked) this.page.clearMarks(); // what was refused is all that there is to put away
  }

  private discard(): void {
    this.change(difference(this.saved.steps, []), []);
    this.page.focus(); // its button is gone with the bar
    toast(t("The draft is empty. Nothing was published."), { undo: () => { this.undo(); } });
  }

  /** Returns whether the draft took it. */
  private change(changed: ReadonlyMap<string, Step | null>, items: readonly Item[], isNew = true): boolean {
    const before = this.saved.steps;
    const steps = withSteps(before, changed);
    const isTooMuch = steps.length > MOST_STEPS;
    if (isTooMuch) toast(t("A draft holds at most {most} changes: publish some of them first.", { most: MOST_STEPS }));
    else if (!areSame(steps, before)) {
      if (isNew) this.past.record(before);
      this.saved.set(steps);
      this.page.clearMarks();
    }
    // What was typed and changes nothing is written over, too: the cell shows what holds.
    this.draw(isTooMuch ? before : steps, items);
    return !isTooMuch;
  }

  /** Reckons and draws; after a check everything moves, for what was shown was the engine's plan. */
  private draw(steps: readonly Step[], items: readonly Item[]): void {
    const { draft } = this;
    const touched = draft?.set(steps) ?? NOTHING;
    const wasChecked = this.checking.forget();
    this.tell();
    if (!draft) return;
    if (wasChecked) this.page.redraw(false);
    else {
      const places = new Set([...touched.items, ...items.map(({ place }) => place)]);
      this.page.patch(this.items().filter(({ place }) => places.has(place)), touched.centers);
    }
  }

  private items(): Item[] { return this.plan ? itemsOf(this.plan) : []; }

  private around(): Around | undefined {
    const { plan, draft } = this;
    return plan && draft ? { base: draft.base, plan: draft.plan, steps: this.saved.steps, lots: this.lots.known, today: frame.today } : undefined;
  }

  private address(rest: string): string { return `${this.data.draft}${rest}?site=${encodeURIComponent(frame.site)}`; }

  private tell(): void {
    this.bar.tell({ count: this.saved.steps.length, ...this.past.counts, check: this.checking.words() });
  }

  /** Another window of the same person changed the draft. */
  private elsewhere(news: DraftNews): void {
    if (this.isOn) this.past.rebase(news.before, news.steps);
    this.draw(news.steps, []);
    if (this.isOn) toast(elsewhereWords(news));
  }

  private refused(step: Step | null, reason: string, before: readonly Step[]): void {
    this.past.rebase(before, this.saved.steps);
    this.draw(this.saved.steps, []);
    const words = reason || t("The server did not take this change.");
    const item = step && isCellStep(step) ? this.items().find(({ id }) => id === step.item_id) : undefined;
    const cell = item && step && isCellStep(step) && this.page.cellAt(step.bucket, { item, measure: step.kind === "quantity" ? "mps" : "forecast" });
    if (cell) this.page.mark(cell, { state: "error", reason: words, ...(step && isCellStep(step) && { text: step.quantity ?? "" }) });
    else toast(words);
  }

  private openPublish(): void {
    if (this.saved.steps.length > 0) this.publishing.open();
    else toast(t("There is nothing to publish."));
  }

  private publishable(): Publishable {
    return { base: this.draft?.base, items: this.items(), steps: this.saved.steps, itemsOfLots: this.saved.itemsOfLots, checked: this.checking.checked?.answer };
  }

  /** Publish what is accepted of it; the rest stays. Raises Refused, Unreachable, NotYet. */
  private async publish(reason: string, accepted: readonly Step[], checked: string): Promise<void> {
    const chosen = await placed(this.saved, accepted);
    const answer = await ask<{ publication: number; revision: number }>(this.address("publish/"), { method: "POST", body: { ...chosen, reason, checked } });
    this.past.forget();
    this.page.clearMarks();
    this.saved.emptied(await ask<DraftAnswer>(this.address("")));
    this.others?.postMessage("");
    this.tell(); // what was published stays in sight until the plan with it is there
    toast(t("Published. The plan follows."), { stays: 20_000, undo: () => void this.takeBack(answer.publication) });
  }

  private async takeBack(publication: number): Promise<void> {
    try {
      await this.undoPublication({ id: publication }, t("Taken back right after publishing"));
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
      toast(t("It could not be taken back. Open the published changes and try again."));
    }
  }

  /** Raises Refused, Unreachable. */
  private async undoPublication({ id }: Pick<Publication, "id">, reason: string): Promise<void> {
    await ask(`${this.data.steering}${String(id)}/undo/?site=${encodeURIComponent(frame.site)}`, { method: "POST", body: { reason } });
    await this.saved.refresh();
    toast(t("Taken back. The schedule stays as it is until the next plan is there; then the engine decides again about what this had fixed, and keeps what is still best."), { stays: 20_000 });
  }
}
