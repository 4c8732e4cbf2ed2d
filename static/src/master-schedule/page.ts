/** The master schedule page: fetch, show, listen to the news, fetch again. */

import { ask, Refused, Unreachable } from "../shell/api";
import { t } from "../shell/i18n";
import { type SavedViewsData, SavedViews, type ViewedPage } from "../saved-views/saved-views";
import { offerCommands } from "../shell/commands";
import { isTyping, letterKey, letterKeysAreOn } from "../shell/keys";
import { markReady } from "../shell/ready";
import { announce } from "../shell/toast";
import type { Span } from "./axis";
import { Board } from "./board";
import { Controls, type ScheduleView, STANDARD } from "./controls";
import { areSeen, closable, openDetails } from "./details";
import { byId } from "./dom";
import { type HoursDesk, hoursDesk, hoursHands } from "./draft/hours-sheet";
import { Steering } from "./draft/steering";
import { Drawer } from "./drawer";
import { isFamilyRow } from "./families";
import { showFigures } from "./figures";
import { counts, onSchedule, shown } from "./filters";
import { describeScheduleKeys } from "./keys";
import { offered } from "./offered";
import { openEntry, type RolledUp, showList } from "./phone";
import { hasOtherLoad, hasOtherRows, type Item, itemsOf, type PlanData, type RowsAnswer } from "./plan";
import { startPanel } from "./start";
import { showStatistics } from "./statistics";

/** A plan that is replaced within this time needs no dimming: it would only flicker. */
const STALE_AFTER_MS = 400;
const ZOOM_CODES = { Digit1: "day", Digit2: "week", Digit3: "month" } as const;

export class Page {
  private readonly root = byId("master-schedule");
  private readonly controls = new Controls(() => { this.draw(false); });
  private readonly board: Board;
  private readonly drawer: Drawer;
  private readonly phone = matchMedia("(max-width: 719px)");
  private readonly steering: Steering;
  private readonly views: SavedViews<ScheduleView> | null;
  /** As it was published; what is shown has the person's draft on it. */
  private published: PlanData | null = null;
  private items: Item[] = [];
  private chosen: { itemId?: number; place?: number; first: string } | null = null;
  private staleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(views: SavedViewsData<ScheduleView> | null) {
    this.drawer = new Drawer(byId("details"), this.root.dataset["cell"] ?? "");
    const { draft = "", steering = "", person = "", maySteer } = this.root.dataset;
    this.steering = new Steering({ draft, steering, person, maySteer: maySteer !== undefined }, {
      redraw: (isNews) => { if (this.published) this.draw(isNews); },
      patch: (items, centers) => { this.patch(items, centers); },
      mark: (cell, mark, quietly) => { this.board.mark(cell, mark, quietly); },
      clearMarks: () => { this.board.clearMarks(); },
      cellAt: (day, found) => this.board.cellAt(day, found),
      goTo: (cell) => { this.board.goTo(cell); },
      focus: () => { this.board.focus(); },
    });
    this.board = new Board(byId("schedule-grid"), {
      select: (item, span) => { this.choose(item, span); },
      selectLoad: (place, span) => { this.chooseLoad(place, span); },
      selectFamily: () => {
        this.chosen = null;
        this.start();
      },
      // A click on a heat cell is not yet a wish to leave the grid, where the drawer can be seen anyway.
      open: (isHeat) => { if (!isHeat || !areSeen()) openDetails(); },
      statistics: showStatistics,
      key: (event) => letterKey(event) || this.key(event), // g and o is a way to the orders
      edit: (typed, rejected) => { this.steering.edit(typed, rejected); },
      move: (item, measure, from, to) => this.steering.move(item, measure, from, to),
      unlock: (item, span) => this.steering.decisions.unlock(item, span),
      release: (item, span) => this.steering.decisions.release(item, span),
      expanded: (rowIds) => { this.controls.setOpenFamilies(rowIds.filter(isFamilyRow)); },
      undo: () => { this.steering.undo(); },
      redo: () => { this.steering.redo(); },
    }, this.steering.cells);
    this.board.expand(this.controls.openFamilies);
    this.views = views && new SavedViews(views, this.viewed());
    this.listen();
    void this.fetch();
    void this.steering.start();
  }

