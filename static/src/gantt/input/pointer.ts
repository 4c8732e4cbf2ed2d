/** The pointer: a click chooses, a drag moves; Shift keeps the row. Escape lets go of what is dragged. */

import type { Layout, Placed, Row } from "../model/layout";
import { LANE_PX, yOf } from "../model/layout";
import type { Bar } from "../model/world";
import { HEADER_PX } from "../view/scene";

export interface PointerActions {
  layout(): Layout | null;
  /** Where the days begin. */
  left(): number;
  choose(bar: Bar | null): void;
  chooseRow(center: number): void;
  /** May it be dragged at all? */
  mayDrag(bar: Bar): boolean;
  drag(bar: Bar, dx: number, center: number): void;
  drop(bar: Bar, dx: number, center: number): void;
  letGo(): void;
  point(bar: Bar | null): void;
}

const DRAG_FROM_PX = 4;

interface Held {
  readonly bar: Bar;
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly pointer: number;
  isDragging: boolean;
}

export class Pointer {
  private held: Held | null = null;

  constructor(private readonly scroller: HTMLElement, private readonly actions: PointerActions) {
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
    this.held = null;
    if (wasDragging) this.actions.letGo();
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 || this.isOnScrollBar(event)) return;
    const found = this.at(event);
    if (!found) return;
    if ("bar" in found && found.bar) {
      this.actions.choose(found.bar);
      // A finger scrolls: it moves a bar by the buttons of the drawer.
      if (event.pointerType !== "touch" && this.actions.mayDrag(found.bar)) this.hold(event, found.bar);
    } else {
      if (found.isName) this.actions.chooseRow(found.row.center);
      this.actions.choose(null);
    }
  }

  private hold(event: PointerEvent, bar: Bar): void {
    const [x, y] = this.inContent(event);
    this.held = { bar, row: bar.center, x, y, pointer: event.pointerId, isDragging: false };
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
    this.actions.drag(held.bar, x - held.x, this.rowUnder(event, held));
  }

  private up(event: PointerEvent): void {
    const { held } = this;
    this.held = null;
    if (!held?.isDragging) return;
    const [x] = this.inContent(event);
    this.actions.drop(held.bar, x - held.x, this.rowUnder(event, held));
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

  private at(event: PointerEvent): { readonly row: Row; readonly bar: Bar | null; readonly isName: boolean } | null {
    const { left, top } = this.scroller.getBoundingClientRect();
    if (event.clientY - top < HEADER_PX) return null;
    const [x, y] = this.inContent(event);
    const row = this.rowAt(y);
    if (!row) return null;
    const isName = event.clientX - left < this.actions.left();
    const hit = isName ? undefined : row.bars.find((one) => isIn(row, one, x, y));
    return { row, bar: hit?.bar ?? null, isName };
  }
}

function isIn(row: Row, one: Placed, x: number, y: number): boolean {
  const top = yOf(row, one);
  return x >= one.x - 1 && x <= one.x + one.width + 1 && y >= top && y < top + LANE_PX;
}
