/** The chart: builds the layout from a world and its bars, and keeps choice, scroll and scale over a new one. */

import { watchTheme } from "../grid/view/theme";
import { t, tn } from "../shell/i18n";
import { announce } from "../shell/toast";
import { Mirror } from "./a11y/mirror";
import { Dragging } from "./dragging";
import { type KeyActions, press } from "./input/keyboard";
import { type How, Pointer } from "./input/pointer";
import { type LoadColumn, loadColumns, type Used, usedOf } from "./model/center-load";
import { type Stacking, stackingOf, stackings } from "./model/lanes";
import { fitting, type Layout, layoutOf, rowsShown } from "./model/layout";
import type { Target } from "./model/moves-of-many";
import { dayAt, type Scale, scaleOf, xOf, type Zoom } from "./model/scale";
import { type Lasso, Selection, within } from "./model/selection";
import { walk, type Way } from "./model/walk";
import { type Bar, RELEASED_ROW, type World } from "./model/world";
import type { ChainAnswer } from "./data";
import type { Scene } from "./view/scene";
import { Stage } from "./view/stage";
import { spoken } from "./words";

const MIRROR_AFTER_MS = 60;

export interface BoardEvents extends Omit<KeyActions, "walk" | "chooseRow"> {
  /** Empty: nothing is chosen any more. */
  choose(bars: readonly Bar[]): void;
  /** The bars that are dragged: one of them is under the pointer. */
  dropped(bars: readonly Bar[], bar: Bar, to: Target): void;
  mayMove(bar: Bar): boolean;
  /** A key that is none of the chart's own. */
  key(event: KeyboardEvent): boolean;
}

export interface Drawn {
  readonly world: World;
  /** All of them: the load counts what a filter hides. */
  readonly bars: readonly Bar[];
  readonly shown: readonly Bar[];
  readonly zoom: Zoom;
  readonly onlyWithBars: boolean;
  /** As close as shows every work centre at once; else every bar has room for its name. */
  readonly isFitted: boolean;
}

