/** The overview's charts: on time by day, load by week, booked against forecast by month. Pure but for words. */

import type { EChartsCoreOption } from "echarts/core";

import { axes, shades, steps } from "../charts/chart";
import type { Theme } from "../grid/view/theme";
import { t } from "../shell/i18n";

export interface OverviewCharts {
  onTime: { days: string[]; percent: number[] };
  load: { weeks: string[]; hours: number[]; available: number[]; withOvertime: number[] };
  demand: { months: string[]; booked: number[]; forecast: number[] };
}

type Name = keyof OverviewCharts;

/** The options of a chart by its name on the page. */
export function optionsOf(name: Name, data: OverviewCharts, theme: Theme): EChartsCoreOption {
  return { onTime, load, demand }[name](data, theme);
}

function onTime({ onTime: { days, percent } }: OverviewCharts, theme: Theme): EChartsCoreOption {
  const lowest = Math.min(100, ...percent);
  return {
    ...axes(theme, days, "%", { min: Math.max(0, Math.floor(lowest / 5) * 5 - 5), max: 100 }),
    series: [{ name: t("On time"), type: "line", data: percent, symbolSize: 6, lineStyle: { color: theme.accent, width: 2 }, itemStyle: { color: theme.accent } }],
  };
}

/** The trend as it is read from afar: no legend, letters and line as a share of the height of the wall, in pixels. */
export function onTimeOfWall(data: OverviewCharts, theme: Theme, height: number): EChartsCoreOption {
  const fontSize = Math.round(height * 0.021);
  const plain = onTime(data, theme) as { xAxis: object; yAxis: object; series: object[] };
  const axis = (one: object): object => ({ ...one, axisLabel: { color: theme.ink2, fontSize, hideOverlap: true } });
  return {
    ...plain, xAxis: axis(plain.xAxis), yAxis: { ...axis(plain.yAxis), name: "", splitNumber: 3 },
    series: plain.series.map((one) => ({ ...one, symbolSize: fontSize / 2, lineStyle: { color: theme.accent, width: height * 0.005 } })),
    legend: { show: false }, tooltip: { show: false }, grid: { left: 4, right: fontSize, top: fontSize, bottom: 4, containLabel: true },
  };
}

/** Overtime has a line of its own: without it, a week that overtime carries would look like an overload. */
function load({ load: { weeks, hours, available, withOvertime } }: OverviewCharts, theme: Theme): EChartsCoreOption {
  return {
    ...axes(theme, weeks, t("hours")),
    series: [
      bar(t("Load"), hours, shades(theme, 1)[0]),
      steps(t("Available, plus overtime in the plan"), withOvertime, theme, "dashed"),
      steps(t("Available without overtime"), available, theme, "solid"),
    ],
  };
}

function demand({ demand: { months, booked, forecast } }: OverviewCharts, theme: Theme): EChartsCoreOption {
  const [dark, light] = shades(theme, 2);
  return {
    ...axes(theme, months, ""),
    series: [{ ...bar(t("Booked"), booked, dark), stack: "demand" }, { ...bar(t("Open forecast"), forecast, light), stack: "demand" }],
  };
}

function bar(name: string, data: number[], color: string | undefined): object {
  return { name, type: "bar", data, itemStyle: { color } };
}
