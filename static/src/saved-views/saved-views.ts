/** The menu of saved views of a page: choose one, save, share, rename, delete. What a view chooses, the page says. */

import { ask, Refused } from "../shell/api";
import { frame } from "../shell/frame";
import { t } from "../shell/i18n";
import { toast } from "../shell/toast";

export interface SavedView<SettingsT> {
  readonly id: number;
  readonly name: string;
  readonly shared: boolean;
  readonly mine: boolean;
  readonly owner: string;
  /** What it does not say is as in the standard view. */
  readonly settings: Partial<SettingsT>;
}

export interface SavedViewsData<SettingsT> {
  views: string;
  saved: SavedView<SettingsT>[];
  person: number;
}

export interface ViewedPage<SettingsT> {
  /** Which page it is, as the server calls it (orders/saved_views.py). */
  readonly surface: string;
  readonly standard: SettingsT;
  /** What of an address says what is to be shown, so that the view of the last visit does not. */
  readonly asks: readonly string[];
  now(): SettingsT;
  show(settings: SettingsT): void;
  /** The menu is closed. */
  leave(): void;
  /** The menu shows another view, or is opened or closed. */
  filled?(isOpen: boolean): void;
}

export class SavedViews<SettingsT> {
  private current: SavedView<SettingsT> | null = null;
  private readonly key: string;
  private readonly menu = document.querySelector<HTMLDetailsElement>("#view-menu");
  private readonly name = document.querySelector<HTMLInputElement>("#view-name");
  private readonly shared = document.querySelector<HTMLInputElement>("#view-shared");

  constructor(private readonly data: SavedViewsData<SettingsT>, private readonly page: ViewedPage<SettingsT>) {
    const surface = page.surface === "orders" ? "" : `.${page.surface}`;
    this.key = `lockstep.view.${String(data.person)}.${frame.site}${surface}`;
    this.menu?.addEventListener("toggle", () => { this.filled(); });
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
    const id = asked.get("view") ?? (this.page.asks.some((name) => asked.has(name)) ? null : localStorage.getItem(this.key));
    const found = this.data.saved.find((view) => String(view.id) === id);
    if (found) this.use(found);
    else {
      if (asked.has("view")) toast(t("This view is not there any more, or it is not shared with you."));
      this.fill();
    }
  }

  private on(selector: string, run: () => void): void {
    document.querySelector(selector)?.addEventListener("click", run);
  }

  private close(): void {
    if (this.menu) this.menu.open = false;
    this.menu?.querySelector("summary")?.focus(); // where there is no grid to go back to: on a phone
    this.page.leave();
  }

  private use(view: SavedView<SettingsT> | null): void {
    this.settle(view);
    this.page.show({ ...this.page.standard, ...view?.settings });
    this.fill();
  }

  /** The address and the next visit speak of this view from now on. */
  private settle(view: SavedView<SettingsT> | null): void {
    this.current = view;
    const address = new URL(location.href);
    for (const name of [...this.page.asks, "view"]) address.searchParams.delete(name);
    if (view) address.searchParams.set("view", String(view.id));
    history.replaceState(history.state, "", address);
    if (view) localStorage.setItem(this.key, String(view.id));
    else localStorage.removeItem(this.key);
  }

  private async write(method: "POST" | "PATCH", id?: number): Promise<void> {
    if (!this.name?.reportValidity()) return;
    const body = { surface: this.page.surface, name: this.name.value, shared: this.shared?.checked ?? false, settings: this.page.now() };
    const address = id === undefined ? `${this.data.views}?site=${encodeURIComponent(frame.site)}` : `${this.data.views}${String(id)}/`;
    await this.send(async () => {
      const view = await ask<SavedView<SettingsT>>(address, { method, body });
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
    this.filled();
  }

  private filled(): void {
    this.page.filled?.(this.menu?.open ?? false);
  }

  private fillForm(own: SavedView<SettingsT> | null): void {
    if (this.name) this.name.value = own?.name ?? "";
    if (this.shared) this.shared.checked = own?.shared ?? false;
    for (const button of document.querySelectorAll<HTMLButtonElement>("#view-save, #view-delete")) button.hidden = own === null;
  }

  private choice(view: SavedView<SettingsT> | null): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = view?.name ?? t("Standard view");
    button.setAttribute("aria-pressed", String(view?.id === this.current?.id));
    const whose = view && !view.mine ? view.owner : view?.shared ? t("shared") : "";
    if (whose) {
      const owner = document.createElement("small");
      owner.textContent = whose;
      button.append(" ", owner);
    }
    button.addEventListener("click", () => { this.use(view); this.close(); });
    const item = document.createElement("li");
    item.append(button);
    return item;
  }
}
