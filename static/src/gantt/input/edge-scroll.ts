/** Scrolls on while a pointer that drags something rests near an edge, the faster the nearer. */

import { HEADER_PX } from "../view/scene";

const NEAR_PX = 36;
const MOST_PX_A_FRAME = 18;

export class EdgeScroll {
  private frame = 0;
  private by: readonly [x: number, y: number] = [0, 0];

  constructor(private readonly scroller: HTMLElement, private readonly left: () => number, private readonly scrolled: () => void) {}

  /** The pointer is here now, dragging. */
  at({ clientX, clientY }: PointerEvent): void {
    const { left, top } = this.scroller.getBoundingClientRect();
    const { clientWidth, clientHeight } = this.scroller;
    this.by = [speed(clientX - left, this.left(), clientWidth), speed(clientY - top, HEADER_PX, clientHeight)];
    if (this.frame === 0) this.step();
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.by = [0, 0];
  }

  private step(): void {
    this.frame = 0;
    const [x, y] = this.by;
    if (x === 0 && y === 0) return;
    const { scrollLeft, scrollTop } = this.scroller;
    this.scroller.scrollBy(x, y);
    if (this.scroller.scrollLeft === scrollLeft && this.scroller.scrollTop === scrollTop) return; // there is no more that way
    this.scrolled();
    this.frame = requestAnimationFrame(() => { this.step(); });
  }
}

/** Pixels a frame: below 0 near the first edge, above 0 near the last. */
export function speed(at: number, first: number, last: number): number {
  const [before, behind] = [first + NEAR_PX - at, at - (last - NEAR_PX)];
  const depth = Math.min(NEAR_PX, Math.max(before, behind, 0));
  const pixels = Math.round((depth / NEAR_PX) * MOST_PX_A_FRAME);
  return before > behind ? 0 - pixels : pixels;
}
