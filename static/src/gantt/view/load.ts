/** Draws the load of the chosen work centre below the bars, on their time axis, with what is available as a line. */

import type { Pen } from "../../grid/view/pen";
import { MINUTES_PER_HOUR } from "../../master-schedule/dates";
import { number, t } from "../../shell/i18n";
import { isOver, type LoadColumn } from "../model/center-load";
import { type Scale, xOf } from "../model/scale";
import { percent, rowTitle } from "../words";
import type { Port, Scene } from "./scene";

const TOP_PX = 22;
const FOOT_PX = 6;
const LABEL_FROM_PX = 30;
const STEPS = [1, 2, 5];

export class LoadPainter {
  constructor(private readonly pen: Pen) {}

  paint(scene: Scene, columns: readonly LoadColumn[], port: Port): void {
    const { pen } = this;
    const { theme } = port;
    pen.rect(theme.surface, 0, 0, port.width, port.height);
    const most = Math.max(MINUTES_PER_HOUR, ...columns.map(({ load, available, overtime }) => Math.max(load, available + overtime)));
    const unit = (port.height - TOP_PX - FOOT_PX) / most;
    const { context } = pen;
    context.save();
    context.beginPath();
    context.rect(port.left, 0, Math.max(0, port.width - port.left), port.height);
    context.clip();
    this.lines(most, unit, port);
    for (const column of columns) this.column(scene.scale, column, unit, port);
    for (const column of columns) this.capacity(scene.scale, column, unit, port);
    context.restore();
    pen.forget();
    this.names(scene, most, unit, port);
  }

  private y(minutes: number, unit: number, { height }: Port): number {
    return height - FOOT_PX - minutes * unit;
  }

  private lines(most: number, unit: number, port: Port): void {
    for (const minutes of marks(most)) this.pen.rule(port.theme.line2, port.left, this.y(minutes, unit, port), port.width);
  }

  private edges({ dayPx, ...scale }: Scale, { from, end }: LoadColumn, port: Port): readonly [x: number, width: number] {
    return [port.left + xOf({ ...scale, dayPx }, from) - port.scrollLeft, (end - from) * dayPx];
  }

  private column(scale: Scale, column: LoadColumn, unit: number, port: Port): void {
    const [x, width] = this.edges(scale, column, port);
    if (column.load <= 0 || x + width < port.left || x > port.width) return;
    const { pen } = this;
    const { theme } = port;
    const gap = Math.min(4, width / 5);
    const within = Math.min(column.load, column.available);
    const bought = Math.min(column.load - within, column.overtime);
    const over = column.load - within - bought;
    const part = (color: string, from: number, minutes: number): void => {
      if (minutes > 0) pen.rect(color, x + gap, this.y(from + minutes, unit, port), width - 2 * gap, minutes * unit);
    };
    const [fine, dearer, full] = [theme.heat[3], theme.heat[4], theme.heat[6]];
    if (!fine || !dearer || !full) return;
    part(fine.ground, 0, within);
    part(dearer.ground, within, bought);
    part(full.ground, within + bought, over);
    if (width >= LABEL_FROM_PX && column.load > column.available * 1.005) this.said(column, x + width / 2, width, unit, port);
  }

  /** How much more than there is without overtime. */
  private said(column: LoadColumn, x: number, width: number, unit: number, port: Port): void {
    const { pen } = this;
    const { theme } = port;
    pen.use(10, 650);
    pen.fill(isOver(column) ? theme.bad : theme.ink2);
    const said = column.available > 0 ? percent(column.load / column.available) : t("closed");
    pen.text(said, x, this.y(column.load, unit, port) - 7, width + 8, "center");
  }

  /** A line as wide as the day: what is available, and dashed what overtime would add. */
  private capacity(scale: Scale, column: LoadColumn, unit: number, port: Port): void {
    const [x, width] = this.edges(scale, column, port);
    if (x + width < port.left || x > port.width) return;
    this.pen.rect(port.theme.ink, x, this.y(column.available, unit, port) - 1, width, 2);
    if (column.overtime <= 0) return;
    const y = this.y(column.available + column.overtime, unit, port);
    for (let at = x; at < x + width; at += 6) this.pen.rect(port.theme.ink2, at, y - 0.5, 3, 1);
  }

  private names(scene: Scene, most: number, unit: number, port: Port): void {
    const { pen } = this;
    const { theme, left } = port;
    const [code] = rowTitle(scene.plan, scene.center);
    pen.use(12, 650);
    pen.fill(theme.ink);
    pen.text(scene.scale.zoom === "month" ? t("Load, hours a week") : t("Load, hours a day"), 12, 16, left - 20);
    pen.use(11, 400);
    pen.fill(theme.ink2);
    pen.text(code, 12, 32, left - 60);
    pen.use(10, 500);
    for (const minutes of marks(most)) {
      pen.fill(theme.ink3);
      const y = this.y(minutes, unit, port);
      if (y > 40) pen.text(t("{hours} h", { hours: number(minutes / MINUTES_PER_HOUR) }), left - 8, y, left / 2, "right");
    }
    pen.rule(theme.line, 0, 1, port.width);
    pen.upright(theme.line, left, 0, port.height);
  }
}

/** Two to four round numbers of hours, in minutes. */
function marks(most: number): number[] {
  const hours = most / MINUTES_PER_HOUR;
  const tenth = 10 ** Math.floor(Math.log10(Math.max(1, hours)));
  const step = [tenth / 2, ...STEPS.map((one) => one * tenth)].find((one) => hours / one <= 4.5) ?? 10 * tenth;
  const found: number[] = [];
  for (let at = step; at <= hours; at += step) found.push(at * MINUTES_PER_HOUR);
  return found;
}
