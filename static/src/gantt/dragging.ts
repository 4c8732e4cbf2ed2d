/** What is under the pointer while it is dragged, and what letting go of it would mean. */

import { eligible, finishOf, isRefused } from "./model/moves";
import { dropAll, type Target } from "./model/moves-of-many";
import type { Scale } from "./model/scale";
import type { Lasso } from "./model/selection";
import type { Bar, World } from "./model/world";
import type { Dragged } from "./view/scene";

export interface DragGround {
  readonly world: World;
  readonly scale: Scale;
  /** Together with the bar under the pointer. */
  readonly chosen: readonly Bar[];
}

export class Dragging {
  dragged: Dragged | null = null;
  lasso: Lasso | null = null;

  constructor(private readonly ground: () => DragGround | null) {}

  drag(bar: Bar, dx: number, center: number): void {
    const [ground, to] = [this.ground(), this.target(bar, dx, center)];
    if (!ground || !to) return;
    const { world, chosen } = ground;
    const outcome = dropAll(world, chosen, bar, to);
    this.dragged = { bar, dx, center, eligible: new Set(chosen.length > 1 ? [] : eligible(world, bar)), isAllowed: !isRefused(outcome) };
  }

  letGo(): void {
    [this.dragged, this.lasso] = [null, null];
  }

  /** The finish that a drag means: whole days, to a working day. */
  target(bar: Bar, dx: number, center: number): Target | null {
    const ground = this.ground();
    if (!ground || !bar.lot) return null;
    const { world, scale } = ground;
    const days = Math.round(dx / scale.dayPx);
    const finish = finishOf(world, bar.lot);
    return { finish: days === 0 ? finish : world.open.nearest(finish + days, days > 0 ? 1 : -1), center, days };
  }
}
