import type { ECharts } from "echarts/core";

import { drawChart } from "../charts/chart";
import { readTheme } from "../grid/view/theme";
import { optionsOf, type OverviewCharts } from "../overview/charts";
import { pictureOf, pictureOfAll, save } from "../overview/pictures";
import { startShell } from "../shell";
import { embedded } from "../shell/frame";
import { markReady } from "../shell/ready";

startShell();
const data = embedded<OverviewCharts>("overview-data");
const charts = new Map<string, ECharts>();
for (const host of document.querySelectorAll<HTMLElement>("[data-chart]")) {
  const name = host.dataset["chart"] as keyof OverviewCharts;
  if (data) charts.set(name, drawChart(host, (theme) => optionsOf(name, data, theme)));
}
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-png]")) {
  const name = button.dataset["png"] ?? "";
  button.hidden = false;
  button.addEventListener("click", () => {
    const chart = charts.get(name);
    const ground = readTheme(button).surface;
    save(chart ? pictureOf(chart, ground) : pictureOfAll([...charts.values()], ground), `overview-${name}.png`);
  });
}
document.getElementById("print")?.addEventListener("click", () => { print(); });
// Who looks at an earlier plan reads on: a new plan changes nothing of it.
document.addEventListener("lockstep:plan", () => { if (!new URLSearchParams(location.search).get("plan")) location.reload(); });
markReady();
