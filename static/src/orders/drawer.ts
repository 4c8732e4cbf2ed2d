/** The drawer with one line's story: the server's own HTML, beside the grid, closed by Escape. */

import { frame } from "../shell/frame";
import { t } from "../shell/i18n";
import { goTo } from "../shell/own-site";
import { keepingFocus } from "./line-actions";
import type { WhatIf } from "./what-if";

export class Drawer {
  private readonly place: HTMLElement;
  private shownId: number | undefined;

  constructor(
    place: HTMLElement,
    private readonly address: string,
    private readonly closed: () => void,
    private readonly whatIf: WhatIf,
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
    goTo(this.address.replace(/0\/$/, `${String(id)}/order/`));
  }

  close(): void {
    this.shownId = undefined;
    this.place.hidden = true;
    this.place.replaceChildren();
    this.whatIf.forget();
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
    if (html) keepingFocus(this.place, () => { this.put(id, html); });
    else this.sorry();
  }

  /** Put the line's story around the form, which stays where it is: somebody may be typing into it. */
  private put(id: number, html: string): void {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const form = this.whatIf.element;
    const slot = fresh.content.querySelector("[data-slot=what-if]");
    this.whatIf.show(id);
    if (form.parentElement !== this.place || !slot) {
      slot?.replaceWith(form);
      this.place.replaceChildren(fresh.content);
      return;
    }
    const nodes = [...fresh.content.childNodes];
    const middle = nodes.indexOf(slot);
    for (const node of [...this.place.childNodes]) if (node !== form) node.remove();
    form.before(...nodes.slice(0, middle));
    form.after(...nodes.slice(middle + 1));
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
