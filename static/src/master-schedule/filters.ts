/** Which items are shown. Pure. */

import type { Item } from "./plan";

export type Filter = "all" | "at-risk" | "shortage";

export interface Wish {
  readonly filter: Filter;
  readonly allLevels: boolean;
  readonly text: string;
}

const PASSES: Readonly<Record<Filter, (item: Item) => boolean>> = {
  all: () => true,
  "at-risk": (item) => item.cover !== "covered",
  shortage: (item) => item.cover === "shortage",
};

/** `?show=shortage`: what another page leads to. */
export function filterAsked(query: string): Filter | null {
  const asked = new URLSearchParams(query).get("show");
  return asked !== null && asked in PASSES ? (asked as Filter) : null;
}

/** Without any item marked for the master schedule, every level is shown. */
export function onSchedule(items: readonly Item[], allLevels: boolean): Item[] {
  const marked = items.filter((item) => item.isMps);
  return allLevels || marked.length === 0 ? [...items] : marked;
}

function plain(text: string): string {
  return text.normalize("NFKC").toLocaleLowerCase();
}

export function shown(items: readonly Item[], wish: Wish): Item[] {
  const words = plain(wish.text).split(/\s+/).filter(Boolean);
  return onSchedule(items, wish.allLevels).filter((item) => {
    if (!PASSES[wish.filter](item)) return false;
    const text = plain(`${item.code} ${item.name}`);
    return words.every((word) => text.includes(word));
  });
}

/** How many items each filter would show, whatever is being searched for. */
export function counts(items: readonly Item[], allLevels: boolean): Record<Filter, number> {
  const there = onSchedule(items, allLevels);
  const count = (filter: Filter): number => there.filter(PASSES[filter]).length;
  return { all: there.length, "at-risk": count("at-risk"), shortage: count("shortage") };
}
