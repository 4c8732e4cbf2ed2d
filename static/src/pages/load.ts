import { drawChart } from "../charts/chart";
import { type LoadChart, loadOptions } from "../load/chart";
import { HoursPanel } from "../load/hours";
import { startMoving } from "../load/moving";
import { startWalking } from "../load/walking";
import { startShell } from "../shell";
import { embedded } from "../shell/frame";
import { markReady } from "../shell/ready";

startShell();
const host = document.querySelector<HTMLElement>("#load-chart");
const data = embedded<LoadChart>("load-data");
if (host && data) {
  const chart = drawChart(host, (theme) => loadOptions(data, theme));
  // A bar leads where the cell above it leads.
  chart.getZr().on("click", ({ offsetX, offsetY }) => {
    const place = chart.containPixel("grid", [offsetX, offsetY]) ? chart.convertFromPixel({ seriesIndex: 0 }, [offsetX, offsetY])[0] : undefined;
    const start = place === undefined ? undefined : data.starts[Math.round(place)];
    if (start === undefined) return;
    const address = new URL(location.href);
    address.searchParams.set("week", start);
    address.hash = "lots-head";
    location.assign(address);
  });
}
const hours = document.querySelector<HTMLElement>("#hours");
if (hours) new HoursPanel(hours);
startMoving();
const map = document.querySelector<HTMLTableElement>(".heat-map");
if (map) startWalking(map); // after moving, which may want the arrow keys for itself
markReady();
