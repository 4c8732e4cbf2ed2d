/** My promises: what one promised, how it stands, and what became of it. Kept up to date by the event stream. */

import { byId, make } from "../master-schedule/dom";
import { reasonOf } from "../promise/refusal";
import { ask, Refused, Unreachable } from "../shell/api";
import { number, t } from "../shell/i18n";
import { announce } from "../shell/toast";
import { Card, type Shown } from "./card";
import { Decisions } from "./doing";
import { News } from "./news";
import type { Page, Promised, Standing } from "./promise";
import { drawRecord, type Kept } from "./record";

const SECOND_MS = 1000;
const STEP = 50;
const ALIVE: readonly Standing[] = ["held", "confirmed", "at_risk", "not_kept", "broken"];

export class MyPromises {
  private readonly root = byId("mine");
  private readonly list = byId("mine-list");
  private readonly remark = byId("mine-remark");
  private readonly more = byId<HTMLButtonElement>("more");
  private readonly owner = document.querySelector<HTMLSelectElement>("#owner");
  private readonly chips = [...document.querySelectorAll<HTMLButtonElement>("#mine .chip")];
  private readonly addresses = this.root.dataset;
  private readonly doing = new Decisions(this.addresses, () => void this.refresh());
  private readonly news = new News(this.addresses);
  private standing: Standing | "" = "";
  private size = STEP;
  private cards: Card[] = [];
  private asking: AbortController | undefined;

  constructor() {
    for (const chip of this.chips) chip.addEventListener("click", () => { this.choose(chip); });
    this.owner?.addEventListener("change", () => { this.again(); void this.readRecord(); });
    this.more.addEventListener("click", () => { this.size += STEP; void this.refresh(); });
    for (const event of ["lockstep:plan", "lockstep:revision"] as const) document.addEventListener(event, () => void this.refresh());
    setInterval(() => { this.tick(); }, SECOND_MS);
    void this.refresh();
    void this.readRecord();
  }

  private choose(chip: HTMLButtonElement): void {
    this.standing = (chip.dataset["standing"] ?? "") as Standing | "";
    for (const each of this.chips) each.setAttribute("aria-pressed", String(each === chip));
    this.again();
  }

  private again(): void {
    this.size = STEP;
    this.list.setAttribute("aria-busy", "true");
    void this.refresh();
  }

  private query(): URLSearchParams {
    const asked = new URLSearchParams({ site: this.addresses["site"] ?? "" });
    const owner = this.owner ? this.owner.value : "mine";
    if (owner === "mine") asked.set("mine", "true");
    else if (owner) asked.set("made_by", owner);
    return asked;
  }

  private async refresh(): Promise<void> {
    this.asking?.abort();
    const { signal } = this.asking = new AbortController();
    const of = this.query().toString();
    const asked = this.query();
    for (const standing of this.standing ? [this.standing] : ALIVE) asked.append("standing", standing);
    asked.set("sort", "urgency,promised_date");
    asked.set("limit", String(this.size));
    try {
      const list = this.addresses["list"] ?? "";
      const [page, counted] = await Promise.all([
        ask<Page<Promised>>(`${list}?${asked.toString()}`, { signal }),
        ask<{ standings: Record<Standing, number> }>(`${this.addresses["summary"] ?? ""}?${of}`, { signal }),
        this.news.refresh(),
      ]);
      if (signal.aborted) return;
      this.say("");
      this.count(counted.standings);
      this.draw(page);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      this.list.querySelector(".loading")?.remove();
      this.say(t("The promises could not be read; what is shown may be old. {reason}", { reason: reasonOf(error) }));
    }
    this.list.setAttribute("aria-busy", "false");
  }

  private say(words: string): void {
    this.remark.textContent = words;
    this.remark.hidden = words === "";
  }

  private count(standings: Readonly<Record<Standing, number>>): void {
    for (const chip of this.chips) {
      const standing = chip.dataset["standing"] as Standing | "";
      const count = standing ? standings[standing] : ALIVE.reduce((sum, each) => sum + standings[each], 0);
      const place = chip.querySelector(".count");
      if (place) place.textContent = number(count);
    }
  }

  /** A card that says the same, or in which something is being written, stays as it is. */
  private draw(page: Page<Promised>): void {
    const before = new Map(this.cards.map((card) => [card.one.id, card]));
    const owner = this.owner ? this.owner.value : "mine";
    const shown: Shown = {
      mayPromise: "mayPromise" in this.addresses, currency: this.addresses["currency"] ?? "", ordersAt: this.addresses["orders"] ?? "", lateAt: this.addresses["late"] ?? "", showsOwner: owner !== "mine",
    };
    this.cards = page.results.map((one) => {
      const card = before.get(one.id);
      const isSame = card && (card.isBusy || sayingOf(card.one) === sayingOf(one));
      return isSame ? card : new Card(one, this.doing, shown);
    });
    const elements = this.cards.map(({ element }) => element);
    const rows = elements.length > 0 ? elements : [this.empty()];
    const isSame = rows.length === this.list.children.length && rows.every((row, place) => this.list.children[place] === row);
    if (!isSame) this.list.replaceChildren(...rows);
    this.more.hidden = page.count <= page.results.length;
    this.tick();
  }

  private empty(): HTMLElement {
    const words = this.standing ? t("No promise stands like that.") : t("No promise is alive. Hold or order a date on the Promise page and it is shown here.");
    return make("li", "empty", make("h2", "", t("No promises")), make("p", "", words));
  }

  private tick(): void {
    const now = Date.now();
    const ended = this.cards.filter((card) => card.tick(now) && card.one.standing === "held" && !card.element.dataset["ended"]);
    for (const { element, one } of ended) {
      element.dataset["ended"] = "true";
      announce(t("{order} is not held any more.", { order: one.order }));
    }
    if (ended.length > 0) void this.refresh();
  }

  private async readRecord(): Promise<void> {
    const asked = this.query();
    try {
      drawRecord(await ask<Kept>(`${this.addresses["reliability"] ?? ""}?${asked.toString()}`));
    } catch (error) {
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      byId("record").hidden = true; // a figure that could not be read is not shown
    }
  }
}

function sayingOf(one: Promised): string {
  return JSON.stringify(one);
}
