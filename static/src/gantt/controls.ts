/** Scale, rows, filter, search and window: what the person wishes to see. Scale and rows are remembered in the browser. */

import { make, byId } from "../master-schedule/dom";
import { number } from "../shell/i18n";
import type { GanttCenter } from "./data";
import { countsOf, EVERYTHING, type Wish } from "./model/filter";
import type { Zoom } from "./model/scale";
import type { Bar } from "./model/world";

const REMEMBERED = "lockstep.gantt";
const ROWS_REMEMBERED = "lockstep.gantt.rows";

/** All work centres at once, or room for the name of every bar. */
export type RowsShown = "fitted" | "named";

/** The groups of buttons of which one is pressed. */
type Kind = "zoom" | "rows" | "show";

export interface ControlEvents {
  changed(): void;
  /** Another stretch of days. */
  turn(by: 1 | -1): void;
}

export class Controls {
  zoom: Zoom = "day";
  rows: RowsShown = "fitted";
  wish: Wish = EVERYTHING;
  private readonly search = byId<HTMLInputElement>("find-lot");
  private readonly center = byId<HTMLSelectElement>("gantt-center");

  constructor(private readonly events: ControlEvents) {
    const kept = localStorage.getItem(REMEMBERED);
    if (kept === "day" || kept === "week" || kept === "month") this.zoom = kept;
    if (localStorage.getItem(ROWS_REMEMBERED) === "named") this.rows = "named";
    const asked = new URLSearchParams(location.search);
    this.wish = { ...this.wish, text: asked.get("find") ?? "", show: asked.get("show") === "late" ? "late" : "all" };
    this.search.value = this.wish.text;
    this.choose("zoom", (value) => { this.setZoom(value as Zoom); });
    this.choose("rows", (value) => { this.setRows(value as RowsShown); });
    this.choose("show", (value) => { this.show(value as Wish["show"]); });
    this.search.addEventListener("input", () => { this.set({ text: this.search.value }); });
    this.center.addEventListener("change", () => { this.set({ center: this.center.value }); });
    byId("gantt-earlier").addEventListener("click", () => { events.turn(-1); });
    byId("gantt-later").addEventListener("click", () => { events.turn(1); });
    this.mark();
  }

  setZoom(zoom: Zoom): void {
    this.zoom = zoom;
    localStorage.setItem(REMEMBERED, zoom);
    this.mark();
    this.events.changed();
  }

  private setRows(rows: RowsShown): void {
    this.rows = rows;
    localStorage.setItem(ROWS_REMEMBERED, rows);
    this.mark();
    this.events.changed();
  }

  show(show: Wish["show"]): void {
    this.set({ show });
  }

  forget(): void {
    this.search.value = "";
    this.center.value = "";
    this.set(EVERYTHING);
  }

  focusSearch(): void {
    this.search.focus();
    this.search.select();
  }

  /** Work centres to choose from, and how many lots each filter leaves. */
  offer(centers: readonly GanttCenter[], bars: readonly Bar[]): void {
    if (this.center.options.length !== centers.length + 1) {
      this.center.replaceChildren(...[...this.center.options].slice(0, 1), ...centers.map(({ code, name }) => {
        const option = make("option", "", name ? `${code} · ${name}` : code);
        option.value = code;
        return option;
      }));
      this.center.value = this.wish.center;
    }
    for (const [show, count] of Object.entries(countsOf(bars))) {
      const place = document.querySelector(`button[data-show="${show}"] .count`);
      if (place) place.textContent = number(count);
    }
  }

  private set(change: Partial<Wish>): void {
    this.wish = { ...this.wish, ...change };
    this.mark();
    this.events.changed();
  }

  private choose(kind: Kind, take: (value: string) => void): void {
    for (const button of document.querySelectorAll<HTMLButtonElement>(`button[data-${kind}]`)) {
      button.addEventListener("click", () => { take(button.dataset[kind] ?? ""); });
    }
  }

  private mark(): void {
    for (const [kind, value] of [["zoom", this.zoom], ["rows", this.rows], ["show", this.wish.show]] as const) {
      for (const button of document.querySelectorAll<HTMLButtonElement>(`button[data-${kind}]`)) {
        button.setAttribute("aria-pressed", String(button.dataset[kind] === value));
      }
    }
  }
}
