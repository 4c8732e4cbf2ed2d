/** The chart: builds the layout from a world and its bars, and keeps choice, scroll and scale over a new one. */

import { t } from "../shell/i18n";
import { announce } from "../shell/toast";
import { Mirror } from "./a11y/mirror";
import { type KeyActions, press } from "./input/keyboard";
import { Pointer } from "./input/pointer";
import { type LoadColumn, loadColumns, usedShare } from "./model/center-load";
import { type Layout, layoutOf, rowsShown } from "./model/layout";
import { drop, eligible, finishOf, isRefused } from "./model/moves";
import { dayAt, type Scale, scaleOf, xOf, type Zoom } from "./model/scale";
import { walk, type Way } from "./model/walk";
import { type Bar, RELEASED_ROW, type World } from "./model/world";
import type { ChainAnswer } from "./data";
import type { Dragged, Scene } from "./view/scene";
import { Stage } from "./view/stage";
import { spoken } from "./words";

const MIRROR_AFTER_MS = 60;

export interface BoardEvents extends Omit<KeyActions, "walk"> {
  /** Null: nothing is chosen any more. */
  choose(bar: Bar | null): void;
  dropped(bar: Bar, to: { finish: number; center: number }): void;
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
}

export class Board {
  private readonly stage: Stage;
  private readonly mirror: Mirror;
  private drawn: Drawn | null = null;
  private layout: Layout | null = null;
  private scale: Scale | null = null;
  private used: readonly (number | null)[] = [];
  private columns: readonly LoadColumn[] = [];
  private active: string | null = null;
  private chain: { readonly keys: ReadonlySet<string>; readonly links: ChainAnswer["links"] } = { keys: new Set(), links: [] };
  private isChosen = false;
  private dragged: Dragged | null = null;
  private center = 0;
  private mirrorTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement, private readonly events: BoardEvents) {
    this.stage = new Stage(host, () => this.scene(), () => this.columns, () => { this.mirrorSoon(); });
    this.mirror = new Mirror(this.stage.scroller, this.stage.element, t("Lots by work centre and day"));
    this.mirror.setBusy(true);
    const pointer = this.pointer();
    this.stage.scroller.addEventListener("dblclick", () => { if (this.bar) events.details(); });
    this.stage.scroller.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || pointer.isDragging) return;
      if (press(event, { ...this.keys(), walk: (way) => { this.walk(way); } }) || events.key(event)) event.preventDefault();
    });
  }

  private keys(): Omit<KeyActions, "walk"> {
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
      choose: (bar) => { this.choose(bar); if (bar) this.pin(); },
      chooseRow: (center) => { this.setCenter(center); },
      mayDrag: (bar) => events.mayMove(bar),
      drag: (bar, dx, center) => { this.drag(bar, dx, center); },
      drop: (bar, dx, center) => { this.drop(bar, dx, center); },
      letGo: () => { this.dragged = null; this.stage.redraw(); },
      point: (bar) => {
        this.stage.scroller.style.cursor = bar && events.mayMove(bar) ? "grab" : "";
        this.stage.hint(bar && this.drawn ? spoken(this.drawn.world.plan, bar) : "");
      },
    });
  }

  draw(drawn: Drawn): void {
    const { world, bars, shown, zoom, onlyWithBars } = drawn;
    const kept = this.firstDay();
    this.drawn = drawn;
    this.scale = scaleOf(world.plan.start, world.plan.first, world.plan.last, zoom, this.stage.room);
    this.layout = layoutOf(shown, rowsShown(shown, world.plan.centers, onlyWithBars), world.plan.centers, this.scale);
    this.used = world.plan.centers.map((_center, place) => usedShare(loadColumns(world.plan, bars, place, world.offset, zoom)));
    if (this.active !== null && !this.layout.placed.has(this.active)) this.choose(null);
    this.center = Math.min(this.center, world.plan.centers.length - 1);
    this.columns = loadColumns(world.plan, bars, this.center, world.offset, zoom);
    this.stage.resize(this.layout.width, this.layout.height);
    if (kept !== null) this.stage.scroller.scrollLeft = xOf(this.scale, kept);
    this.mirror.setBusy(false);
    this.syncMirror();
  }

  /** The day at the left edge, so that another scale begins with it. */
  private firstDay(): number | null {
    return this.scale && this.stage.scroller.scrollLeft > 0 ? dayAt(this.scale, this.stage.scroller.scrollLeft) : null;
  }

  get bar(): Bar | null {
    return this.active === null ? null : (this.layout?.placed.get(this.active)?.place.bar ?? null);
  }

  get shares(): readonly (number | null)[] {
    return this.used;
  }

  choose(bar: Bar | null): void {
    this.chain = { keys: new Set(), links: [] };
    this.isChosen = false;
    this.active = bar?.id ?? null;
    if (bar) {
      this.setCenter(bar.center);
      this.show(bar.id);
    }
    this.events.choose(bar);
    this.stage.redraw();
    this.syncMirror();
  }

  /** What is not of its chain steps back. */
  private pin(): void {
    this.isChosen = this.active !== null;
    this.stage.redraw();
  }

  link(bar: Bar, { links }: ChainAnswer): void {
    if (bar.id !== this.active || !bar.lot) return;
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

  private walk(way: Way): void {
    if (!this.layout || !this.scale || !this.drawn) return;
    const { scroller } = this.stage;
    const start = Math.max(scroller.scrollLeft, xOf(this.scale, this.drawn.world.today));
    const next = walk(this.layout, this.active, way, start);
    if (next === this.active) return;
    this.choose(next === null ? null : (this.layout.placed.get(next)?.place.bar ?? null));
  }

  private drag(bar: Bar, dx: number, center: number): void {
    const to = this.target(bar, dx, center);
    if (!this.drawn || !to) return;
    const outcome = drop(this.drawn.world, bar, to);
    this.dragged = { bar, dx, center, eligible: new Set(eligible(this.drawn.world, bar)), isAllowed: !isRefused(outcome) };
    this.stage.redraw();
  }

  private drop(bar: Bar, dx: number, center: number): void {
    const to = this.target(bar, dx, center);
    this.dragged = null;
    this.stage.redraw();
    if (to) this.events.dropped(bar, to);
  }

  /** The finish that a drag means: whole days, to a working day. */
  private target(bar: Bar, dx: number, center: number): { finish: number; center: number } | null {
    const { drawn, scale } = this;
    if (!drawn || !scale || !bar.lot) return null;
    const days = Math.round(dx / scale.dayPx);
    const { world } = drawn;
    const finish = finishOf(world, bar.lot);
    return { finish: days === 0 ? finish : world.open.nearest(finish + days, days > 0 ? 1 : -1), center };
  }

  private scene(): Scene | null {
    const { drawn, layout, scale } = this;
    if (!drawn || !layout || !scale) return null;
    return {
      plan: drawn.world.plan, world: drawn.world, layout, scale, active: this.active, hasFocus: document.activeElement === this.stage.scroller,
      chain: this.chain.keys, links: this.chain.links, isChosen: this.isChosen, dragged: this.dragged, center: this.center, used: this.used,
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
