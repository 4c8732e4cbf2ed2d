/** Work centres as heat rows on the same axis. Pure. */

import type { CellLook, CellValue, GridRow } from "../grid/types";
import { number, t } from "../shell/i18n";
import type { Span, Zoom } from "./axis";
import { nameOf, titleOf } from "./axis";
import { dayMonth, MINUTES_PER_HOUR } from "./dates";
import type { PlanData } from "./plan";
import { type Loaded, loadedOf } from "./sums";

export const heatRowId = (id: number): string => `w${String(id)}`;
/** Less than that is rounding. */
const LEAST_MINUTES = 0.5;
/** From here on it is a tenth of an hour. */
const LEAST_TENTH_MINUTES = 3;

/** How one work centre stands in one column. */
export type HeatState = "normal" | "overtime" | "over";

export interface HeatRow {
  readonly row: GridRow;
  /** By column; what is not here is normal. */
  readonly states: Readonly<Record<string, Loaded>>;
  readonly worst: HeatState;
  /** Its measure where the words don't fit: the figure, and when. */
  readonly brief: string;
}

export function stateOf(loaded: Loaded | undefined): HeatState {
  if (!loaded) return "normal";
  if (loaded.isOver) return "over";
  // A week of 95 % holds overtime too, where one of its days is fuller than the week.
  return loaded.overtime >= LEAST_MINUTES ? "overtime" : "normal";
}

export function heatRows(plan: PlanData, spans: readonly Span[], zoom: Zoom, places = plan.load.id.map((_id, place) => place)): HeatRow[] {
  return places.map((place) => heatRow(plan, place, spans, zoom));
}

export function heatRow(plan: PlanData, place: number, spans: readonly Span[], zoom: Zoom): HeatRow {
  const loads = spans.map((span) => loadedOf(plan.load, place, span));
  const code = plan.load.code[place] ?? "";
  const worst = worstOf(loads);
  const { text, brief } = measure(loads, worst, spans, zoom);
  const cells: Record<string, CellValue> = { item: code, name: plan.load.name[place] || code, measure: text };
  const states: Record<string, Loaded> = {};
  spans.forEach((span, index) => {
    const loaded = loads[index];
    cells[span.id] = loaded?.percent ?? null;
    if (loaded && stateOf(loaded) !== "normal") states[span.id] = loaded;
  });
  return { row: { id: heatRowId(plan.load.id[place] ?? 0), cells, kind: "heat", editable: false }, states, worst, brief };
}

/** More of them would leave no room for the items. */
const FEW = 8;
const SHOWN_OF_MANY = 6;

export function areMany(plan: PlanData): boolean {
  return plan.load.id.length > FEW;
}

/** The places of the work centres to show where there are many: those with the heaviest weeks, in their own order. */
export function heaviest(plan: PlanData, spans: readonly Span[]): number[] {
  if (!areMany(plan)) return plan.load.id.map((_id, place) => place);
  const weight = (place: number): number => Math.max(0, ...spans.map((span) => {
    const { percent, isOver } = loadedOf(plan.load, place, span);
    return (isOver ? 1_000_000 : 0) + Math.min(percent ?? 0, 1_000);
  }));
  const places = plan.load.id.map((_id, place) => ({ place, weight: weight(place) }));
  return places.sort((a, b) => b.weight - a.weight || a.place - b.place).slice(0, SHOWN_OF_MANY).map(({ place }) => place).sort((a, b) => a - b);
}

function worstOf(loads: readonly Loaded[]): HeatState {
  const states = loads.map(stateOf);
  return states.includes("over") ? "over" : states.includes("overtime") ? "overtime" : "normal";
}

/** What is to be known first: the overload, else the overtime, else the peak. */
function measure(loads: readonly Loaded[], worst: HeatState, spans: readonly Span[], zoom: Zoom): { text: string; brief: string } {
  if (worst === "overtime") {
    const minutes = loads.reduce((all, loaded) => all + loaded.overtime, 0);
    const hours = Math.round(minutes / MINUTES_PER_HOUR);
    return { text: t("{hours} h overtime", { hours }), brief: t("{hours} h", { hours }) };
  }
  const percents = loads.map(({ percent, isOver }) => (worst === "over" && !isOver ? 0 : (percent ?? 0)));
  const highest = Math.max(0, ...percents);
  const place = percents.indexOf(highest);
  const [span, loaded] = [spans[place], loads[place]];
  if (!span) return { text: t("no load"), brief: "–" };
  const values = { percent: percentText(highest, loaded?.minutes), when: shortName(span, zoom) };
  return { text: worst === "over" ? t("overload {percent} · {when}", values) : t("peak {percent} · {when}", values), brief: `${values.percent} · ${values.when}` };
}

function shortName(span: Span, zoom: Zoom): string {
  if (zoom === "month") return titleOf(span, zoom).title;
  return zoom === "day" && span.first === span.last ? dayMonth(span.first) : nameOf(span, zoom);
}

/**
 * How a share of the load is shown, where it is not normal by what it is made of. `isEstimated`: that is what the
 * draft's own steps make of it, and what else they move, only a check knows.
 */
export function loadLook(percent: number, loaded: Loaded | undefined, isEstimated: boolean): CellLook {
  const share = percentText(percent, loaded?.minutes);
  const isOvertime = stateOf(loaded) === "overtime";
  const text = loaded && isOvertime && !isEstimated ? overtimeText(loaded.overtime) : share;
  const said = [loaded && stateWords(percent, share, isOvertime), isEstimated && t("estimated until checked")].filter(Boolean).join(", ");
  return { text: isEstimated ? `≈${text}` : text, ...(isOvertime && { overtime: true }), ...(said && { said }) };
}

function stateWords(percent: number, share: string, isOvertime: boolean): string {
  if (isOvertime) return t("{percent} loaded, overtime is planned", { percent: share });
  return Number.isFinite(percent) ? t("overload") : t("{hours} of work on days without hours", { hours: share });
}

/** Whole per cent; of work on days without any hours, which has no share, the hours that it takes. */
export function percentText(percent: number, minutes = 0): string {
  return Number.isFinite(percent) ? `${String(Math.round(percent))}%` : t("{hours} h", { hours: hoursText(minutes) });
}

function hoursText(minutes: number): string {
  const hours = minutes / MINUTES_PER_HOUR;
  return number(hours, { maximumFractionDigits: hours < 10 ? 1 : 0 });
}

/** Overtime as a heat cell has room for it: "+6 h", small ones with a digit more, and what would be "+0 h" in minutes. */
export function overtimeText(minutes: number): string {
  if (minutes < LEAST_TENTH_MINUTES) return t("+{minutes} min", { minutes: Math.round(minutes) });
  return t("+{hours} h", { hours: hoursText(minutes) });
}
