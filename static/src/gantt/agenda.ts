/** On a phone: each work centre with its lots, day by day, as a list. */

import { number, t, tn } from "../shell/i18n";
import { addDays, longDay } from "../master-schedule/dates";
import { make, pill } from "../master-schedule/dom";
import type { Used } from "./model/center-load";
import type { Bar, World } from "./model/world";
import { daysOf, hours, kindWord, minutesOf, percent, rowTitle, statusWord } from "./words";

const LOTS_SHOWN = 60;

export interface AgendaRow {
  readonly center: number;
  readonly used: Used | null;
  readonly bars: readonly Bar[];
}

export function showAgenda(place: HTMLElement, world: World, rows: readonly AgendaRow[]): void {
  const open = new Set([...place.querySelectorAll<HTMLDetailsElement>("details[open]")].map(({ dataset }) => dataset["center"]));
  place.replaceChildren(...rows.map((row) => entry(world, row, open.has(String(row.center)))));
}

function entry(world: World, { center, used, bars }: AgendaRow, isOpen: boolean): HTMLElement {
  const [title, subtitle] = rowTitle(world.plan, center);
  const counted = tn("{count} lot", "{count} lots", bars.length);
  const summary = make(
    "summary", "", make("span", "who", make("b", "", title), make("small", "", [subtitle, counted].filter(Boolean).join(" · "))),
    make("span", used?.isOver ? "quantity over" : "quantity", used ? percent(used.share) : ""),
  );
  const details = make("details", "", summary);
  details.dataset["center"] = String(center);
  const fill = (): void => {
    if (details.open && details.childElementCount === 1) details.append(days(world, bars));
  };
  details.addEventListener("toggle", fill);
  details.open = isOpen;
  return make("li", "", details);
}

/** Under the day on which it begins here, or the first day shown. */
function days(world: World, bars: readonly Bar[]): HTMLElement {
  const byDay = new Map<number, Bar[]>();
  for (const bar of [...bars].sort((one, other) => one.first - other.first || one.last - other.last).slice(0, LOTS_SHOWN)) {
    const day = Math.max(bar.first, world.today);
    byDay.set(day, [...(byDay.get(day) ?? []), bar]);
  }
  const parts = [...byDay].sort(([one], [other]) => one - other).flatMap(([day, own]) => [
    make("h2", "", longDay(addDays(world.plan.start, day))), make("ul", "due", ...own.map((bar) => lotRow(world, bar))),
  ]);
  const rest = bars.length - LOTS_SHOWN;
  return make("div", "agenda-days", ...parts, rest > 0 && make("p", "hint", tn("and {count} more", "and {count} more", rest)));
}

function lotRow({ plan }: World, bar: Bar): HTMLElement {
  const about = [kindWord(bar), daysOf(plan, bar), bar.released ? t("{percent} received", { percent: percent(bar.released.share) }) : hours(minutesOf(bar))];
  return make("li", "", pill(bar.status, statusWord(bar)), make("span", "who", make("b", "", `${bar.code} ${bar.name}`), make("small", "", about.join(" · "))), make("span", "quantity", number(bar.quantity)));
}
