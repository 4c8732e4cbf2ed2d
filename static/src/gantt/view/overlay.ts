/** Draws what is only meant yet: bars under the pointer, a lasso, and where a proposal would have bars. */

import type { Pen } from "../../grid/view/pen";
import { namePx } from "../model/lanes";
import { type Layout, LEAST_BAR_PX, type Placed, type Row, yOf } from "../model/layout";
import { xOf } from "../model/scale";
import type { Bar } from "../model/world";
import { type BarPainter, type Box, LANE_GAP_PX } from "./bars";
import { type Dragged, HEADER_PX, type Port, type Scene } from "./scene";

/** From the upper edge of a row to a bar that is dragged over it. */
const IN_ROW_PX = 5;

export function boxOf(layout: Layout, port: Port, row: Row, one: Placed): Box {
  return { x: one.x + port.left - port.scrollLeft, y: HEADER_PX + yOf(layout, row, one) - port.scrollTop, width: one.width, height: layout.lanePx - LANE_GAP_PX };
}

export class OverlayPainter {
  constructor(private readonly pen: Pen, private readonly bars: BarPainter) {}

  draw(scene: Scene, port: Port): void {
    for (const bar of scene.proposed) this.proposed(scene, port, bar);
    if (scene.dragged) this.dragged(scene, port, scene.dragged);
    if (scene.lasso) this.lasso(scene, port);
  }

  private dragged({ layout, selected }: Scene, port: Port, dragged: Dragged): void {
    const ids = selected.size > 1 && selected.has(dragged.bar.id) ? selected : [dragged.bar.id];
    for (const id of ids) {
      const found = layout.placed.get(id);
      if (!found) continue;
      const box = boxOf(layout, port, found.row, found.place);
      const target = selected.size > 1 ? undefined : layout.rows.find(({ center }) => center === dragged.center);
      const y = target && target !== found.row ? HEADER_PX + target.top + IN_ROW_PX - port.scrollTop : box.y;
      const there = { ...box, x: box.x + dragged.dx, y };
      this.bars.draw(found.place.bar, there, [[there.x, there.width]], { isFaded: false, isChosen: true, left: port.left, beside: found.place.beside.slice(0, 1) });
      this.bars.ghost(there, dragged.isAllowed ? port.theme.edited : port.theme.bad);
    }
  }

  /** In the lane where the bar stands now: a plan knows no order within a day. */
  private proposed({ layout, scale }: Scene, port: Port, bar: Bar): void {
    const found = layout.placed.get(bar.id);
    if (!found) return;
    const x = port.left + xOf(scale, bar.first) - port.scrollLeft;
    const box = { ...boxOf(layout, port, found.row, found.place), x, width: Math.max(LEAST_BAR_PX, found.place.width) };
    const beside = (found.place.beside[0] ?? 0) > 0 ? namePx(bar) : 0;
    this.bars.draw(bar, box, [[box.x, box.width]], { isFaded: true, isChosen: true, left: port.left, beside: [beside] });
    this.bars.ghost(box, port.theme.edited);
  }

  private lasso({ lasso }: Scene, port: Port): void {
    if (!lasso) return;
    const { context } = this.pen;
    const [x, y] = [port.left + Math.min(lasso.x, lasso.toX) - port.scrollLeft, HEADER_PX + Math.min(lasso.y, lasso.toY) - port.scrollTop];
    const [width, height] = [Math.abs(lasso.toX - lasso.x), Math.abs(lasso.toY - lasso.y)];
    context.globalAlpha = 0.12;
    this.pen.rect(port.theme.accent, x, y, width, height);
    context.globalAlpha = 1;
    this.pen.frame(port.theme.accent, x, y, width, height, 1);
  }
}
