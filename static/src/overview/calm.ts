/** How much each published plan changed: lots as bars, nervousness as a line with an axis of its own. Pure but for words. */

import type { EChartsCoreOption } from "echarts/core";

import { axes, shades } from "../charts/chart";
import type { Theme } from "../grid/view/theme";
import { t } from "../shell/i18n";

/** From left to right in the order in which they were published; `nervousness` in pieces. */
export interface CalmOfPlans {
  plans: string[];
  lots: number[];
  nervousness: number[];
}

export function calmOf({ plans, lots, nervousness }: CalmOfPlans, theme: Theme): EChartsCoreOption {
  const { xAxis, yAxis } = axes(theme, plans, t("lots")) as { xAxis: object; yAxis: object };
  const right = { ...yAxis, name: t("nervousness"), nameTextStyle: { color: theme.ink2, align: "right" }, splitLine: { show: false } };
  return {
    xAxis, yAxis: [yAxis, right],
    series: [
      { name: t("Lots changed soon"), type: "bar", data: lots, barMaxWidth: 24, itemStyle: { color: shades(theme, 1)[0] } },
      { name: t("Nervousness"), type: "line", yAxisIndex: 1, data: nervousness, symbolSize: 5, lineStyle: { color: theme.ink, width: 2 }, itemStyle: { color: theme.ink } },
    ],
  };
}