  private listen(): void {
    document.addEventListener("lockstep:plan", () => void this.fetch());
    document.addEventListener("lockstep:revision", () => { this.expectPlan(); });
    this.phone.addEventListener("change", () => { this.draw(false); });
    closable(() => { this.board.focus(); });
    this.controls.leaveSearch(() => { this.board.focus(); });
    byId("try-again").addEventListener("click", () => void this.fetch());
    document.addEventListener("keydown", (event) => {
      const plain = !(event.ctrlKey || event.metaKey || event.defaultPrevented);
      if (plain && !isTyping(event.target) && document.querySelector("dialog[open]") === null && this.key(event)) event.preventDefault();
    });
    describeScheduleKeys(this.root.dataset["maySteer"] !== undefined);
    offerCommands(() => offered({ board: this.board, decisions: this.steering.decisions, hours: this.hoursAt(this.chosen?.place, this.chosen?.first), toShortItem: (by) => { this.toShortItem(by); } }));
  }

  private async fetch(): Promise<void> {
    try {
      this.take(await ask<RowsAnswer>(this.root.dataset["rows"] ?? ""));
    } catch (error) {
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      // What was fetched before stays on the screen; the notice says that it is not the latest.
      byId("no-answer").hidden = false;
    }
  }

  private take({ plan, standing }: RowsAnswer): void {
    const isNews = this.published !== null;
    byId("no-answer").hidden = true;
    // Answers overtake each other: one that set out before a newer plan was published may arrive after it.
    if (this.published && (!plan || plan.plan_id < this.published.plan_id)) return;
    byId("no-plan").hidden = plan !== null;
    byId("schedule").hidden = plan === null;
    if (!plan) return;
    const isFirst = this.published === null;
    this.published = plan;
    this.steering.take(plan);
    if (standing.waiting > 0) this.expectPlan();
    else this.planArrived();
    if (isFirst) this.showAsked();
    this.draw(isNews);
    if (isFirst) this.views?.start();
    this.root.dataset["planId"] = String(plan.plan_id);
    if (isNews) announce(t("New plan, revision {revision}", { revision: plan.revision }));
  }

  /** `?item=CODE`: the item that another page leads to, open and selected. An unknown code is searched for. */
  private showAsked(): void {
    const code = new URLSearchParams(location.search).get("item") ?? "";
    this.items = this.plan ? itemsOf(this.plan) : [];
    const item = this.items.find((found) => found.code === code);
    if (code === "") return;
    this.controls.lookFor(code, item && onSchedule(this.items, false).includes(item) === false);
    this.draw(false);
    if (!item) return;
    if (this.phone.matches) openEntry(byId("item-list"), item);
    else this.board.open(item);
  }

  /** What is shown: the published plan with the draft on it. */
  private get plan(): PlanData | null {
    return this.published && this.steering.plan;
  }

  /** An edit: its items and work centres in this frame, and what is said of them elsewhere on the page. */
  private patch(changed: readonly Item[], centers: Iterable<number>): void {
    if (!this.plan || !this.root.dataset["ready"]) return;
    this.items = itemsOf(this.plan);
    this.showCounts(this.plan);
    this.board.patch(this.plan, changed, centers);
    if (this.chosen) this.redrawDetails();
  }

  private showCounts(plan: PlanData): void {
    showFigures(plan, this.published, counts(this.items, this.controls.wish.allLevels).shortage);
    this.controls.showCounts(this.items);
  }

  private draw(isNews: boolean): void {
    if (!this.plan) return;
    this.items = itemsOf(this.plan);
    this.showCounts(this.plan);
    const items = shown(this.items, this.controls.wish);
    this.controls.showCenters(this.plan);
    this.board.setEmptyText(this.items.length > 0
      ? t("No item matches. Clear the search or choose another filter.")
      : t("No items yet. They appear here as soon as items, bills of material and routings are imported."));
    const { zoom, allCenters, byFamily } = this.controls;
    const levels = byFamily ? onSchedule(this.items, this.controls.wish.allLevels) : null;
    if (this.phone.matches) showList(byId("item-list"), this.plan, items, levels && this.rolledUp(levels));
    else this.board.draw(this.plan, items, { zoom, allCenters, levels }, isNews);
    byId("item-list").hidden = !this.phone.matches;
    this.redrawDetails();
    markReady();
    this.root.dataset["ready"] = "true";
  }

  private rolledUp(levels: readonly Item[]): RolledUp {
    const { controls } = this;
    return { levels, open: controls.openFamilies, toggled: (rowId, isOpen) => {
      const others = controls.openFamilies.filter((open) => open !== rowId);
      controls.setOpenFamilies(isOpen ? [...others, rowId] : others);
    } };
  }

