/** Charts as pictures: each of them alone, or all of a page in one, drawn by the chart library itself, with their titles. */

import { connect, disconnect, type ECharts } from "echarts/core";

import type { Theme } from "../grid/view/theme";

/** A chart and what it is called: on the page its title stands above it, in a picture inside. */
export interface Titled {
  readonly chart: ECharts;
  readonly title: string;
}

/** Fine enough for print. */
const PIXEL_RATIO = 2;
const GROUP = "one-picture";

/** Return charts, as they stand on the page, as the address of one PNG. */
export function pictureOf(charts: readonly Titled[], theme: Theme): string {
  const [first] = charts;
  if (!first) throw new RangeError("There is no chart.");
  const options = { type: "png", pixelRatio: PIXEL_RATIO, backgroundColor: theme.surface, connectedBackgroundColor: theme.surface } as const;
  for (const { chart, title } of charts) {
    chart.group = GROUP; // for this moment only: as a group, a tooltip would show in all of them
    chart.setOption({ title: { show: true, text: title, left: 4, top: 0, textStyle: { color: theme.ink, fontSize: 14 } }, legend: { left: "right" } });
  }
  connect(GROUP);
  try {
    return charts.length === 1 ? first.chart.getDataURL(options) : first.chart.getConnectedDataURL(options);
  } finally {
    disconnect(GROUP);
    for (const { chart } of charts) {
      chart.group = "";
      chart.setOption({ title: { show: false }, legend: { left: "center" } });
    }
  }
}

/** Let the browser save what an address holds. */
export function save(address: string, name: string): void {
  const link = document.createElement("a");
  [link.href, link.download] = [address, name];
  link.click();
}
