import { drawChart } from "../charts/chart";
import { readTheme } from "../grid/view/theme";
import { optionsOf, type OverviewCharts } from "../overview/charts";
import { pictureOf, save, type Titled } from "../overview/pictures";
import { startShell } from "../shell";
import { embedded } from "../shell/frame";
import { markReady } from "../shell/ready";

startShell();
const data = embedded<OverviewCharts>("overview-data");
const charts = new Map<string, Titled>();
for (const host of document.querySelectorAll<HTMLElement>("[data-chart]")) {
  const name = host.dataset["chart"] as keyof OverviewCharts;
  const title = document.getElementById(host.getAttribute("aria-labelledby") ?? "")?.textContent ?? "";
  if (data) charts.set(name, { chart: drawChart(host, (theme) => optionsOf(name, data, theme)), title });
}
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-png]")) {
  const name = button.dataset["png"] ?? "";
  button.hidden = false;
  button.addEventListener("click", () => {
    const one = charts.get(name);
    save(pictureOf(one ? [one] : [...charts.values()], readTheme(button)), `overview-${name}.png`);
  });
}
document.getElementById("print")?.addEventListener("click", () => { print(); });
// Who looks at an earlier plan reads on: a new plan changes nothing of it.
document.addEventListener("lockstep:plan", () => { if (!new URLSearchParams(location.search).get("plan")) location.reload(); });
markReady();
