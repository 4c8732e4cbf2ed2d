/** The saved views of the orders, and in their menu which columns are shown, in which order. */

import type { Column } from "../grid/types";
import { type SavedViewsData as ViewsData, SavedViews, type ViewedPage } from "../saved-views/saved-views";
import { t } from "../shell/i18n";
import type { Layout } from "./layout";
import { moved, type ShownColumn, STANDARD, toggled, type ViewSettings, widened } from "./view-settings";

export type SavedViewsData = ViewsData<ViewSettings>;

export class OrderViews implements ViewedPage<ViewSettings> {
  readonly surface = "orders";
  readonly standard = STANDARD;
  readonly asks = ["q", "status"];
  private chosen: readonly ShownColumn[] = [];
  private readonly views: SavedViews<ViewSettings>;

  constructor(data: SavedViewsData, private readonly page: Layout) {
    this.views = new SavedViews(data, this);
  }

  start(): void {
    this.views.start();
  }

  /** Somebody drew a column wider. */
  drawn(field: string, width: number): void {
    this.chosen = widened(this.page.all(), this.chosen, field, width);
  }

  now(): ViewSettings {
    return { ...this.page.now(), columns: this.chosen };
  }

  show(settings: ViewSettings): void {
    this.chosen = settings.columns;
    this.page.show(settings);
  }

  leave(): void {
    this.page.leave();
  }

  /** Only while it can be seen: each column has the name of a field of the page. */
  filled(isOpen: boolean): void {
    if (!isOpen) {
      document.querySelector("#view-columns")?.replaceChildren();
      return;
    }
    const all = this.page.all();
    const free = all.filter((column) => !column.frozen);
    const shown = this.chosen.length ? this.chosen.map(({ id }) => free.find((column) => column.id === id)).filter((column) => column !== undefined) : free;
    const rows = [...shown, ...free.filter((column) => !shown.includes(column))].map((column) => this.column(column, shown));
    document.querySelector("#view-columns")?.replaceChildren(...rows);
  }

  private column(column: Column, shown: readonly Column[]): HTMLElement {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = shown.includes(column);
    box.dataset["column"] = column.id;
    box.addEventListener("change", () => { this.choose(toggled(this.page.all(), this.chosen, column.id), `input[data-column="${column.id}"]`); });
    const label = document.createElement("label");
    label.append(box, column.title);
    const item = document.createElement("li");
    item.append(label);
    if (box.checked) item.append(this.mover(column, -1, shown[0] === column), this.mover(column, 1, shown.at(-1) === column));
    return item;
  }

  private mover(column: Column, by: -1 | 1, atEnd: boolean): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = by < 0 ? "↑" : "↓";
    const words = by < 0 ? t("Move {column} to the left", { column: column.title }) : t("Move {column} to the right", { column: column.title });
    button.setAttribute("aria-label", words);
    button.setAttribute("aria-disabled", String(atEnd));
    button.dataset["mover"] = `${column.id}${String(by)}`;
    button.addEventListener("click", () => { this.choose(moved(this.page.all(), this.chosen, column.id, by), `[data-mover="${column.id}${String(by)}"]`); });
    return button;
  }

  /** The list is made anew: the focus goes back to where it was in it. */
  private choose(columns: readonly ShownColumn[], focus: string): void {
    this.chosen = columns;
    this.page.arrange(columns);
    this.filled(true);
    document.querySelector<HTMLElement>(focus)?.focus();
  }
}
