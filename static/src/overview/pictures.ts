/** Charts as pictures: each of them alone, or all of a page in one, drawn by the chart library itself. */

import { connect, disconnect, type ECharts } from "echarts/core";

/** Fine enough for print. */
const PIXEL_RATIO = 2;
const GROUP = "one-picture";

/** Return a chart as the address of a PNG. */
export function pictureOf(chart: ECharts, ground: string): string {
  return chart.getDataURL({ type: "png", pixelRatio: PIXEL_RATIO, backgroundColor: ground });
}

/** Return charts as they stand on the page, in one PNG. They are a group for this moment only: as one, a tooltip would show in all. */
export function pictureOfAll(charts: readonly ECharts[], ground: string): string {
  const [first] = charts;
  if (!first) throw new RangeError("There is no chart.");
  for (const chart of charts) chart.group = GROUP;
  connect(GROUP);
  try {
    return first.getConnectedDataURL({ type: "png", pixelRatio: PIXEL_RATIO, backgroundColor: ground });
  } finally {
    disconnect(GROUP);
    for (const chart of charts) chart.group = "";
  }
}

/** Let the browser save what an address holds. */
export function save(address: string, name: string): void {
  const link = document.createElement("a");
  [link.href, link.download] = [address, name];
  link.click();
}
