/** The drawer with one line's story: the server's own HTML, beside the grid, closed by Escape. */

import { frame } from "../shell/frame";
import { t } from "../shell/i18n";

export class Drawer {
  private readonly place: HTMLElement;
  private shownId: number | undefined;

  constructor(
    place: HTMLElement,
    private readonly address: string,
    private readonly closed: () => void,
  ) {
    this.place = place;
    place.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    place.addEventListener("click", (event) => {
      if ((event.target as Element).closest("[data-closes=drawer]")) this.close();
    });
  }

  get isOpen(): boolean {
    return this.shownId !== undefined;
  }

  async open(id: number): Promise<void> {
    this.shownId = id;
    this.place.hidden = false;
    await this.fetch(id);
    this.place.focus();
  }

  /** Show another line, or the same again after news, without taking the focus. */
  async follow(id: number | undefined = this.shownId): Promise<void> {
    if (!this.isOpen || id === undefined) return;
    this.shownId = id;
    await this.fetch(id);
  }

  /** Leave for the page of the line's order: where its number in the grid leads. */
  goToOrder(id: number): void {
    location.assign(this.address.replace(/0\/$/, `${String(id)}/order/`));
  }

  close(): void {
    this.shownId = undefined;
    this.place.hidden = true;
    this.place.replaceChildren();
    this.closed();
  }

  private async fetch(id: number): Promise<void> {
    const address = `${this.address.replace(/0\/$/, `${String(id)}/`)}?site=${encodeURIComponent(frame.site)}`;
    let html: string;
    try {
      const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } });
      html = answer.ok ? await answer.text() : "";
    } catch {
      html = ""; // said below: an empty drawer would look like an empty history
    }
    if (this.shownId !== id) return;
    if (html) this.place.innerHTML = html;
    else this.sorry();
  }

  private sorry(): void {
    const line = document.createElement("p");
    line.className = "drawer-sorry";
    line.id = "drawer-title";
    line.textContent = t("The details can't be fetched now.");
    const close = document.createElement("button");
    close.className = "button";
    close.type = "button";
    close.dataset["closes"] = "drawer";
    close.textContent = t("Close");
    this.place.replaceChildren(line, close);
  }
}
