/** Work centres as heat rows on the same axis. Pure. */

import type { CellValue, GridRow } from "../grid/types";
import { t } from "../shell/i18n";
import type { Span, Zoom } from "./axis";
import { nameOf, titleOf } from "./axis";
import { dayMonth } from "./dates";
import type { PlanData } from "./plan";
import { loadPercent } from "./sums";

export const heatRowId = (id: number): string => `w${String(id)}`;
export const FULL_PERCENT = 100;

export function heatRows(plan: PlanData, spans: readonly Span[], zoom: Zoom): GridRow[] {
  return plan.load.id.map((id, place) => {
    const percents = spans.map((span) => loadPercent(plan.load.load[place] ?? [], plan.load.available[place] ?? [], span));
    const code = plan.load.code[place] ?? "";
    const cells: Record<string, CellValue> = { item: code, name: plan.load.name[place] || code, measure: peak(percents, spans, zoom) };
    spans.forEach((span, index) => { cells[span.id] = percents[index] ?? null; });
    return { id: heatRowId(id), cells, kind: "heat", editable: false };
  });
}

function peak(percents: readonly (number | null)[], spans: readonly Span[], zoom: Zoom): string {
  const highest = Math.max(0, ...percents.map((percent) => percent ?? 0));
  const span = spans[percents.indexOf(highest)];
  if (!span) return t("no load");
  return t("peak {percent} · {when}", { percent: percentText(highest), when: shortName(span, zoom) });
}

function shortName(span: Span, zoom: Zoom): string {
  if (zoom === "month") return titleOf(span, zoom).title;
  return zoom === "day" && span.first === span.last ? dayMonth(span.first) : nameOf(span, zoom);
}

/** Whole per cent; a load on a day without any capacity has no share. */
export function percentText(percent: number): string {
  return Number.isFinite(percent) ? `${String(Math.round(percent))}%` : "∞";
}
