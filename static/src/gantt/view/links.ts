/** Draws the links of the chosen lot: from where a component's lot ends to where the lot begins that takes it. */

import type { Pen } from "../../grid/view/pen";
import { type Layout, type Placed, type Row, yOf } from "../model/layout";
import { HEADER_PX, type Port, type Scene } from "./scene";

type Spot = readonly [row: Row, place: Placed];

export class LinkPainter {
  constructor(private readonly pen: Pen) {}

  draw(scene: Scene, port: Port): void {
    if (scene.links.length === 0) return;
    const spots = spotsOf(scene);
    for (const [component, taker] of scene.links) {
      const [from, to] = [spots.get(component)?.last, spots.get(taker)?.first];
      if (from && to) this.link(scene.layout, port, from, to);
    }
  }

  private link(layout: Layout, port: Port, [row, place]: Spot, [toRow, to]: Spot): void {
    const { context } = this.pen;
    const middle = HEADER_PX + layout.lanePx / 2 - 1 - port.scrollTop;
    const { accent } = port.theme;
    const end = place.x + place.width + (place.beside.at(-1) ?? 0); // its name stays legible
    const [x, y] = [port.left + end - port.scrollLeft, yOf(layout, row, place) + middle];
    const [right, below] = [port.left + to.x - port.scrollLeft, yOf(layout, toRow, to) + middle];
    const bend = Math.max(18, Math.abs(right - x) / 2);
    context.strokeStyle = accent;
    context.lineWidth = 1.6;
    context.beginPath();
    context.moveTo(x, y);
    context.bezierCurveTo(x + bend, y, right - bend, below, right - 5, below);
    context.stroke();
    this.pen.fill(accent);
    context.beginPath();
    context.moveTo(right, below);
    context.lineTo(right - 6, below - 3.5);
    context.lineTo(right - 6, below + 3.5);
    context.closePath();
    context.fill();
  }
}

/** Of each lot of the chain the bar that begins first and the one that ends last. */
function spotsOf({ layout, chain }: Scene): Map<string, { first: Spot; last: Spot }> {
  const found = new Map<string, { first: Spot; last: Spot }>();
  for (const { row, place } of layout.placed.values()) {
    const key = place.bar.lot?.key;
    if (key === undefined || !chain.has(key)) continue;
    const known = found.get(key);
    const spot: Spot = [row, place];
    if (!known) found.set(key, { first: spot, last: spot });
    else {
      if (place.x < known.first[1].x) known.first = spot;
      if (place.x + place.width > known.last[1].x + known.last[1].width) known.last = spot;
    }
  }
  return found;
}
