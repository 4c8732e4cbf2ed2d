/** What the person holds, below the form: each order with its countdown; what ended while one looks stays until closed. */

import { byId } from "../master-schedule/dom";
import { ask, Refused, Unreachable } from "../shell/api";
import { t } from "../shell/i18n";
import { announce } from "../shell/toast";
import { isToldBetween } from "./countdown";
import { type Doing, HeldCard, type HeldOrder } from "./held-card";
import { Once } from "./once";
import { reasonOf } from "./refusal";

const SECOND_MS = 1000;

interface Listed { readonly orders: readonly HeldOrder[] }

export class Held implements Doing {
  private readonly section = byId("held");
  private readonly list = byId("held-list");
  private readonly remark = byId("held-remark");
  private readonly once = new Once();
  /** Promises that this page has shown: it goes on to say what became of them. */
  private readonly known = new Set<number>();
  private cards: HeldCard[] = [];
  private readonly button = byId<HTMLButtonElement>("confirm-held");
  private last: readonly number[] = [];
  private lastCard: HeldCard | undefined;
  private isOffered = false;
  private heardAt = 0;
  private lookedAt = 0;
  private asking: AbortController | undefined;

  constructor(private readonly addresses: DOMStringMap, private readonly again: (order: HeldOrder) => void) {
    setInterval(() => { this.tick(); }, SECOND_MS);
    for (const news of ["lockstep:plan", "lockstep:revision"] as const) document.addEventListener(news, () => void this.refresh());
    this.button.addEventListener("click", () => void this.lastCard?.confirm());
    void this.refresh();
  }

  /** Offer to confirm, beside the other actions, what was held last: on a phone its card is far below. */
  offerConfirm(isOn: boolean): void {
    this.isOffered = isOn;
    this.drawConfirm();
  }

  private drawConfirm(): void {
    const last = this.isOffered ? this.cards.find(({ order }) => order.state === "held" && order.lines.some(({ id }) => this.last.includes(id))) : undefined;
    this.lastCard = last;
    this.button.hidden = last === undefined;
    this.button.textContent = last ? t("Confirm {order}", { order: last.order.number }) : "";
    for (const id of ["hold", "order-now"]) byId(id).hidden = last !== undefined;
  }

  /** Show what was just held or ordered, and go there. */
  async add(ids: readonly number[]): Promise<void> {
    this.last = ids;
    ids.forEach((id) => this.known.add(id));
    await this.refresh();
    this.cards.find(({ order }) => order.lines.some(({ id }) => ids.includes(id)))?.focus();
  }

  async confirm(order: HeldOrder, number: string): Promise<string> {
    return this.decide(this.addresses["confirm"] ?? "", { ...idsOf(order), number }, order, t("Ordered."));
  }

  async letGo(order: HeldOrder): Promise<string> {
    return this.decide(this.addresses["cancel"] ?? "", { ...idsOf(order), why: t("Let go on the promise page") }, order, t("Let go: it can be promised to others again."));
  }

  askAgain(order: HeldOrder): void {
    this.again(order);
  }

  dismiss(order: HeldOrder): void {
    order.lines.forEach(({ id }) => this.known.delete(id));
    void this.refresh();
  }

  private async decide(address: string, body: unknown, order: HeldOrder, done: string): Promise<string> {
    try {
      await this.once.post(address, body);
    } catch (error) {
      if (error instanceof Refused && error.status === 409) void this.refresh();
      return reasonOf(error);
    }
    announce(done); // the card, where the focus goes, shows it too
    await this.add(order.lines.map(({ id }) => id));
    return "";
  }

  private async refresh(): Promise<void> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    try {
      const ids = [...this.known].slice(-100).join(",");
      const { orders } = await ask<Listed>(`${this.addresses["held"] ?? ""}&ids=${ids}`, { signal: asking.signal });
      if (asking.signal.aborted) return;
      this.heardAt = Date.now();
      this.lookedAt = this.heardAt;
      this.say("");
      this.draw(orders);
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      this.say(t("What you hold could not be read. {reason}", { reason: reasonOf(error) }));
    }
  }

  private say(words: string): void {
    this.remark.textContent = words;
    this.remark.hidden = words === "";
    if (words) this.section.hidden = false;
  }

  /** A card that says the same stays: the focus, and a number that is being typed in it, stay with it. */
  private draw(orders: readonly HeldOrder[]): void {
    const before = new Map(this.cards.map((card) => [sayingOf(card.order), card]));
    this.cards = orders.map((order) => {
      order.lines.forEach(({ id }) => this.known.add(id));
      const card = before.get(sayingOf(order));
      if (!card) return new HeldCard(order, this);
      Object.assign(card.order, { seconds_left: order.seconds_left });
      return card;
    });
    const elements = this.cards.map(({ element }) => element);
    const isSame = elements.length === this.list.children.length && elements.every((one, place) => this.list.children[place] === one);
    if (!isSame) this.list.replaceChildren(...elements);
    this.section.hidden = orders.length === 0;
    this.drawConfirm();
    this.tick();
  }

  private tick(): void {
    const now = Date.now();
    const ended = this.cards.filter((card) => this.tickOne(card, now));
    this.lookedAt = now;
    if (ended.length > 0) void this.refresh();
  }

  private tickOne(card: HeldCard, now: number): boolean {
    const { order } = card;
    const left = (at: number): number => order.seconds_left - (at - this.heardAt) / SECOND_MS;
    const isOver = card.tick(left(now));
    if (order.state !== "held") return false;
    if (isToldBetween(left(this.lookedAt), left(now))) announce(t("{order} is not held much longer.", { order: order.number }));
    if (!isOver || left(this.lookedAt) <= 0) return false;
    announce(t("{order} is not held any more.", { order: order.number }));
    return true;
  }
}

function idsOf(order: HeldOrder): { promises: number[] } {
  return { promises: order.lines.map(({ id }) => id) };
}

function sayingOf(order: HeldOrder): string {
  return JSON.stringify({ ...order, seconds_left: 0 });
}
