/** The Gantt page: fetch a window of the plan, show it with the person's draft on it, listen to the news, fetch again. */

import type { CellRef } from "../grid";
import { addDays, daysBetween } from "../master-schedule/dates";
import { closable, openDetails } from "../master-schedule/details";
import { byId } from "../master-schedule/dom";
import { Steering } from "../master-schedule/draft/steering";
import { type Step, withSteps } from "../master-schedule/draft/steps";
import type { RowsAnswer } from "../master-schedule/plan";
import { ask, Refused, Unreachable } from "../shell/api";
import { frame } from "../shell/frame";
import { t, tn } from "../shell/i18n";
import { describeKeys, isTyping, letterKey, letterKeysAreOn } from "../shell/keys";
import { markReady } from "../shell/ready";
import { announce, toast } from "../shell/toast";
import { showAgenda } from "./agenda";
import { Board } from "./board";
import { Controls } from "./controls";
import type { BarsAnswer, GanttPlan } from "./data";
import { Drawer } from "./drawer";
import { Level } from "./level";
import { isNarrow, shown } from "./model/filter";
import { rowsShown } from "./model/layout";
import { changesOf, forbid, isOfQuantity, isRefused, type Outcome, rerouteAll } from "./model/moves";
import { dropAll, lotsOf, moveAllBy, reroutedBy, toggleAllFirm } from "./model/moves-of-many";
import { type Bar, barsOf, releasedBars, RELEASED_ROW, type World, worldOf } from "./model/world";
import { keysOf } from "./page-keys";
import { daysOf, fenceWords, rowTitle, windowWords } from "./words";

const STALE_AFTER_MS = 400;

