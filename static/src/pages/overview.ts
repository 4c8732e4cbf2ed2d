import { drawChart } from "../charts/chart";
import { optionsOf, type OverviewCharts } from "../overview/charts";
import { startShell } from "../shell";
import { embedded } from "../shell/frame";
import { markReady } from "../shell/ready";

startShell();
const data = embedded<OverviewCharts>("overview-data");
for (const host of document.querySelectorAll<HTMLElement>("[data-chart]")) {
  const name = host.dataset["chart"] as keyof OverviewCharts;
  if (data) drawChart(host, (theme) => optionsOf(name, data, theme));
}
document.getElementById("print")?.addEventListener("click", () => { print(); });
document.addEventListener("lockstep:plan", () => { location.reload(); });
markReady();