  /** The page as saved views see it. */
  private viewed(): ViewedPage<ScheduleView> {
    return {
      surface: "schedule", standard: STANDARD, asks: ["show", "item"],
      now: () => ({ ...this.controls.now(), expanded: this.board.expanded() }),
      show: (view) => {
        this.board.expand(view.expanded);
        this.controls.take(view);
      },
      leave: () => { this.board.focus(); },
    };
  }

  private choose(item: Item, span: Span): void {
    if (!this.plan || !this.published) return;
    this.chosen = { itemId: item.id, first: span.first };
    this.drawer.show({ plan: this.plan, isDrafted: hasOtherRows(this.plan, this.published, item), item, span, zoom: this.controls.zoom, decided: this.steering.decisions.about(item, span) });
  }

  /** To an item's row, which what is shown may leave out. */
  private goToItem(itemId: number, day: string): void {
    const item = this.items.find(({ id }) => id === itemId);
    const span = this.board.spanOf(day);
    if (!item || !span) return;
    if (!shown(this.items, this.controls.wish).includes(item)) {
      this.controls.showAll(!onSchedule(this.items, false).includes(item));
      this.draw(false);
    }
    this.board.select({ item, span });
  }

  private chooseLoad(place: number, span: Span): void {
    if (!this.plan || !this.published) return;
    this.chosen = { place, first: span.first };
    const hours = this.hoursAt(place, span.first);
    this.drawer.showLoad({ plan: this.plan, isDrafted: hasOtherLoad(this.plan, this.published, place), place, span, zoom: this.controls.zoom, hands: hours && hoursHands(hours), goTo: (itemId) => { this.goToItem(itemId, span.first); } });
  }

  /** What a person may do with the hours of a heat cell; null where that is nothing. */
  private hoursAt(place: number | undefined, first: string | undefined): HoursDesk | null {
    const span = first === undefined || this.root.dataset["maySteer"] === undefined ? undefined : this.board.spanOf(first);
    return this.plan && place !== undefined && span ? hoursDesk(this.plan, place, span, this.steering) : null;
  }

  /** A new plan, or another zoom: the same cell, with its new numbers. */
  private redrawDetails(): void {
    const { chosen } = this;
    const item = this.items.find(({ id }) => id === chosen?.itemId);
    const span = chosen && this.board.spanOf(chosen.first);
    if (item && span) this.choose(item, span);
    else if (chosen?.place !== undefined && span) this.chooseLoad(chosen.place, span);
    else this.start();
  }

  private start(): void {
    if (!this.plan) return;
    const items = shown(this.items, this.controls.wish);
    const start = { plan: this.plan, items, spans: this.board.columns() };
    this.drawer.showStart(...startPanel(start, {
      toShortage: (shortage) => { this.board.select(shortage); },
      toShortItems: () => {
        this.controls.showShort();
        this.board.focus(); // what was pressed is drawn anew
      },
      toLoad: ({ place, span }) => { this.board.selectLoad(place, span); },
    }));
  }

  private expectPlan(): void {
    this.staleTimer ??= setTimeout(() => { this.board.setStale(true); }, STALE_AFTER_MS);
  }

  private planArrived(): void {
    clearTimeout(this.staleTimer);
    this.staleTimer = undefined;
    this.board.setStale(false);
  }

  private key(event: KeyboardEvent): boolean {
    const zoom = event.altKey && !event.shiftKey ? ZOOM_CODES[event.code as keyof typeof ZOOM_CODES] : undefined;
    if (zoom) this.controls.setZoom(zoom);
    return zoom !== undefined || this.letter(event);
  }

  private letter(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey || !letterKeysAreOn()) return false;
    const does = this.letters[event.key];
    does?.();
    return does !== undefined;
  }

  private toShortItem(by: 1 | -1): void {
    if (!this.board.nextShortage(by)) announce(t("No shortage among the items shown."));
  }

  private readonly letters: Readonly<Record<string, () => void>> = {
    "/": () => { this.controls.focusSearch(); },
    ".": () => { this.toShortItem(1); },
    ",": () => { this.toShortItem(-1); },
    o: () => { openDetails(); },
    1: () => { this.controls.setZoom("day"); },
    2: () => { this.controls.setZoom("week"); },
    3: () => { this.controls.setZoom("month"); },
  };
}
