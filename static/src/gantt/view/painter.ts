/** Draws the Gantt: ground, bars, links, the header above and the work centres beside. Only what is in sight. */

import type { Pen } from "../../grid/view/pen";
import { t } from "../../shell/i18n";
import { daysBetween } from "../../master-schedule/dates";
import type { Used } from "../model/center-load";
import { TWO_LINES_PX } from "../model/lanes";
import type { Placed, Row } from "../model/layout";
import { xOf } from "../model/scale";
import { percent, rowTitle } from "../words";
import type { Bar } from "../model/world";
import { BarPainter } from "./bars";
import { LinkPainter } from "./links";
import { boxOf, OverlayPainter } from "./overlay";
import { HEADER_PX, type Port, type Scene } from "./scene";

const GROUP_PX = 22;
const METER_PX = 40;

export class Painter {
  private readonly bars: BarPainter;
  private readonly links: LinkPainter;
  private readonly overlay: OverlayPainter;

  constructor(private readonly pen: Pen) {
    this.bars = new BarPainter(pen);
    this.links = new LinkPainter(pen);
    this.overlay = new OverlayPainter(pen, this.bars);
  }

  paint(scene: Scene, port: Port): void {
    const { pen } = this;
    pen.rect(port.theme.surface, 0, 0, port.width, port.height);
    this.clipped(port.left, HEADER_PX, port.width - port.left, port.height - HEADER_PX, () => {
      const rows = scene.layout.rows.filter((row) => this.isInSight(row, port));
      this.ground(scene, port, rows);
      for (const row of rows) this.row(scene, port, row);
      this.links.draw(scene, port);
      this.now(scene, port);
      this.overlay.draw(scene, port);
    });
    this.clipped(0, HEADER_PX, port.left, port.height - HEADER_PX, () => { this.names(scene, port); });
    this.clipped(port.left, 0, port.width - port.left, HEADER_PX, () => { this.header(scene, port); });
    this.corner(port);
  }

  private isInSight(row: Row, port: Port): boolean {
    const top = row.top - port.scrollTop;
    return top + row.height > 0 && top < port.height - HEADER_PX;
  }

  private clipped(x: number, y: number, width: number, height: number, draw: () => void): void {
    const { context } = this.pen;
    context.save();
    context.beginPath();
    context.rect(x, y, Math.max(0, width), Math.max(0, height));
    context.clip();
    draw();
    context.restore();
    this.pen.forget();
  }

  private x({ scale }: Scene, port: Port, day: number): number {
    return port.left + xOf(scale, day) - port.scrollLeft;
  }

  private ground(scene: Scene, port: Port, rows: readonly Row[]): void {
    const { pen } = this;
    const { theme } = port;
    for (const row of rows) this.rowGround(scene, port, row);
    this.fences(scene, port);
    for (const { from } of scene.scale.ticks) pen.upright(theme.line2, this.x(scene, port, from), HEADER_PX, port.height);
    for (const { from } of scene.scale.groups) pen.upright(theme.line, this.x(scene, port, from), HEADER_PX, port.height);
    for (const row of rows) pen.rule(theme.line2, port.left, HEADER_PX + row.top + row.height - port.scrollTop, port.width);
  }

  /** Closed days are sunken; while a bar is dragged, the rows that can take it stand out. */
  private rowGround(scene: Scene, port: Port, row: Row): void {
    const { pen } = this;
    const { theme } = port;
    const top = HEADER_PX + row.top - port.scrollTop;
    if (scene.dragged?.eligible.has(row.center)) pen.rect(theme.accentWash, port.left, top, port.width, row.height);
    const { available = [] } = scene.plan.centers[row.center] ?? {};
    const { from, dayPx } = scene.scale;
    const first = Math.max(0, Math.floor(port.scrollLeft / dayPx));
    const last = Math.min(available.length, Math.ceil((port.scrollLeft + port.width) / dayPx));
    for (let place = first; place < last; place += 1) {
      if (available[place] === 0) pen.rect(theme.sunken, this.x(scene, port, from + place), top, dayPx, row.height);
    }
  }

  /** The frozen zone is hatched, the planning fence a dashed line. */
  private fences(scene: Scene, port: Port): void {
    const { context } = this.pen;
    const { demand_until: frozen, planning_until: planning } = scene.plan.fences;
    if (frozen) {
      const [left, right] = [this.x(scene, port, 0), this.x(scene, port, this.after(scene, frozen))];
      context.globalAlpha = 0.09;
      this.pen.rect(port.theme.ink3, left, HEADER_PX, right - left, port.height);
      context.globalAlpha = 1;
      this.dashed(port.theme.warn, right, port.height);
    }
    if (planning) this.dashed(port.theme.ink3, this.x(scene, port, this.after(scene, planning)), port.height);
  }

  private after({ plan }: Scene, lastDay: string): number {
    return daysBetween(plan.start, lastDay) + 1;
  }

  private dashed(color: string, x: number, height: number): void {
    const { context } = this.pen;
    context.strokeStyle = color;
    context.lineWidth = 1.5;
    context.setLineDash([5, 4]);
    context.beginPath();
    context.moveTo(x, HEADER_PX);
    context.lineTo(x, height);
    context.stroke();
    context.setLineDash([]);
  }

  private row(scene: Scene, port: Port, row: Row): void {
    const [from, to] = [port.scrollLeft, port.scrollLeft + port.width - port.left];
    for (const one of row.bars) {
      if (one.x > to) break; // they stand from left to right
      if (one.x + one.width + (one.beside.at(-1) ?? 0) < from) continue;
      this.bar(scene, port, row, one);
    }
  }

