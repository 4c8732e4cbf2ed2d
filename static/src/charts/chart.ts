/**
 * A chart in an element: ECharts with what our pages draw of it, in the page's colours, sized with its element, and drawn
 * anew when the colours change. Every chart stands beside a table that says the same.
 */

import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent } from "echarts/components";
import { type ECharts, type EChartsCoreOption, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

import { readTheme, type Theme, watchTheme } from "../grid/view/theme";

use([BarChart, LineChart, GridComponent, TooltipComponent, LegendComponent, TitleComponent, MarkLineComponent, AriaComponent, CanvasRenderer]);

export type Options = (theme: Theme) => EChartsCoreOption;

/** Draw into an element with a height; the chart lives as long as the page. */
export function drawChart(host: HTMLElement, options: Options): ECharts {
  const chart = init(host);
  const draw = (): void => {
    const theme = readTheme(host);
    chart.setOption({ ...common(theme), ...options(theme) }, { notMerge: true });
  };
  draw();
  watchTheme(draw);
  new ResizeObserver(() => { chart.resize(); }).observe(host);
  return chart;
}

/** Colours of groups, neighbours far apart in lightness; those of problems are not among them. The last is for the others. */
export function shades(theme: Theme, count: number): string[] {
  const blue = (step: number): string => theme.heat[step]?.ground ?? theme.accent;
  const all = [blue(4), blue(2), theme.ok, blue(3), theme.accent, theme.ink2, theme.edited];
  return Array.from({ length: count }, (_none, place) => all[place] ?? theme.line);
}

function common(theme: Theme): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: theme.family, color: theme.ink2 },
    // Without HTML of its own, which our content security policy would not style.
    tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: theme.surface, borderColor: theme.line, textStyle: { color: theme.ink, fontSize: 12 } },
    legend: { type: "scroll", top: 0, textStyle: { color: theme.ink2 }, pageIconColor: theme.ink2, pageIconInactiveColor: theme.line, pageTextStyle: { color: theme.ink2 } },
    grid: { left: 8, right: 8, top: 56, bottom: 8, containLabel: true },
  };
}

/** What is available, as steps; no dot hides in the legend whether the line is dashed. */
export function steps(name: string, data: readonly number[], { ink: color }: Theme, type: "solid" | "dashed"): object {
  return { name, type: "line", step: "middle", data, symbol: "none", lineStyle: { color, width: 2, type }, itemStyle: { color, opacity: 0 } };
}

/** An axis of names, and one of numbers with its unit, from 0 to what there is unless `range` says otherwise. */
export function axes(theme: Theme, names: readonly string[], unit: string, range: { min?: number; max?: number } = {}): EChartsCoreOption {
  const line = { lineStyle: { color: theme.line } };
  return {
    xAxis: { type: "category", data: [...names], axisLine: line, axisTick: { show: false }, axisLabel: { color: theme.ink2 } },
    yAxis: { type: "value", ...range, name: unit, nameTextStyle: { color: theme.ink2, align: "left" }, axisLabel: { color: theme.ink2 }, splitLine: line },
  };
}