export class Board {
  private readonly stage: Stage;
  private readonly mirror: Mirror;
  private drawn: Drawn | null = null;
  private layout: Layout | null = null;
  private scale: Scale | null = null;
  private used: readonly (Used | null)[] = [];
  private columns: readonly LoadColumn[] = [];
  private readonly selection = new Selection();
  private chain: { readonly keys: ReadonlySet<string>; readonly links: ChainAnswer["links"] } = { keys: new Set(), links: [] };
  private isChosen = false;
  private readonly dragging = new Dragging(() => this.drawn && this.scale && { world: this.drawn.world, scale: this.scale, chosen: this.chosen });
  private proposed: readonly Bar[] = [];
  private center = 0;
  private mirrorTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement, private readonly events: BoardEvents) {
    this.stage = new Stage(host, () => this.scene(), () => this.columns, {
      drawn: () => { this.mirrorSoon(); }, resized: () => { if (this.drawn?.isFitted) this.draw(this.drawn); },
    });
    watchTheme(() => { if (this.drawn) this.draw(this.drawn); }); // the rows are as high as the density asks for
    this.mirror = new Mirror(this.stage.scroller, this.stage.element, t("Lots by work centre and day"));
    this.mirror.setBusy(true);
    const pointer = this.pointer();
    this.stage.scroller.addEventListener("dblclick", () => { if (this.bar) events.details(); });
    this.stage.scroller.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || pointer.isDragging) return;
      if (press(event, { ...this.keys(), walk: (way, isMore) => { this.walk(way, isMore); }, chooseRow: () => { this.chooseAllOfRow(); } }) || events.key(event)) event.preventDefault();
    });
  }

  private keys(): Omit<KeyActions, "walk" | "chooseRow"> {
    const { events } = this;
    return {
      move: (days) => { events.move(days); }, reroute: (by) => { events.reroute(by); }, lock: () => { events.lock(); }, details: () => { this.pin(); events.details(); },
      leave: () => { this.choose(null); }, undo: () => { events.undo(); }, redo: () => { events.redo(); },
    };
  }

  private pointer(): Pointer {
    const { events } = this;
    return new Pointer(this.stage.scroller, {
      layout: () => this.layout, left: () => this.stage.left,
      choose: (bar, how) => { this.chooseAs(bar, how); if (bar) this.pin(); },
      isChosen: (bar) => this.selection.all.has(bar.id),
      lasso: (drawn) => { this.dragging.lasso = drawn; this.stage.redraw(); },
      caught: (drawn, isMore) => { this.caught(drawn, isMore); },
      chooseRow: (center) => { this.setCenter(center); },
      mayDrag: (bar) => events.mayMove(bar),
      drag: (bar, dx, center) => { this.dragging.drag(bar, dx, center); this.stage.redraw(); },
      drop: (bar, dx, center) => { this.drop(bar, dx, center); },
      letGo: () => { this.dragging.letGo(); this.stage.redraw(); },
      point: (bar) => {
        this.stage.scroller.style.cursor = bar && events.mayMove(bar) ? "grab" : "";
        this.stage.hint(bar && this.drawn ? spoken(this.drawn.world.plan, bar) : "");
      },
    });
  }

  draw(drawn: Drawn): void {
    const { world, bars, zoom } = drawn;
    const kept = this.scale && this.stage.scroller.scrollLeft > 0 ? this.firstDay : null;
    this.drawn = drawn;
    this.scale = scaleOf(world.plan.start, world.plan.first, world.plan.last, zoom, this.stage.room);
    this.layout = this.layoutFor(drawn, this.scale);
    this.used = world.plan.centers.map((_center, place) => usedOf(loadColumns(world.plan, bars, place, world.offset, zoom)));
    const { placed } = this.layout;
    if (this.selection.keep((id) => placed.has(id))) this.tell();
    this.center = Math.min(this.center, world.plan.centers.length - 1);
    this.columns = loadColumns(world.plan, bars, this.center, world.offset, zoom);
    this.stage.resize(this.layout.width, this.layout.height);
    if (kept !== null) this.stage.scroller.scrollLeft = xOf(this.scale, kept);
    this.mirror.setBusy(false);
    this.syncMirror();
  }

  private layoutFor({ world: { plan }, shown, zoom, onlyWithBars, isFitted }: Drawn, scale: Scale): Layout {
    const rows = rowsShown(shown, plan.centers, onlyWithBars);
    const make = (stacking: Stacking): Layout => layoutOf(shown, rows, plan.centers, scale, stacking);
    const roomy = stackingOf(zoom, this.stage.rowHeight);
    return isFitted ? fitting(this.stage.roomDown, stackings(zoom, this.stage.rowHeight), make) : make(roomy);
  }

  /** The day at the left edge: another scale begins with it. */
  get firstDay(): number {
    return this.scale ? dayAt(this.scale, this.stage.scroller.scrollLeft) : 0;
  }

  get bar(): Bar | null {
    return this.barOf(this.selection.active);
  }

  /** All that are chosen, the one on which the keys stand included. */
  get chosen(): readonly Bar[] {
    return [...this.selection.all].map((id) => this.barOf(id)).filter((bar) => bar !== null);
  }

  /** The place of the work centre whose load is shown. */
  get centerShown(): number {
    return this.center;
  }

  private barOf(id: string | null): Bar | null {
    return id === null ? null : (this.layout?.placed.get(id)?.place.bar ?? null);
  }

  /** Of each work centre, by its place. */
  get fullness(): readonly (Used | null)[] {
    return this.used;
  }

  choose(bar: Bar | null): void {
    this.chooseAs(bar, "only");
  }

  private chooseAs(bar: Bar | null, how: How): void {
    const { selection } = this;
    if (how === "only" || !bar) selection.only(bar?.id ?? null);
    else if (how === "toggle") selection.toggle(bar.id);
    else selection.extend(bar.id);
    this.tell();
  }

  private caught(drawn: Lasso, isMore: boolean): void {
    this.dragging.letGo();
    const found = this.layout ? within(this.layout, drawn) : [];
    this.selection.several(isMore ? [...this.selection.all, ...found] : found);
    this.tell(false);
  }

  private chooseAllOfRow(): void {
    const { active } = this.selection;
    const row = active === null ? undefined : this.layout?.placed.get(active)?.row;
    const ids = row?.bars.filter(({ bar }) => bar.lot).map(({ bar }) => bar.id) ?? [];
    if (ids.length === 0) return; // nobody moves released orders here
    this.selection.several(ids);
    this.tell();
  }

  /** Other bars are chosen than before. */
  private tell(isShown = true): void {
    const { bar, chosen } = this;
    this.chain = { keys: new Set(), links: [] };
    this.isChosen = false;
    if (bar) {
      this.setCenter(bar.center);
      if (isShown) this.show(bar.id);
    }
    this.events.choose(chosen);
    if (chosen.length > 1) announce(tn("{count} bar is chosen.", "{count} bars are chosen.", chosen.length));
    this.stage.redraw();
    this.syncMirror();
  }

  /** Where a proposal for a work centre would have bars; none, below 0: there is none. */
  propose(bars: readonly Bar[], center: number): void {
    this.proposed = bars;
    if (center >= 0) this.setCenter(center);
    this.stage.redraw();
  }

  /** What is not of its chain steps back. */
  private pin(): void {
    this.isChosen = this.selection.active !== null;
    this.stage.redraw();
  }

  link(bar: Bar, { links }: ChainAnswer): void {
    if (bar.id !== this.selection.active || this.selection.all.size > 1 || !bar.lot) return;
    this.chain = { keys: new Set([bar.lot.key, ...links.flat()]), links };
    this.stage.redraw();
  }

  focus(): void {
    this.stage.scroller.focus();
  }

  /** The bar of an item, or of any, that works on a day on a work centre (an id). */
  find(day: number, { itemId, centerId }: { itemId?: number; centerId?: number }): Bar | null {
    const { drawn } = this;
    const found = drawn?.shown.find((bar) => bar.first <= day && bar.last >= day
      && (itemId === undefined ? drawn.world.plan.centers[bar.center]?.id === centerId : bar.lot?.item_id === itemId));
    return found ?? null;
  }

  setStale(isStale: boolean): void {
    this.stage.scroller.toggleAttribute("data-stale", isStale);
  }

  private setCenter(center: number): void {
    if (!this.drawn || center === RELEASED_ROW) return;
    const { world, bars, zoom } = this.drawn;
    this.center = center;
    this.columns = loadColumns(world.plan, bars, center, world.offset, zoom);
    this.stage.redraw();
  }

  private show(id: string): void {
    const found = this.layout?.placed.get(id);
    if (found) this.stage.show(found.place.x, found.row.top, found.place.width, found.row.height);
  }

  private walk(way: Way, isMore: boolean): void {
    if (!this.layout || !this.scale || !this.drawn) return;
    const { scroller } = this.stage;
    const start = Math.max(scroller.scrollLeft, xOf(this.scale, this.drawn.world.today));
    const { active, all } = this.selection;
    const next = walk(this.layout, active, way, start);
    if (next === active && (isMore || all.size < 2)) return;
    this.chooseAs(this.barOf(next), isMore ? "together" : "only");
  }

  private drop(bar: Bar, dx: number, center: number): void {
    const to = this.dragging.target(bar, dx, center);
    this.dragging.letGo();
    this.stage.redraw();
    if (to) this.events.dropped(this.chosen, bar, to);
  }

  private scene(): Scene | null {
    const { drawn, layout, scale } = this;
    if (!drawn || !layout || !scale) return null;
    return {
      plan: drawn.world.plan, world: drawn.world, layout, scale, active: this.selection.active, selected: this.selection.all, lasso: this.dragging.lasso, proposed: this.proposed,
      hasFocus: document.activeElement === this.stage.scroller,
      chain: this.chain.keys, links: this.chain.links, isChosen: this.isChosen, dragged: this.dragging.dragged, center: this.center, used: this.used,
    };
  }

  private mirrorSoon(): void {
    clearTimeout(this.mirrorTimer);
    this.mirrorTimer = setTimeout(() => { this.syncMirror(); }, MIRROR_AFTER_MS);
  }

  private syncMirror(): void {
    const scene = this.scene();
    if (scene) this.mirror.sync(scene, this.stage.left);
  }

  sayNothingChosen(): void {
    announce(t("Choose a bar first: the arrow keys lead from one to the next."));
  }
}