  private bar(scene: Scene, port: Port, row: Row, one: Placed): void {
    const { layout } = scene;
    const shift = port.left - port.scrollLeft;
    const box = boxOf(layout, port, row, one);
    const key = one.bar.lot?.key ?? "";
    const isSelected = scene.selected.has(one.bar.id);
    if (isUnderPointer(scene, one.bar)) {
      this.bars.ghost(box, port.theme.ink3);
      return;
    }
    const isChosen = scene.chain.has(key) || isSelected;
    const parts = one.parts.map(([x, width]) => [x + shift, width] as const);
    this.bars.draw(one.bar, box, parts, { isFaded: scene.isChosen && !isChosen, isChosen, left: port.left, beside: one.beside });
    if (isSelected && scene.selected.size > 1) this.bars.selected(box);
    if (one.bar.id === scene.active && scene.hasFocus) this.bars.focus(box);
  }

  private now(scene: Scene, port: Port): void {
    this.pen.upright(port.theme.accent, this.x(scene, port, scene.world.today) + 1, HEADER_PX, port.height, 2);
  }

  /** The word above the line of now; where it ends, and 0 where it is out of sight. */
  private nowWord(scene: Scene, port: Port): number {
    const x = this.x(scene, port, scene.world.today);
    const text = t("Now");
    this.pen.use(11, 650);
    const width = this.pen.width(text) + 12;
    if (x < port.left - width) return 0;
    const left = Math.max(port.left + 1, x - width / 2); // whole, also on the first day of the window
    this.pen.rounded(port.theme.accent, left, HEADER_PX - 19, width, 17, 8);
    this.pen.fill(port.theme.surface);
    this.pen.text(text, left + width / 2, HEADER_PX - 10.5, width, "center");
    return left + width;
  }

  private header(scene: Scene, port: Port): void {
    const { pen } = this;
    const { theme } = port;
    pen.rect(theme.surface2, port.left, 0, port.width, HEADER_PX);
    pen.use(12, 650);
    pen.fill(theme.ink);
    for (const { from, end, text } of scene.scale.groups) {
      const [x, right] = [this.x(scene, port, from), this.x(scene, port, end)];
      if (right < port.left || x > port.width) continue;
      const shownAt = Math.max(x, port.left) + 7; // the name stays in sight while its days are
      pen.text(text, shownAt, GROUP_PX / 2 + 1, right - shownAt - 4);
    }
    const [now, today] = [this.nowWord(scene, port), scene.world.today];
    pen.use(11, 500);
    pen.fill(theme.ink2);
    for (const { from, end, text } of scene.scale.ticks) {
      const [x, right] = [this.x(scene, port, from), this.x(scene, port, end)];
      if (right <= port.left || x >= port.width) continue;
      const start = from <= today && today < end ? Math.max(x, now - 2) : x; // beside the word above now
      pen.text(text, start + 6, GROUP_PX + 11, right - start - 6);
    }
    pen.rule(theme.line, port.left, HEADER_PX, port.width);
  }

  private names(scene: Scene, port: Port): void {
    const { pen } = this;
    const { theme } = port;
    pen.rect(theme.surface, 0, HEADER_PX, port.left, port.height);
    for (const row of scene.layout.rows) if (this.isInSight(row, port)) this.name(scene, port, row);
    pen.upright(theme.line, port.left, HEADER_PX, port.height);
  }

  private name(scene: Scene, port: Port, row: Row): void {
    const { pen } = this;
    const { theme, left } = port;
    const top = HEADER_PX + row.top - port.scrollTop;
    if (row.center === scene.center) pen.rect(theme.accentWash, 0, top, left, row.height);
    const [title, subtitle] = rowTitle(scene.plan, row.center);
    const used = scene.used[row.center] ?? null;
    const room = left - 20 - (used === null ? 0 : METER_PX + 8);
    pen.use(12, 650);
    pen.fill(theme.ink);
    const hasTwoLines = row.height >= TWO_LINES_PX; // else there is no room for what it is called beside its code
    pen.text(title, 12, top + (subtitle && hasTwoLines ? 13 : row.height / 2 - 1), room);
    pen.use(11, 400);
    pen.fill(theme.ink2);
    if (hasTwoLines) pen.text(subtitle, 12, top + 28, left - 20);
    if (used !== null) this.meter(used, port, top, hasTwoLines);
    pen.rule(theme.line2, 0, top + row.height, left);
  }

  /** How full the work centre is in the whole window, with its per cent. */
  private meter({ share, isOver }: Used, { theme, left }: Port, top: number, hasTwoLines: boolean): void {
    const { pen } = this;
    const x = left - METER_PX - 10;
    pen.use(11, isOver ? 650 : 500);
    pen.fill(isOver ? theme.bad : theme.ink2);
    pen.text(percent(share), left - 10, top + (hasTwoLines ? 13 : 11), METER_PX + 8, "right");
    const y = top + (hasTwoLines ? 31 : 21);
    pen.rounded(theme.line, x, y, METER_PX, 4, 2);
    pen.rounded(isOver ? theme.bad : theme.accent, x, y, Math.max(2, METER_PX * Math.min(1, share)), 4, 2);
  }

  private corner({ theme, left }: Port): void {
    const { pen } = this;
    pen.rect(theme.surface2, 0, 0, left, HEADER_PX);
    pen.use(12, 650);
    pen.fill(theme.ink2);
    pen.text(t("Work centre"), 12, HEADER_PX - 12, left - 16);
    pen.rule(theme.line, 0, HEADER_PX, left);
    pen.upright(theme.line, left, 0, HEADER_PX);
  }
}

/** It is dragged, alone or with the others that are chosen: where it stands now is left empty. */
function isUnderPointer({ dragged, selected }: Scene, bar: Bar): boolean {
  return dragged !== null && (dragged.bar === bar || (selected.size > 1 && selected.has(bar.id)));
}
