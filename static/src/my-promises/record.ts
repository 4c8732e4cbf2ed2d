/** How many promises were kept, month by month: a figure, bars with the bounds of chance, and the table behind them. */

import { monthName, monthYear } from "../master-schedule/dates";
import { byId, drawing, make } from "../master-schedule/dom";
import { t } from "../shell/i18n";
import type { Figure } from "./promise";
import { percent, recordWords } from "./words";

const WIDTH = 36;
const HEIGHT = 80;

export interface Month extends Figure { readonly month: string }
export interface Kept extends Figure { readonly months: readonly Month[] }

export function drawRecord(kept: Kept): void {
  const section = byId("record");
  section.querySelectorAll(":scope > :not(h2)").forEach((old) => { old.remove(); });
  section.append(make("p", "figure", recordWords(kept)));
  if (kept.given > 0) section.append(bars(kept.months), table(kept.months));
  section.hidden = false;
}

function bars(months: readonly Month[]): SVGElement {
  const width = WIDTH * months.length;
  const made = drawing("svg", { class: "months", viewBox: `0 -4 ${String(width)} ${String(HEIGHT + 22)}`, "aria-hidden": "true" });
  made.append(drawing("line", { x1: 0, x2: width, y1: HEIGHT, y2: HEIGHT, class: "ground" }));
  made.append(drawing("line", { x1: 0, x2: width, y1: 0, y2: 0, class: "all" }));
  months.forEach(({ month, share, low, high }, place) => {
    made.append(drawing("text", { x: (place + 0.5) * WIDTH, y: HEIGHT + 14 }, monthName(month)));
    if (share === null || low === null || high === null) return;
    const x = place * WIDTH + 6;
    const middle = x + (WIDTH - 12) / 2;
    made.append(
      drawing("rect", { x, y: HEIGHT * (1 - share), width: WIDTH - 12, height: HEIGHT * share, class: "share" }),
      drawing("line", { x1: middle, x2: middle, y1: HEIGHT * (1 - high), y2: HEIGHT * (1 - low), class: "chance" }),
    );
  });
  return made;
}

function table(months: readonly Month[]): HTMLElement {
  const head = make("tr", "", ...[t("Month"), t("Kept"), t("Given"), t("Share"), t("Could be by chance")].map((words) => {
    const cell = make("th", "", words);
    cell.scope = "col";
    return cell;
  }));
  const rows = months.filter(({ given }) => given > 0).map(({ month, kept, given, share, low, high }) => {
    const first = make("th", "", monthYear(month));
    first.scope = "row";
    const bounds = low === null || high === null ? "–" : `${percent(low)} – ${percent(high)}`;
    return make("tr", "", first, ...[String(kept), String(given), share === null ? "–" : percent(share), bounds].map((words) => make("td", "", words)));
  });
  return make("details", "as-table", make("summary", "", t("As a table")), make("table", "", make("thead", "", head), make("tbody", "", ...rows)));
}
