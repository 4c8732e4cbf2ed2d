import { drawChart } from "../charts/chart";
import { calmOf, type CalmOfPlans } from "../overview/calm";
import { startShell } from "../shell";
import { embedded } from "../shell/frame";
import { markReady } from "../shell/ready";

startShell();
const [host, data] = [document.querySelector<HTMLElement>("[data-chart]"), embedded<CalmOfPlans>("plans-data")];
if (host && data) drawChart(host, (theme) => calmOf(data, theme));
markReady();