export class Page {
  private readonly root = byId("gantt");
  private readonly controls: Controls;
  private readonly board: Board;
  private readonly drawer: Drawer;
  private readonly steering: Steering;
  private level: Level | undefined;
  private readonly phone = matchMedia("(max-width: 719px)");
  private answer: (BarsAnswer & { readonly plan: GanttPlan }) | null = null;
  private world: World | null = null;
  private bars: readonly Bar[] = [];
  private first = "";
  private staleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const { draft = "", steering = "", person = "", maySteer, lot = "", chain = "", late = "", schedule = "" } = this.root.dataset;
    this.controls = new Controls({ changed: () => { this.draw(); }, turn: (by) => { this.turn(by); } });
    this.steering = new Steering({ draft, steering, person, maySteer: maySteer !== undefined }, {
      redraw: () => { this.redraft(); }, patch: () => { this.redraft(); }, mark: () => undefined, clearMarks: () => undefined,
      cellAt: (day, found) => ({ rowId: "item" in found ? `item/${String(found.item.id)}` : `center/${String(found.centerId)}`, field: day }),
      goTo: (cell) => { this.goTo(cell); }, focus: () => { this.board.focus(); },
    });
    this.drawer = new Drawer(byId("details"), { lot, chain, late, schedule }, {
      mayMove: (bar) => this.mayMove(bar), move: (days) => { this.shiftBars(days); },
      lock: () => { this.lock(); }, choose: (bar) => { this.board.choose(bar); this.board.focus(); },
      linked: (bar, found) => { this.board.link(bar, found); }, everyLot: (bar) => { this.attempt([bar], (world) => rerouteAll(world, bar)); },
      forbid: (bar) => { this.attempt([bar], (world) => forbid(world, bar)); }, onlyLate: () => { this.controls.show("late"); },
    });
    this.board = new Board(byId("gantt-board"), {
      choose: (bars) => { this.chosen(bars); }, mayMove: (bar) => this.mayMove(bar), key: (event) => letterKey(event) || this.letter(event),
      dropped: (bars, bar, to) => { this.shift(bars, (world) => dropAll(world, bars, bar, to)); },
      move: (days) => { this.shiftBars(days); }, reroute: (by) => { this.withBars((world, bars) => reroutedBy(world, bars, by)); },
      lock: () => { this.lock(); }, details: () => { openDetails(); }, leave: () => undefined,
      undo: () => { this.steering.undo(); }, redo: () => { this.steering.redo(); },
    });
    if (maySteer !== undefined) this.level = this.levelling();
    this.listen();
    void this.fetch();
    if (maySteer !== undefined) void this.fetchSchedule();
    void this.steering.start();
  }

  private levelling(): Level {
    return new Level({
      plan: () => this.answer?.plan ?? null, closed: () => { this.board.focus(); },
      offered: () => ({ center: this.board.centerShown, first: addDays(this.answer?.plan.start ?? frame.today, Math.floor(this.board.firstDay)), share: this.board.fullness[this.board.centerShown]?.share ?? null }),
      proposed: (steps, center) => { this.board.propose(this.barsWith(steps), this.answer?.plan.centers.findIndex(({ code }) => code === center) ?? -1); },
      accept: (steps) => this.steering.put(changesOf(steps)),
    });
  }

  /** The bars of lots that steps are about, as they would be with them. */
  private barsWith(steps: readonly Step[]): Bar[] {
    if (!this.answer || steps.length === 0) return [];
    const keys = new Set(steps.map((step) => ("lot_key" in step ? step.lot_key : undefined)));
    const world = worldOf(this.answer, withSteps(this.steering.steps, changesOf(steps)), frame.today);
    return barsOf(world).filter(({ lot }) => keys.has(lot?.key));
  }

  private listen(): void {
    document.addEventListener("lockstep:plan", () => { void this.fetch(); if (this.root.dataset["maySteer"] !== undefined) void this.fetchSchedule(); });
    document.addEventListener("lockstep:revision", () => { this.expectPlan(); });
    this.phone.addEventListener("change", () => { this.draw(); });
    byId("try-again").addEventListener("click", () => void this.fetch());
    byId("gantt-all").addEventListener("click", () => { this.controls.forget(); });
    closable(() => { this.board.focus(); });
    document.addEventListener("keydown", (event) => {
      const isPlain = !(event.ctrlKey || event.metaKey || event.defaultPrevented);
      if (isPlain && !isTyping(event.target) && document.querySelector("dialog[open]") === null && this.letter(event)) event.preventDefault();
    });
    describeKeys(...keysOf(this.root.dataset["maySteer"] !== undefined));
  }

  private async fetch(): Promise<void> {
    const query = this.first ? `&first=${this.first}` : "";
    try {
      this.take(await ask<BarsAnswer>(`${this.root.dataset["bars"] ?? ""}${query}`));
    } catch (error) {
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      byId("no-answer").hidden = false;
    }
  }

  /** What the draft's check, its publication and its diff speak of. */
  private async fetchSchedule(): Promise<void> {
    try {
      const { plan } = await ask<RowsAnswer>(this.root.dataset["rows"] ?? "");
      if (plan) this.steering.take(plan);
    } catch (error) {
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      byId("no-answer").hidden = false;
    }
  }

  private take(answer: BarsAnswer): void {
    byId("no-answer").hidden = true;
    const { plan, standing } = answer;
    const before = this.answer?.plan.plan_id;
    if (before !== undefined && (!plan || plan.plan_id < before)) return; // it was overtaken by a newer one
    byId("no-plan").hidden = plan !== null;
    byId("gantt-chart").hidden = plan === null;
    if (!plan) return;
    this.answer = { ...answer, plan };
    if (standing.waiting > 0) this.expectPlan();
    else this.planArrived();
    this.root.dataset["planId"] = String(plan.plan_id);
    byId("gantt-window").textContent = windowWords(plan);
    byId("gantt-fences").textContent = fenceWords(plan);
    byId<HTMLButtonElement>("gantt-earlier").disabled = plan.first <= plan.start;
    byId<HTMLButtonElement>("gantt-later").disabled = addDays(plan.last, 1) >= plan.horizon_end;
    this.redraft();
    if (before !== undefined && before !== plan.plan_id) announce(t("New plan, revision {revision}", { revision: plan.revision }));
  }

  /** The bars as the draft has them. */
  private redraft(): void {
    if (!this.answer) return;
    this.level?.forget();
    this.world = worldOf(this.answer, this.steering.steps, frame.today);
    this.bars = [...releasedBars(this.answer.released, this.answer.plan.start), ...barsOf(this.world)];
    this.draw();
  }

  private draw(): void {
    const { world, bars } = this;
    if (!world) return;
    const kept = shown(bars, world.plan.centers, this.controls.wish);
    const onlyWithBars = isNarrow(this.controls.wish);
    this.controls.offer(world.plan.centers, bars);
    byId("gantt-nothing").hidden = kept.length > 0;
    byId("gantt-nothing").textContent = onlyWithBars ? t("No lot matches. Clear the search or choose another filter.") : t("No lot is planned in these days.");
    byId("gantt-all").hidden = !onlyWithBars;
    this.board.draw({ world, bars, shown: kept, zoom: this.controls.zoom, onlyWithBars, isFitted: this.controls.rows === "fitted" });
    byId("agenda").hidden = !this.phone.matches;
    if (this.phone.matches) this.agenda(world, kept, onlyWithBars);
    this.chosen(this.board.chosen);
    markReady();
    this.root.dataset["ready"] = "true";
  }

  private agenda(world: World, kept: readonly Bar[], onlyWithBars: boolean): void {
    showAgenda(byId("agenda"), world, rowsShown(kept, world.plan.centers, onlyWithBars).map((center) => ({
      center, used: center === RELEASED_ROW ? null : (this.board.fullness[center] ?? null), bars: kept.filter((bar) => bar.center === center),
    })));
  }

  private chosen(bars: readonly Bar[]): void {
    const { bar } = this.board;
    if (!this.world) return;
    if (bars.length > 1) this.drawer.several(this.world, bars);
    else if (bar) this.drawer.show(this.world, bar);
    else this.drawer.start(this.world, this.bars);
  }

  private mayMove(bar: Bar): boolean {
    return this.root.dataset["maySteer"] !== undefined && bar.lot !== undefined;
  }

  private withBars(does: (world: World, bars: readonly Bar[]) => Outcome, attempt = (bars: readonly Bar[], then: (world: World) => Outcome): void => { this.attempt(bars, then); }): void {
    const { chosen } = this.board;
    if (chosen.length === 0) this.board.sayNothingChosen();
    else if (this.root.dataset["maySteer"] === undefined) toast(t("Your role may look at the schedule, not change it."));
    else attempt(chosen, (world) => does(world, chosen));
  }

  private shiftBars(days: number): void {
    this.withBars((world, bars) => moveAllBy(world, bars, days), (bars, does) => { this.shift(bars, does); });
  }

  /** To other days: inside the frozen fence with a reason for each lot, by whoever may unlock. */
  private shift(bars: readonly Bar[], does: (world: World) => Outcome): void {
    const isAsked = bars.some(({ lot }) => lot !== undefined && this.steering.decisions.unlockLot(lot.item_id, { ...lot, lot: lot.key }, () => { this.shift(bars, does); }));
    if (!isAsked) this.attempt(bars, does);
  }

  /** A lot is made firm, or set free; one that is a fixed quantity goes back to the engine with it, as in the master schedule. */
  private lock(): void {
    const [lot, ...others] = this.board.chosen.map((bar) => bar.lot);
    if (!lot || others.length > 0 || !isOfQuantity(lot) || !this.steering.release(lot.item_id, lot.finish)) this.withBars(toggleAllFirm);
  }

  /** Into the draft; what can't be stays where it is and says why. */
  private attempt(bars: readonly Bar[], does: (world: World) => Outcome): void {
    if (!this.world) return;
    const outcome = does(this.world);
    if (isRefused(outcome)) {
      toast(outcome);
      announce(outcome);
    } else if (outcome.size > 0 && this.steering.put(outcome)) this.say(bars.map(({ id }) => id));
  }

  private say(ids: readonly string[]): void {
    const { world } = this;
    const [bar, ...others] = this.bars.filter(({ id }) => ids.includes(id));
    if (!bar || !world) return;
    const [center] = rowTitle(world.plan, bar.center);
    if (others.length > 0) announce(tn("{count} lot is changed in the draft.", "{count} lots are changed in the draft.", lotsOf([bar, ...others]).length));
    else announce(`${bar.code}: ${center}, ${daysOf(world.plan, bar)}${bar.isFirm ? `, ${t("Firm")}` : ""}`);
    if (bar.isRerouted && others.length === 0) toast(t("In the draft: step {step} of {item} is done on {center}.", { step: bar.steps.map(String).join(", "), item: bar.code, center }), { undo: () => { this.steering.undo(); } });
  }

  /** To the bar that a problem of the check is about. */
  private goTo({ rowId, field }: CellRef): void {
    const [kind, id] = String(rowId).split("/");
    const day = this.world ? daysBetween(this.world.plan.start, field) : 0;
    const bar = this.board.find(day, kind === "item" ? { itemId: Number(id) } : { centerId: Number(id) });
    if (!bar) return;
    this.board.choose(bar);
    this.board.focus();
  }

  private turn(by: 1 | -1): void {
    const plan = this.answer?.plan;
    if (!plan) return;
    const days = daysBetween(plan.first, plan.last) + 1;
    const first = by > 0 ? addDays(plan.last, 1) : addDays(plan.first, -days);
    this.first = first <= plan.start ? "" : first;
    void this.fetch();
  }

  private expectPlan(): void {
    this.staleTimer ??= setTimeout(() => { this.board.setStale(true); }, STALE_AFTER_MS);
  }

  private planArrived(): void {
    clearTimeout(this.staleTimer);
    this.staleTimer = undefined;
    this.board.setStale(false);
  }

  private letter({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    if (ctrlKey || metaKey || altKey || !letterKeysAreOn()) return false;
    const zoom = { 1: "day", 2: "week", 3: "month" }[key] as "day" | "week" | "month" | undefined;
    if (zoom) this.controls.setZoom(zoom);
    else if (key === "/") this.controls.focusSearch();
    else return false;
    return true;
  }
}
