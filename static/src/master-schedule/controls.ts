/** Filter, level, zoom and search: what the person wishes to see, remembered in the browser. */

import { number } from "../shell/i18n";
import type { Zoom } from "./axis";
import { byId } from "./dom";
import { counts, type Filter, filterAsked, type Wish } from "./filters";
import { areMany } from "./heat";
import type { Item, PlanData } from "./plan";

const REMEMBERED = "lockstep.master-schedule";

export class Controls {
  zoom: Zoom = "week";
  /** Every work centre above the items; else, where there are many, those with the heaviest weeks. */
  allCenters = false;
  wish: Wish = { filter: "all", allLevels: false, text: "" };
  private readonly search = byId<HTMLInputElement>("find-item");

  constructor(private readonly changed: () => void) {
    this.recall();
    const asked = filterAsked(location.search);
    if (asked) this.wish = { ...this.wish, filter: asked };
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
    this.search.addEventListener("input", () => {
      this.wish = { ...this.wish, text: this.search.value };
      this.changed();
    });
    this.mark();
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
    localStorage.setItem(REMEMBERED, JSON.stringify({ zoom: this.zoom, allLevels: this.wish.allLevels, allCenters: this.allCenters }));
    this.changed();
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
  }

  private recall(): void {
    const kept = localStorage.getItem(REMEMBERED);
    if (kept === null) return;
    const { zoom, allLevels, allCenters } = JSON.parse(kept) as { zoom?: Zoom; allLevels?: boolean; allCenters?: boolean };
    this.allCenters = allCenters === true;
    if (zoom === "day" || zoom === "week" || zoom === "month") this.zoom = zoom;
    this.wish = { ...this.wish, allLevels: allLevels === true };
  }
}
