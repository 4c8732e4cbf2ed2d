/** What became of one's promises since one last looked. Nothing is seen because a page was open: a person says so. */

import { byId, make, pill } from "../master-schedule/dom";
import { reasonOf } from "../promise/refusal";
import { ask, Refused, Unreachable } from "../shell/api";
import { duration, t, tn } from "../shell/i18n";
import { toast } from "../shell/toast";
import type { Notice, Page } from "./promise";

const MOST = 50;

interface Seen { readonly events: readonly number[]; readonly unseen: number }

export class News {
  private readonly section = byId("news");
  private readonly list = byId("news-list");
  private readonly all = byId<HTMLButtonElement>("all-seen");
  private newest = 0;
  private drawn = "";

  constructor(private readonly addresses: DOMStringMap) {
    this.all.addEventListener("click", () => void this.mark({ up_to: this.newest, site: addresses["site"] }));
  }

  async refresh(): Promise<void> {
    const page = await ask<Page<Notice>>(`${this.addresses["notices"] ?? ""}?seen=false&limit=${String(MOST)}&site=${encodeURIComponent(this.addresses["site"] ?? "")}`);
    tell(page.unseen ?? 0);
    const saying = JSON.stringify(page.results);
    if (saying === this.drawn) return; // the focus stays where it is
    this.drawn = saying;
    this.newest = Math.max(0, ...page.results.map(({ id }) => id));
    this.list.replaceChildren(...page.results.map((one) => this.row(one)));
    if (page.count > page.results.length) this.list.append(make("li", "hint", tn("and {count} more", "and {count} more", page.count - page.results.length)));
    this.section.hidden = page.count === 0;
    this.all.hidden = page.count < 2;
  }

  private row(one: Notice): HTMLElement {
    const order = make("a", "", `${one.order} / ${String(one.line)}`);
    order.href = one.address;
    const moves = one.moves ? make("a", "", t("What the plan moved")) : null;
    if (moves) moves.href = one.moves;
    const seen = make("button", "button", t("Seen"));
    seen.type = "button";
    seen.setAttribute("aria-label", t("Seen: {order}", { order: one.order }));
    seen.addEventListener("click", () => void this.mark({ events: [one.id] }));
    const age = t("{age} ago", { age: duration(Math.max(0, (Date.now() - Date.parse(one.at)) / 1000)) });
    const who = make("p", "who", pill(one.tone, ""), order, ` · ${one.customer_name || one.customer} · ${one.item} · ${age}`);
    const row = make("li", "notice-row", make("div", "", who, make("p", "sentence", one.sentence), make("p", "reason", one.reason, one.reason && moves && " · ", moves)), seen);
    row.dataset["notice"] = String(one.id);
    return row;
  }

  private async mark(body: object): Promise<void> {
    await this.said(body, (events) => {
      (this.list.querySelector<HTMLElement>("button") ?? byId("content")).focus();
      toast(tn("{count} notice was marked as seen.", "{count} notices were marked as seen.", events.length), { undo: () => void this.unmark(events) });
    });
  }

  private async unmark(events: readonly number[]): Promise<void> {
    await this.said({ events, seen: false }, () => { byId("news-title").scrollIntoView({ block: "nearest" }); });
  }

  private async said(body: object, then: (events: readonly number[]) => void): Promise<void> {
    try {
      const { events, unseen } = await ask<Seen>(this.addresses["seen"] ?? "", { method: "POST", body });
      tell(unseen);
      await this.refresh();
      then(events);
    } catch (error) {
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      toast(reasonOf(error));
    }
  }
}

function tell(unseen: number): void {
  document.dispatchEvent(new CustomEvent("lockstep:notices", { detail: unseen }));
}
