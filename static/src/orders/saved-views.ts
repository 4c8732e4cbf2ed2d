/** The menu of saved views: choose one, save, share, rename, delete; and which columns are shown, in which order. */

import type { Column } from "../grid/types";
import { ask, Refused } from "../shell/api";
import { frame } from "../shell/frame";
import { t } from "../shell/i18n";
import { toast } from "../shell/toast";
import type { Layout } from "./layout";
import { moved, type SavedView, type ShownColumn, STANDARD, toggled, widened } from "./view-settings";

export interface SavedViewsData {
  views: string;
  saved: SavedView[];
  person: number;
}

export class SavedViews {
  private current: SavedView | null = null;
  private chosen: readonly ShownColumn[] = [];
  private readonly key: string;
  private readonly menu = document.querySelector<HTMLDetailsElement>("#view-menu");
  private readonly name = document.querySelector<HTMLInputElement>("#view-name");
  private readonly shared = document.querySelector<HTMLInputElement>("#view-shared");

  constructor(private readonly data: SavedViewsData, private readonly page: Layout) {
    this.key = `lockstep.view.${String(data.person)}.${frame.site}`;
    this.menu?.addEventListener("toggle", () => { this.fillColumns(); });
    this.menu?.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing || !this.menu?.open) return;
      event.preventDefault();
      this.close();
    });
    this.on("#view-save", () => { if (this.current?.mine) void this.write("PATCH", this.current.id); });
    this.on("#view-save-as", () => void this.write("POST"));
    this.on("#view-delete", () => void this.remove());
    document.querySelector("#view-form")?.addEventListener("submit", (event) => {
      event.preventDefault(); // Enter in the name: what the first button that works would do
      void (this.current?.mine ? this.write("PATCH", this.current.id) : this.write("POST"));
    });
  }

  /** The view that the address names, else the one used last, else what the address says of filter and search. */
  start(): void {
    const asked = new URLSearchParams(location.search);
    const id = asked.get("view") ?? (asked.has("q") || asked.has("status") ? null : localStorage.getItem(this.key));
    const found = this.data.saved.find((view) => String(view.id) === id);
    if (found) this.use(found);
    else {
      if (asked.has("view")) toast(t("This view is not there any more, or it is not shared with you."));
      this.fill();
    }
  }

  /** Somebody drew a column wider. */
  drawn(field: string, width: number): void {
    this.chosen = widened(this.page.all(), this.chosen, field, width);
  }

  private on(selector: string, run: () => void): void {
    document.querySelector(selector)?.addEventListener("click", run);
  }

  private close(): void {
    if (this.menu) this.menu.open = false;
    this.menu?.querySelector("summary")?.focus(); // where there is no grid to go back to: on a phone
    this.page.leave();
  }

  private use(view: SavedView | null): void {
    this.settle(view);
    const settings = { ...STANDARD, ...view?.settings };
    this.chosen = settings.columns;
    this.page.show(settings);
    this.fill();
  }

  /** The address and the next visit speak of this view from now on. */
  private settle(view: SavedView | null): void {
    this.current = view;
    const address = new URL(location.href);
    for (const name of ["q", "status", "view"]) address.searchParams.delete(name);
    if (view) address.searchParams.set("view", String(view.id));
    history.replaceState(history.state, "", address);
    if (view) localStorage.setItem(this.key, String(view.id));
    else localStorage.removeItem(this.key);
  }

  private async write(method: "POST" | "PATCH", id?: number): Promise<void> {
    if (!this.name?.reportValidity()) return;
    const body = { name: this.name.value, shared: this.shared?.checked ?? false, settings: { ...this.page.now(), columns: this.chosen } };
    const address = id === undefined ? `${this.data.views}?site=${encodeURIComponent(frame.site)}` : `${this.data.views}${String(id)}/`;
    await this.send(async () => {
      const view = await ask<SavedView>(address, { method, body });
      this.data.saved = [...this.data.saved.filter((other) => other.id !== view.id), view].sort((a, b) => a.name.localeCompare(b.name));
      this.settle(view);
      this.fill();
      this.close();
      toast(t("The view “{name}” is saved.", { name: view.name }));
    });
  }

  private async remove(): Promise<void> {
    const { current } = this;
    if (!current?.mine) return;
    await this.send(async () => {
      await ask(`${this.data.views}${String(current.id)}/`, { method: "DELETE" });
      this.data.saved = this.data.saved.filter((other) => other.id !== current.id);
      this.use(null);
      this.close();
      toast(t("The view “{name}” is deleted.", { name: current.name }));
    });
  }

  private async send(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const title = error instanceof Refused ? (error.body as { title?: string } | undefined)?.title : undefined;
      toast(title ?? t("The view could not be saved. Please try again."));
    }
  }

  private fill(): void {
    const words = document.querySelector("#view-words");
    if (words) words.textContent = this.current?.name ?? t("Standard view");
    this.fillForm(this.current?.mine ? this.current : null);
    document.querySelector("#view-list")?.replaceChildren(this.choice(null), ...this.data.saved.map((view) => this.choice(view)));
    this.fillColumns();
  }

  private fillForm(own: SavedView | null): void {
    if (this.name) this.name.value = own?.name ?? "";
    if (this.shared) this.shared.checked = own?.shared ?? false;
    for (const button of document.querySelectorAll<HTMLButtonElement>("#view-save, #view-delete")) button.hidden = own === null;
  }

  private choice(view: SavedView | null): HTMLElement {
    const button = made("button", view?.name ?? t("Standard view"));
    button.setAttribute("aria-pressed", String(view?.id === this.current?.id));
    const whose = view && !view.mine ? view.owner : view?.shared ? t("shared") : "";
    if (whose) button.append(" ", made("small", whose));
    button.addEventListener("click", () => { this.use(view); this.close(); });
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  /** Only while it can be seen: each column has the name of a field of the page. */
  private fillColumns(): void {
    if (!this.menu?.open) {
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
    const button = made("button", by < 0 ? "↑" : "↓");
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
    this.fillColumns();
    document.querySelector<HTMLElement>(focus)?.focus();
  }
}

function made(tag: "button" | "small", words: string): HTMLElement {
  const element = document.createElement(tag);
  if (element instanceof HTMLButtonElement) element.type = "button";
  element.textContent = words;
  return element;
}
