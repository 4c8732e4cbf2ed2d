/** On a phone: a list of items with eight weeks of balance as bars; tap for the numbers. */

import { number, t, tn } from "../shell/i18n";
import { type Span, spansOf, titleOf } from "./axis";
import { drawing, make, pill } from "./dom";
import { countWords, type Family, type FamilyMeasure, familiesOf, familyRowId, familyValue, nameOf, sumWords, unitWords } from "./families";
import { measuresOf, wordOf } from "./measures";
import { type Cover, type Item, numbersOf, type PlanData } from "./plan";
import { lowest, valueOf } from "./sums";

export const WEEKS = 8;
const BAR_PX = 12;
const HEIGHT_PX = 36;
const COVER_STATUS: Readonly<Record<Cover, string>> = { shortage: "late", low: "at_risk", covered: "on_time" };

/** Families that are open, and what to do when one opens or closes. */
export interface RolledUp {
  /** The items that families are counted by. */
  readonly levels: readonly Item[];
  readonly open: readonly string[];
  toggled(rowId: string, isOpen: boolean): void;
}

export function showList(place: HTMLElement, plan: PlanData, items: readonly Item[], rolledUp: RolledUp | null): void {
  const open = new Set([...place.querySelectorAll<HTMLDetailsElement>("details[open]")].map((details) => details.dataset["item"]));
  const weeks = spansOf(plan.bucket_starts, plan.horizon_end, "week").slice(0, WEEKS);
  const entries = (some: readonly Item[]): HTMLElement[] => some.map((item) => entry(plan, item, weeks, open.has(item.code)));
  place.replaceChildren(...(rolledUp ? familiesOf(items, rolledUp.levels).map((family) => familyEntry(plan, family, weeks, entries, rolledUp)) : entries(items)));
}

/** A family: its sums and its items are below it. */
function familyEntry(plan: PlanData, family: Family, weeks: readonly Span[], entries: (items: readonly Item[]) => HTMLElement[], rolledUp: RolledUp): HTMLElement {
  const short = family.items.filter(({ cover }) => cover === "shortage").length;
  const title = make("span", "title", make("b", "", nameOf(family)), short > 0 && pill(COVER_STATUS.shortage, tn("{count} short", "{count} short", short)));
  const words = [countWords(family), unitWords(family)].filter(Boolean).join(" · ");
  const details = make("details", "family", make("summary", "", make("span", "who", title, make("small", "", words))));
  const rowId = familyRowId(family.name);
  details.dataset["family"] = family.name;
  const fill = (): void => {
    if (!details.open || details.childElementCount > 1) return;
    if (family.unit !== null) details.append(sums(plan, family, weeks));
    details.append(make("ul", "", ...entries(family.items)));
  };
  details.open = rolledUp.open.includes(rowId);
  fill();
  details.addEventListener("toggle", () => {
    fill();
    rolledUp.toggled(rowId, details.open);
  });
  return make("li", "", details);
}

function sums(plan: PlanData, family: Family, weeks: readonly Span[]): HTMLElement {
  const measures: readonly FamilyMeasure[] = ["demand", "balance", "mps", "atp"];
  return weekTable(nameOf(family), weeks, measures.map((measure) =>
    ({ measure, words: sumWords(measure), values: weeks.map((week) => familyValue(plan, family, measure, week)) })));
}

export function openEntry(place: HTMLElement, item: Item): void {
  const family = [...place.querySelectorAll<HTMLDetailsElement>("details.family")].find((made) => made.dataset["family"] === item.family);
  if (family) {
    family.open = true;
    family.dispatchEvent(new Event("toggle")); // the browser's own comes later, and its items are needed now
  }
  const details = [...place.querySelectorAll("details")].find((made) => made.dataset["item"] === item.code);
  if (!details) return;
  details.open = true;
  details.scrollIntoView({ block: "start" });
}

function entry(plan: PlanData, item: Item, weeks: readonly Span[], open: boolean): HTMLElement {
  const words: Record<Cover, string> = { shortage: t("Shortage"), low: t("Low"), covered: t("Covered") };
  const summary = make(
    "summary", "",
    make(
      "span", "who",
      make("span", "title", make("b", "", item.code), pill(COVER_STATUS[item.cover], words[item.cover])),
      make("small", "", item.name),
    ),
    bars(plan, item, weeks),
  );
  const details = make("details", "", summary);
  details.dataset["item"] = item.code;
  const fill = (): void => {
    if (details.open && details.childElementCount === 1) details.append(table(plan, item, weeks));
  };
  details.addEventListener("toggle", fill);
  details.open = open;
  return make("li", "", details);
}

function bars(plan: PlanData, item: Item, weeks: readonly Span[]): SVGSVGElement {
  const balances = numbersOf(plan, item, "balance");
  const values = weeks.map((week) => lowest(balances, week));
  const highest = Math.max(1, item.safetyStock, ...values.map(Math.abs));
  const svg = drawing("svg", {
    class: "bars", viewBox: `0 0 ${String(WEEKS * BAR_PX)} ${String(HEIGHT_PX)}`, role: "img",
    "aria-label": t("Lowest balance of the next {weeks} weeks: {values}", { weeks: WEEKS, values: values.map((value) => number(value)).join(", ") }),
  });
  values.forEach((value, index) => {
    const height = Math.max(2, (Math.abs(value) / highest) * (HEIGHT_PX / 2 - 1));
    const status = value < 0 ? "short" : value < item.safetyStock ? "low" : "fine";
    const y = value < 0 ? HEIGHT_PX / 2 : HEIGHT_PX / 2 - height;
    svg.append(drawing("rect", { class: status, x: index * BAR_PX + 1, y, width: BAR_PX - 3, height, rx: 1 }));
  });
  return svg;
}

function table(plan: PlanData, item: Item, weeks: readonly Span[]): HTMLElement {
  return weekTable(item.code, weeks, measuresOf(plan, item).map((measure) =>
    ({ measure, words: wordOf(measure), values: weeks.map((week) => valueOf(plan, item, measure, week)) })));
}

interface WeekRow {
  readonly measure: string;
  readonly words: string;
  readonly values: readonly (number | null)[];
}

function weekTable(label: string, weeks: readonly Span[], rows: readonly WeekRow[]): HTMLElement {
  const made = make("table", "weeks");
  const head = made.createTHead().insertRow();
  const corner = headCell("col", "");
  corner.append(make("span", "unseen", t("Measure")));
  head.append(corner);
  for (const week of weeks) {
    const { title, subtitle } = titleOf(week, "week");
    const cell = headCell("col", title);
    cell.append(make("small", "", subtitle));
    head.append(cell);
  }
  const body = made.createTBody();
  for (const { measure, words, values } of rows) {
    const row = body.insertRow();
    row.dataset["measure"] = measure;
    row.append(headCell("row", words), ...values.map((value) => numberCell(value, measure)));
  }
  const frame = make("div", "scroll", made);
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", label);
  return frame;
}

function numberCell(value: number | null, measure: string): HTMLTableCellElement {
  const says = value !== null && (value !== 0 || measure === "balance");
  return make("td", says && value < 0 ? "negative" : "", says ? number(value) : "·");
}

function headCell(scope: string, text: string): HTMLTableCellElement {
  const cell = make("th", "", text);
  cell.scope = scope;
  return cell;
}
