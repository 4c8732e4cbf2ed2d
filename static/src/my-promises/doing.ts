/** The decisions of the page, sent to the API once each. */

import { longDay } from "../master-schedule/dates";
import { byId, make } from "../master-schedule/dom";
import { copyText } from "../promise/copy";
import { Once } from "../promise/once";
import { reasonOf } from "../promise/refusal";
import { languageOf, type Texts } from "../promise/words";
import { ask, Refused, Unreachable } from "../shell/api";
import { t, tn } from "../shell/i18n";
import { toast } from "../shell/toast";
import type { Doing } from "./card";
import type { Option, Promised } from "./promise";

interface Foretold { readonly impact: { readonly planned_date: string | null; readonly moved: readonly { readonly breaks: boolean }[]; readonly others_moved: number; readonly others_broken: number } | null }

export class Decisions implements Doing {
  private readonly once = new Once();

  constructor(private readonly addresses: DOMStringMap, private readonly changed: () => void) {}

  confirm(one: Promised): Promise<string> {
    return this.send(this.addresses["confirm"] ?? "", { promises: [one.id] }, t("Confirmed."));
  }

  holdOn(one: Promised): Promise<string> {
    return this.send(this.of(one, "hold-on"), { minutes: 30 }, t("Held for 30 minutes from now."));
  }

  takeBack(one: Promised, why: string): Promise<string> {
    return this.send(this.addresses["cancel"] ?? "", { promises: [one.id], why }, t("Taken back: it can be promised to others."));
  }

  async copy(one: Promised): Promise<string> {
    const place = byId("mine").appendChild(make("p", "unseen"));
    try {
      const { orders } = await ask<{ orders: { texts: Texts }[] }>(`${this.addresses["texts"] ?? ""}?site=${encodeURIComponent(one.site)}&ids=${String(one.id)}`);
      const texts = orders.find((order) => JSON.stringify(order).includes(`"id":${String(one.id)}`))?.texts ?? {};
      const language = languageOf(one.customer);
      place.textContent = (texts as Record<string, string>)[language] ?? "";
      place.lang = language;
      copyText(place);
      return "";
    } catch (error) {
      return wordsOf(error);
    } finally {
      place.remove();
    }
  }

  async options(one: Promised): Promise<readonly Option[] | string> {
    try {
      return (await ask<{ options: Option[] }>(this.of(one, "options"))).options;
    } catch (error) {
      return wordsOf(error);
    }
  }

  take(one: Promised, option: Option, why: string): Promise<string> {
    const { way, date, quantity, rest_date: rest, site } = option;
    if (way === "later") return this.send(this.of(one, "agree"), { date, why }, t("Promised for {day}. Tell the customer.", { day: longDay(date ?? "") }));
    if (way === "part") return this.send(this.of(one, "part"), { quantity, date, rest_date: rest, why }, t("The part has a promise of its own. Tell the customer."));
    if (way === "other_site") return this.send(this.of(one, "move"), { site, date, why }, t("Promised from {site}. Tell the customer.", { site }));
    return this.askPriority(one, why);
  }

  async foretell(one: Promised): Promise<string> {
    try {
      const { impact } = await ask<Foretold>(this.addresses["preview"] ?? "", { method: "POST", body: { order_line: one.order_line, priority: 1 } });
      if (!impact) return t("It would be held up, or there is no plan.");
      const moved = impact.moved.length + impact.others_moved;
      const broken = impact.moved.filter(({ breaks }) => breaks).length + impact.others_broken;
      const planned = impact.planned_date ? longDay(impact.planned_date) : t("no day within the horizon");
      return [
        t("It would be planned for {day}.", { day: planned }),
        tn("{count} other line would move.", "{count} other lines would move.", moved),
        tn("{count} promise would break.", "{count} promises would break.", broken),
      ].join(" ");
    } catch (error) {
      return wordsOf(error);
    }
  }

  /** Priority is a field of the line: the rules of changes say whether it is done or waits for approval. */
  private async askPriority(one: Promised, why: string): Promise<string> {
    try {
      const address = this.addresses["lines"] ?? "";
      const line = await ask<{ version: number }>(`${address}${String(one.order_line)}/`);
      const body = [{ id: one.order_line, version: line.version, priority: 1, why }];
      await ask(address, { method: "PATCH", body });
      toast(t("Asked for: it is done, or waits for approval."));
      this.changed();
      return "";
    } catch (error) {
      return wordsOf(error);
    }
  }

  private async send(address: string, body: unknown, done: string): Promise<string> {
    try {
      await this.once.post(address, body);
    } catch (error) {
      if (error instanceof Refused && error.status === 409) this.changed();
      return wordsOf(error);
    }
    toast(done);
    this.changed();
    return "";
  }

  private of(one: Promised, verb: string): string {
    return `${this.addresses["list"] ?? ""}${String(one.id)}/${verb}/`;
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
  return reasonOf(error);
}
