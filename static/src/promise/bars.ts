/** What is available to promise, week by week: bars for the eye, a table for everyone. */

import { addDays, dayMonth, mondayOf, weekName } from "../master-schedule/dates";
import { drawing, make } from "../master-schedule/dom";
import { number, t } from "../shell/i18n";
import { type Answered, holds, type Week } from "./answer";

const BAR_PX = 38;
const GAP_PX = 6;
/** Between the weeks shown one by one and one further off. */
const FAR_PX = 12;
const PLOT_PX = 92;
const LABELS_PX = 24;
/** Left of the weeks, for the scale; below them, for what they are. */
const SCALE_PX = 44;
const TITLE_PX = 18;
const VALUES_PX = 26;
const LEAST_PX = 4;
/** Pixels on the screen for one of the drawing: whatever the number of weeks, the letters stay as large. */
const SCALE = 1.15;

export function barHeight(quantity: number, highest: number): number {
  return highest > 0 && quantity > 0 ? Math.max(LEAST_PX, (quantity / highest) * PLOT_PX) : LEAST_PX;
}

/** The weeks of the answer and, behind them, the week of a date that lies further off. */
export function drawnWeeks(answer: Answered): Week[] {
  const far = [answer.wanted_date, answer.delivery_date]
    .filter((date): date is string => date !== null && date > (answer.weeks.at(-1)?.last_date ?? date))
    .map((date) => ({ first_date: mondayOf(date), last_date: addDays(mondayOf(date), 6), quantity: 0, cumulative_quantity: 0 }))
    .filter((week, index, all) => all.findIndex(({ first_date: first }) => first === week.first_date) === index);
  return [...answer.weeks, ...far.sort((a, b) => a.first_date.localeCompare(b.first_date))];
}

/** Where the lines of the scale are: 0, a half and a whole of a round number that no bar exceeds. */
export function ticks(highest: number): number[] {
  if (highest <= 0) return [0];
  const ten = 10 ** Math.floor(Math.log10(highest));
  const top = ([1, 2, 4, 5, 10].find((times) => times * ten >= highest) ?? 10) * ten;
  return top / 2 < 1 && top >= 1 ? [0, top] : [0, top / 2, top];
}

export function bars(answer: Answered): HTMLElement {
  const weeks = drawnWeeks(answer);
  const marks = ticks(Math.max(0, ...weeks.map((week) => shownQuantity(week, answer))));
  const highest = marks.at(-1) ?? 0;
  const near = answer.weeks.length;
  const places = weeks.map((_, index) => SCALE_PX + index * (BAR_PX + GAP_PX) + Math.max(0, index - near + 1) * FAR_PX);
  const width = (places.at(-1) ?? 0) + BAR_PX;
  const height = VALUES_PX + PLOT_PX + LABELS_PX + TITLE_PX;
  const svg = drawing("svg", { class: "bars", viewBox: `0 0 ${String(width)} ${String(height)}`, width: width * SCALE, "aria-hidden": "true" });
  svg.append(...scale(marks, width), drawing("text", { class: "title", x: (SCALE_PX + width) / 2, y: height - 4, "text-anchor": "middle" }, t("Calendar week")));
  weeks.forEach((week, index) => {
    const x = places[index] ?? 0;
    if (index >= near) svg.append(drawing("text", { class: "week", x: x - FAR_PX, y: VALUES_PX + PLOT_PX + 18 }, "…"));
    svg.append(...oneBar(week, x, highest, answer));
  });
  return make("figure", "availability", make("h3", "", heading(answer)), svg, table(answer));
}

/** What is drawn, and in which unit: the name of the scale. */
function heading({ item: { unit } }: Answered): string {
  return unit ? t("What can be promised, by week ({unit})", { unit }) : t("What can be promised, by week");
}

function scale(marks: readonly number[], width: number): SVGElement[] {
  const highest = marks.at(-1) ?? 0;
  return marks.flatMap((mark) => {
    const y = VALUES_PX + PLOT_PX - (highest > 0 ? (mark / highest) * PLOT_PX : 0);
    return [
      drawing("line", { class: "mark", x1: SCALE_PX - 4, x2: width, y1: y, y2: y }),
      drawing("text", { class: "week", x: SCALE_PX - 8, y: y + 4, "text-anchor": "end" }, number(mark, { notation: "compact" })),
    ];
  });
}

/** In the promised week, what is promised can be had even where it must be made first. */
export function shownQuantity(week: Week, answer: Answered): number {
  return holds(week, answer.delivery_date) ? Math.max(week.quantity, answer.quantity) : week.quantity;
}

function oneBar(week: Week, x: number, highest: number, answer: Answered): SVGElement[] {
  const ground = VALUES_PX + PLOT_PX;
  const quantity = shownQuantity(week, answer);
  const tall = barHeight(quantity, highest);
  const promised = holds(week, answer.delivery_date);
  const kind = promised ? "promised" : quantity > 0 ? "free" : "none";
  const drawn: SVGElement[] = [
    drawing("rect", { class: kind, x, y: ground - tall, width: BAR_PX, height: tall, rx: 4 }),
    drawing("text", { class: promised ? "week strong" : "week", x: x + BAR_PX / 2, y: ground + 18, "text-anchor": "middle" }, weekName(week.first_date)),
  ];
  if (quantity > 0) {
    drawn.push(drawing("text", { class: "value", x: x + BAR_PX / 2, y: ground - tall - 6, "text-anchor": "middle" }, number(quantity)));
  }
  if (holds(week, answer.wanted_date)) {
    drawn.push(drawing("rect", { class: "wanted", x: x + 1, y: VALUES_PX - 4, width: BAR_PX - 2, height: PLOT_PX + 3, rx: 6 }));
  }
  return drawn;
}

function table(answer: Answered): HTMLElement {
  const made = make("table", "");
  const head = made.createTHead().insertRow();
  for (const title of [t("Week"), t("Becomes free"), t("Free in all"), ""]) {
    const cell = make("th", "", title || make("span", "unseen", t("Remark")));
    cell.scope = "col";
    head.append(cell);
  }
  const body = made.createTBody();
  for (const week of answer.weeks) {
    const row = body.insertRow();
    const name = make("th", "", `${weekName(week.first_date)}, ${dayMonth(week.first_date)}`);
    name.scope = "row";
    row.append(name, make("td", "", number(week.quantity)), make("td", "", number(week.cumulative_quantity)), make("td", "", remark(week, answer)));
  }
  return make("details", "as-table", make("summary", "", t("As a table")), made);
}

function remark(week: Week, answer: Answered): string {
  const remarks = [holds(week, answer.wanted_date) && t("wanted"), holds(week, answer.delivery_date) && t("{quantity} promised", { quantity: answer.quantity })];
  return remarks.filter(Boolean).join(", ");
}
