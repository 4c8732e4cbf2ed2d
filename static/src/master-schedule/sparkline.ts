/** A line of the balance over the whole horizon, with the ground below zero and below the safety stock. Pure geometry. */

import { drawing } from "./dom";

export const WIDTH = 240;
export const HEIGHT = 76;
const MARGIN = 4;

export interface Scale {
  readonly low: number;
  readonly high: number;
}

export function scaleOf(values: readonly number[], safetyStock: number): Scale {
  const low = Math.min(0, ...values);
  const high = Math.max(safetyStock, 1, ...values);
  return { low, high };
}

export function yOf(value: number, { low, high }: Scale): number {
  return MARGIN + ((high - value) / (high - low)) * (HEIGHT - 2 * MARGIN);
}

/** Steps in time: `days[i]` is the first day of value i, counted from the start; the last one lasts until `endDay`. */
export function points(values: readonly number[], days: readonly number[], endDay: number, scale: Scale): [number, number][] {
  return values.map((value, index) => {
    const end = days[index + 1] ?? endDay;
    return [(end / endDay) * WIDTH, yOf(value, scale)];
  });
}

export interface SparklineData {
  readonly values: readonly number[];
  readonly days: readonly number[];
  readonly endDay: number;
  readonly safetyStock: number;
  /** Place of the marked value. */
  readonly marked: number;
  readonly label: string;
}

export function sparkline(data: SparklineData): SVGSVGElement {
  const scale = scaleOf(data.values, data.safetyStock);
  const line = points(data.values, data.days, data.endDay, scale);
  const zero = yOf(0, scale);
  const safety = yOf(data.safetyStock, scale);
  const [x, y] = line[data.marked] ?? [0, zero];
  const svg = drawing(
    "svg", { viewBox: `0 0 ${String(WIDTH)} ${String(HEIGHT)}`, class: "sparkline", role: "img", "aria-label": data.label },
    drawing("rect", { class: "below-safety", x: 0, y: safety, width: WIDTH, height: Math.max(0, zero - safety) }),
    drawing("rect", { class: "below-zero", x: 0, y: zero, width: WIDTH, height: Math.max(0, HEIGHT - zero) }),
    drawing("line", { class: "zero", x1: 0, x2: WIDTH, y1: zero, y2: zero }),
    drawing("polyline", { class: "balance", points: line.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(" ") }),
    drawing("circle", { class: "here", cx: x, cy: y, r: 4 }),
  );
  svg.setAttribute("preserveAspectRatio", "none");
  return svg;
}
