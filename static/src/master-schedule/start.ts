/** What the drawer shows before anything is selected: where to act first, each a way to its cell. */

import { number, t, tn } from "../shell/i18n";
import { nameOf, type Span, spansOf } from "./axis";
import { dayMonth } from "./dates";
import { make } from "./dom";
import { percentText } from "./heat";
import type { Item, PlanData } from "./plan";
import { type Overload, type Shortage, SHOWN, worstLoads, worstShortages } from "./worst";

export interface Start {
  readonly plan: PlanData;
  /** Those that are shown. */
  readonly items: readonly Item[];
  readonly spans: readonly Span[];
}

export interface Ways {
  toShortage(shortage: Shortage): void;
  /** To all items that are short. */
  toShortItems(): void;
  toLoad(load: Overload): void;
}

export function startPanel({ plan, items, spans }: Start, ways: Ways): HTMLElement[] {
  const short = worstShortages(plan, items, spans);
  const shortages = short.slice(0, SHOWN).map((shortage) => {
    const { item, from, lowest } = shortage;
    const more = `${t("from {date}", { date: dayMonth(from) })} · ${item.name}`;
    return way(item.code, more, number(lowest), () => { ways.toShortage(shortage); });
  });
  // Weeks on every time scale: the figure above the grid counts weeks too, and a month hides what a week can't carry.
  const loads = worstLoads(plan, spansOf(plan.bucket_starts, plan.horizon_end, "week")).map((load) => {
    const name = plan.load.name[load.place] || (plan.load.code[load.place] ?? "");
    return way(name, `${nameOf(load.span, "week")} · ${dayMonth(load.span.first)}`, percentText(load.percent, load.minutes), () => { ways.toLoad(load); });
  });
  return [
    make("header", "", make("h2", "", t("Act first"))),
    make("p", "hint", t("Select a cell to see how its balance is built and which orders are behind it.")),
    ranked(t("Items short, most value first"), [...shortages, ...others(short.length - shortages.length, ways)], t("No shortage inside 26 weeks")),
    ranked(t("Overloaded work centres"), loads, t("No work centre is overloaded.")),
  ];
}

function ranked(title: string, entries: readonly HTMLElement[], none: string): HTMLElement {
  const list = entries.length > 0 ? make("ul", "worst", ...entries) : make("p", "hint", none);
  return make("section", "", make("h3", "", title), list);
}

/** What the list leaves out is one step away. */
function others(count: number, ways: Ways): HTMLElement[] {
  return count > 0 ? [way(tn("and {count} more", "and {count} more", count), t("Show only the items that are short"), "", () => { ways.toShortItems(); })] : [];
}

function way(title: string, more: string, figure: string, go: () => void): HTMLElement {
  const button = make(
    "button", "", make("span", "who", make("b", "", title), make("small", "", more)), make("span", "quantity", figure),
  );
  button.type = "button";
  button.addEventListener("click", go);
  return make("li", "", button);
}
