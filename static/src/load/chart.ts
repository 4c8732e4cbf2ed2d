/** The load of one work centre by week: a stack of groups, what is available, and what overtime adds. Pure but for words. */

import type { EChartsCoreOption } from "echarts/core";

import { axes, shades, steps } from "../charts/chart";
import type { Theme } from "../grid/view/theme";
import { t } from "../shell/i18n";

export interface LoadChart {
  weeks: string[];
  /** The first day of each week. */
  starts: string[];
  /** Hours a week of each group, the largest group first. */
  groups: { name: string; hours: number[] }[];
  available: number[];
  withOvertime: number[];
  /** What the bill of resources asks for; null: not wanted. */
  roughCut: number[] | null;
  /** The place of the week that the page is about. */
  chosen: number | null;
}

export function loadOptions(data: LoadChart, theme: Theme): EChartsCoreOption {
  const colours = shades(theme, data.groups.length);
  const bought = data.withOvertime.some((hours, place) => hours > (data.available[place] ?? 0));
  const stack = data.groups.map(({ name, hours }, place) => ({
    name, type: "bar", stack: "load", data: hours, itemStyle: { color: colours[place], borderColor: theme.surface, borderWidth: 1 },
    ...(place === 0 && data.chosen !== null && { markLine: mark(data, theme) }),
  }));
  return {
    ...axes(theme, data.weeks, t("hours a week")),
    series: [
      ...stack,
      steps(t("Available without overtime"), data.available, theme, "solid"),
      ...(data.roughCut ? [rough(data.roughCut, theme)] : []),
      ...(bought ? [steps(t("Available, plus overtime in the plan"), data.withOvertime, theme, "dashed")] : []),
    ],
  };
}

function rough(hours: number[], theme: Theme): object {
  return { name: t("Rough-cut"), type: "line", data: hours, symbol: "circle", symbolSize: 5, lineStyle: { color: theme.warn, width: 2, type: "dotted" }, itemStyle: { color: theme.warn } };
}

function mark(data: LoadChart, theme: Theme): object {
  const name = data.weeks[data.chosen ?? 0] ?? "";
  return { symbol: "none", silent: true, lineStyle: { color: theme.accent, width: 2 }, label: { formatter: name, color: theme.accentInk }, data: [{ xAxis: data.chosen }] };
}
