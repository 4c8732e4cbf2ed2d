/**
 * The pointer: a click chooses, with Ctrl one more; a drag of a bar moves what is chosen, Shift keeps the row; a
 * drag over empty space is a lasso. Escape lets go. Near an edge the chart scrolls on.
 */

import { type Layout, type Placed, type Row, yOf } from "../model/layout";
import type { Lasso } from "../model/selection";
import type { Bar } from "../model/world";
import { HEADER_PX } from "../view/scene";
import { EdgeScroll } from "./edge-scroll";

/** Alone, in place of what was chosen; or together with it. */
export type How = "only" | "toggle" | "together";

export interface PointerActions {
  layout(): Layout | null;
  /** Where the days begin. */
  left(): number;
  choose(bar: Bar | null, how: How): void;
  chooseRow(center: number): void;
  isChosen(bar: Bar): boolean;
  /** May it be dragged at all? */
  mayDrag(bar: Bar): boolean;
  drag(bar: Bar, dx: number, center: number): void;
  drop(bar: Bar, dx: number, center: number): void;
  /** Null: it is let go. */
  lasso(drawn: Lasso | null): void;
  caught(drawn: Lasso, isMore: boolean): void;
  letGo(): void;
  point(bar: Bar | null): void;
}

const DRAG_FROM_PX = 4;

interface Held {
  /** Undefined: a lasso. */
  readonly bar: Bar | undefined;
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly pointer: number;
  isDragging: boolean;
}

interface Hit {
  readonly row: Row | undefined;
  readonly bar: Bar | null;
  readonly isName: boolean;
}

export class Pointer {
  private held: Held | null = null;
  private last: PointerEvent | null = null;
  private readonly edge: EdgeScroll;

  constructor(private readonly scroller: HTMLElement, private readonly actions: PointerActions) {
    this.edge = new EdgeScroll(scroller, () => actions.left(), () => { if (this.last && this.held) this.drag(this.last, this.held); });
    scroller.addEventListener("pointerdown", (event) => { this.down(event); });
    scroller.addEventListener("pointermove", (event) => { this.move(event); });
    scroller.addEventListener("pointerup", (event) => { this.up(event); });
    scroller.addEventListener("pointercancel", () => { this.cancel(); });
    scroller.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.held?.isDragging) return;
      this.cancel();
      event.stopImmediatePropagation();
    });
  }

  get isDragging(): boolean {
    return this.held?.isDragging ?? false;
  }

  private cancel(): void {
    const wasDragging = this.isDragging;
    this.release();
    if (wasDragging) this.actions.letGo();
  }

  private release(): Held | null {
    const { held } = this;
    this.edge.stop();
    [this.held, this.last] = [null, null];
    return held;
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 || this.isOnScrollBar(event)) return;
    const found = this.at(event);
    if (found?.bar) this.downOnBar(event, found.bar);
    else if (found?.isName) {
      if (found.row) this.actions.chooseRow(found.row.center);
      this.actions.choose(null, "only");
    } else if (found) {
      if (!isMore(event)) this.actions.choose(null, "only");
      this.hold(event, found.row?.center ?? 0);
    }
  }

  private downOnBar(event: PointerEvent, bar: Bar): void {
    this.chooseBar(event, bar);
    if (this.actions.isChosen(bar) && this.actions.mayDrag(bar)) this.hold(event, bar.center, bar);
  }

  /** What is chosen already is dragged with the others. */
  private chooseBar(event: PointerEvent, bar: Bar): void {
    if (isOneMore(event)) this.actions.choose(bar, "toggle");
    else this.actions.choose(bar, this.actions.isChosen(bar) ? "together" : "only");
  }

  private hold(event: PointerEvent, row: number, bar?: Bar): void {
    if (event.pointerType === "touch") return; // a finger scrolls: it moves a bar by the buttons of the drawer
    const [x, y] = this.inContent(event);
    this.held = { bar, row, x, y, pointer: event.pointerId, isDragging: false };
  }

  private move(event: PointerEvent): void {
    const { held } = this;
    if (!held) {
      this.actions.point(this.at(event)?.bar ?? null);
      return;
    }
    const [x, y] = this.inContent(event);
    if (!held.isDragging && Math.hypot(x - held.x, y - held.y) < DRAG_FROM_PX) return;
    if (!held.isDragging) this.scroller.setPointerCapture(held.pointer);
    held.isDragging = true;
    this.last = event;
    this.edge.at(event);
    this.drag(event, held);
  }

  private drag(event: PointerEvent, held: Held): void {
    const [x] = this.inContent(event);
    if (held.bar) this.actions.drag(held.bar, x - held.x, this.rowUnder(event, held));
    else this.actions.lasso(this.lassoTo(event, held));
  }

  private up(event: PointerEvent): void {
    const held = this.release();
    if (!held) return;
    if (held.isDragging && held.bar) this.actions.drop(held.bar, this.inContent(event)[0] - held.x, this.rowUnder(event, held));
    else if (held.isDragging) this.actions.caught(this.lassoTo(event, held), isMore(event));
    else if (held.bar && !isOneMore(event)) this.actions.choose(held.bar, "only");
  }

  private lassoTo(event: PointerEvent, { x, y }: Held): Lasso {
    const [toX, toY] = this.inContent(event);
    return { x, y, toX, toY };
  }

  private rowUnder(event: PointerEvent, held: Held): number {
    const [, y] = this.inContent(event);
    const row = event.shiftKey ? undefined : this.rowAt(y);
    return row?.center ?? held.row;
  }

  private isOnScrollBar({ clientX, clientY }: PointerEvent): boolean {
    const { left, top } = this.scroller.getBoundingClientRect();
    return clientX - left > this.scroller.clientWidth || clientY - top > this.scroller.clientHeight;
  }

  /** From the first day of the window and the first row. */
  private inContent({ clientX, clientY }: PointerEvent): [x: number, y: number] {
    const { left, top } = this.scroller.getBoundingClientRect();
    return [clientX - left - this.actions.left() + this.scroller.scrollLeft, clientY - top - HEADER_PX + this.scroller.scrollTop];
  }

  private rowAt(y: number): Row | undefined {
    return this.actions.layout()?.rows.find(({ top, height }) => y >= top && y < top + height);
  }

  private at(event: PointerEvent): Hit | null {
    const { left, top } = this.scroller.getBoundingClientRect();
    const layout = this.actions.layout();
    if (!layout || event.clientY - top < HEADER_PX) return null;
    const [x, y] = this.inContent(event);
    const row = this.rowAt(y);
    const isName = event.clientX - left < this.actions.left();
    const hit = isName ? undefined : row?.bars.find((one) => isIn(layout, row, one, x, y));
    return { row, bar: hit?.bar ?? null, isName };
  }
}

function isOneMore({ ctrlKey, metaKey }: PointerEvent): boolean {
  return ctrlKey || metaKey;
}

/** Of a lasso: what it catches is chosen together with what was. Over bars, Shift keeps the row. */
function isMore(event: PointerEvent): boolean {
  return isOneMore(event) || event.shiftKey;
}

/** On one of its parts, or on the name beside it. */
function isIn(layout: Layout, row: Row, one: Placed, x: number, y: number): boolean {
  const top = yOf(layout, row, one);
  if (y < top || y >= top + layout.lanePx) return false;
  return one.parts.some(([from, width], at) => x >= from - 1 && x <= from + width + (one.beside[at] ?? 0) + 1);
}
