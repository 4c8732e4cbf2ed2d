/** Filter, level, zoom, families and search: what the person wishes to see, remembered in the browser. */

import { number } from "../shell/i18n";
import type { Zoom } from "./axis";
import { byId } from "./dom";
import { isFamilyRow } from "./families";
import { counts, type Filter, filterAsked, type Wish } from "./filters";
import { areMany } from "./heat";
import type { Item, PlanData } from "./plan";

const REMEMBERED = "lockstep.master-schedule";

/** What a saved view chooses (orders/saved_views.py). */
export interface ScheduleView {
  readonly filter: Filter;
  readonly search: string;
  readonly scale: Zoom;
  readonly all_levels: boolean;
  readonly all_centers: boolean;
  readonly by_family: boolean;
  /** Families and items that are open, by their rows' ids. */
  readonly expanded: readonly string[];
}

export const STANDARD: ScheduleView = { filter: "all", search: "", scale: "week", all_levels: false, all_centers: false, by_family: false, expanded: [] };

interface Remembered {
  readonly zoom: Zoom;
  readonly allLevels: boolean;
  readonly allCenters: boolean;
  readonly byFamily: boolean;
  readonly openFamilies: readonly string[];
}

export class Controls {
  zoom: Zoom = "week";
  /** Every work centre above the items; else, where there are many, those with the heaviest weeks. */
  allCenters = false;
  /** Items are rolled up. */
  byFamily = false;
  /** The families that are open, by their rows' ids. */
  openFamilies: readonly string[] = [];
  wish: Wish = { filter: "all", allLevels: false, text: "" };
  private readonly search = byId<HTMLInputElement>("find-item");

  constructor(private readonly changed: () => void) {
    this.recall();
    const asked = filterAsked(location.search);
    if (asked) this.wish = { ...this.wish, filter: asked, allLevels: true }; // who leads here counts components, too
    this.choose("filter", (value) => { this.wish = { ...this.wish, filter: value as Filter }; });
    this.choose("zoom", (value) => { this.zoom = value as Zoom; });
    byId("all-centers").addEventListener("click", () => {
      this.allCenters = !this.allCenters;
      this.apply();
    });
    byId("all-levels").addEventListener("click", () => {
      this.wish = { ...this.wish, allLevels: !this.wish.allLevels };
      this.apply();
    });
    byId("by-family").addEventListener("click", () => {
      this.byFamily = !this.byFamily;
      this.apply();
    });
    this.search.addEventListener("input", () => {
      this.wish = { ...this.wish, text: this.search.value };
      this.changed();
    });
    this.mark();
  }

  /** As a saved view keeps it; which items are open, the board knows. */
  now(): Omit<ScheduleView, "expanded"> {
    const { filter, text, allLevels } = this.wish;
    return { filter, search: text, scale: this.zoom, all_levels: allLevels, all_centers: this.allCenters, by_family: this.byFamily };
  }

  /** Shows what a saved view chooses. */
  take(view: ScheduleView): void {
    this.search.value = view.search;
    this.wish = { filter: view.filter, text: view.search, allLevels: view.all_levels };
    [this.zoom, this.allCenters, this.byFamily] = [view.scale, view.all_centers, view.by_family];
    this.openFamilies = view.expanded.filter(isFamilyRow);
    this.apply();
  }

  setOpenFamilies(rowIds: readonly string[]): void {
    this.openFamilies = rowIds;
    this.remember();
  }

  setZoom(zoom: Zoom): void {
    this.zoom = zoom;
    this.apply();
  }

  showCounts(items: readonly Item[]): void {
    for (const [filter, count] of Object.entries(counts(items, this.wish.allLevels))) {
      const place = document.querySelector(`[data-filter="${filter}"] .count`);
      if (place) place.textContent = number(count);
    }
  }

  showCenters(plan: PlanData): void {
    const button = byId("all-centers");
    button.hidden = !areMany(plan);
    const count = button.querySelector(".count");
    if (count) count.textContent = number(plan.load.id.length);
  }

  /** Leave what matches a text, on every level if need be; the person's own choice of levels is not overwritten. */
  lookFor(text: string, onAllLevels = false): void {
    this.search.value = text;
    this.wish = { ...this.wish, text, allLevels: this.wish.allLevels || onAllLevels };
    this.mark();
  }

  /** Whatever is filtered or looked for; on every level if need be. */
  showAll(onAllLevels: boolean): void {
    this.search.value = "";
    this.wish = { filter: "all", text: "", allLevels: this.wish.allLevels || onAllLevels };
    this.mark();
  }

  /** Only the items that are short. */
  showShort(): void {
    this.wish = { ...this.wish, filter: "shortage" };
    this.apply();
  }

  /** From the search box to what it found: Enter or an arrow down; Escape empties it first. */
  leaveSearch(to: () => void): void {
    this.search.addEventListener("keydown", (event) => {
      const isEmptied = event.key === "Escape" && this.search.value !== "";
      if (event.isComposing || isEmptied || !["Enter", "ArrowDown", "Escape"].includes(event.key)) return;
      event.preventDefault();
      to();
    });
  }

  focusSearch(): void {
    this.search.focus();
    this.search.select();
  }

  private choose(kind: "filter" | "zoom", take: (value: string) => void): void {
    for (const button of document.querySelectorAll<HTMLButtonElement>(`button[data-${kind}]`)) {
      button.addEventListener("click", () => {
        take(button.dataset[kind] ?? "");
        this.apply();
      });
    }
  }

  private apply(): void {
    this.mark();
    this.remember();
    this.changed();
  }

  private remember(): void {
    const { zoom, allCenters, byFamily, openFamilies } = this;
    localStorage.setItem(REMEMBERED, JSON.stringify({ zoom, allLevels: this.wish.allLevels, allCenters, byFamily, openFamilies }));
  }

  private mark(): void {
    const pressed = (selector: string, value: string): void => {
      for (const button of document.querySelectorAll<HTMLButtonElement>(`button[data-${selector}]`)) {
        button.setAttribute("aria-pressed", String(button.dataset[selector] === value));
      }
    };
    pressed("filter", this.wish.filter);
    pressed("zoom", this.zoom);
    byId("all-centers").setAttribute("aria-pressed", String(this.allCenters));
    byId("all-levels").setAttribute("aria-pressed", String(this.wish.allLevels));
    byId("by-family").setAttribute("aria-pressed", String(this.byFamily));
  }

  private recall(): void {
    const kept = localStorage.getItem(REMEMBERED);
    if (kept === null) return;
    const { zoom, allLevels, allCenters, byFamily, openFamilies } = JSON.parse(kept) as Partial<Remembered>;
    this.allCenters = allCenters === true;
    this.byFamily = byFamily === true;
    this.openFamilies = openFamilies ?? [];
    if (zoom === "day" || zoom === "week" || zoom === "month") this.zoom = zoom;
    this.wish = { ...this.wish, allLevels: allLevels === true };
  }
}
