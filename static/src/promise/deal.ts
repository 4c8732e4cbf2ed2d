/** Hold or order the way that is chosen. What was typed stays, whatever is answered. */

import { attachCalendar, readDay } from "../calendar/field";
import { dayMonth } from "../master-schedule/dates";
import { byId } from "../master-schedule/dom";
import { Refused, Unreachable } from "../shell/api";
import { t } from "../shell/i18n";
import type { Answered, Way } from "./answer";
import { deliveriesText } from "./card";
import { todayIn } from "./countdown";
import { Once } from "./once";
import { reasonOf, saidOf } from "./refusal";

/** What is dealt with: an answer that is the one to what stands in the fields, and its way. */
export interface Offer extends Dealt { readonly answer: Answered; readonly way: Way }
/** What is held or ordered: for whom, from which site, and the lines as the API takes them. */
export interface Dealt { readonly customer: { readonly code: string } | null; readonly site: string; readonly lines: readonly unknown[] }
export interface Around<D extends Dealt> {
  offer(): D | null;
  /** Say something at the field of the customer. */
  customerMissing(reason: string): void;
  done(ids: readonly number[], isOrdered: boolean): void;
  /** Somebody took it: ask again, and compare with what was offered. */
  taken(offer: D, error: Refused): void;
  failed(reason: string): void;
}
interface Made { readonly promises: readonly { readonly id: number }[] }
interface Until { readonly minutes: number | null; readonly until?: string }

export class Deal<D extends Dealt> {
  private readonly hold = byId<HTMLButtonElement>("hold");
  private readonly order = byId<HTMLButtonElement>("order-now");
  private readonly length = byId<HTMLSelectElement>("hold-for");
  private readonly last = byId<HTMLInputElement>("hold-until");
  private readonly number = byId<HTMLInputElement>("order-number");
  private readonly once = new Once();
  private busy = false;

  constructor(private readonly addresses: DOMStringMap, private readonly around: Around<D>) {
    attachCalendar(this.last, byId<HTMLButtonElement>("pick-until"), this.today());
    this.length.addEventListener("change", () => {
      byId("hold-until-field").hidden = this.length.value !== "day";
      this.label();
      if (this.length.value === "day") this.last.focus();
    });
    this.last.addEventListener("input", () => { this.label(); });
    this.hold.addEventListener("click", () => void this.run(false));
    this.order.addEventListener("click", () => void this.run(true));
    this.label();
  }

  /** Whether there is something to hold or to order. */
  enable(isOn: boolean): void {
    byId("terms").hidden = !isOn && this.around.offer() === null;
    this.hold.disabled = this.order.disabled = !isOn || this.busy;
  }

  /** Hold what is offered, as its button does. */
  holdNow(): void {
    void this.run(false);
  }

  private today(): string {
    return todayIn(this.addresses["timeZone"] ?? "UTC", new Date());
  }

  private lastDay(): string {
    const day = readDay(this.last.value, this.today(), this.today());
    return day.ok && typeof day.value === "string" ? day.value : "";
  }

  private label(): void {
    const { value } = this.length;
    this.complain(this.last, "");
    if (value === "today") this.hold.textContent = t("Hold until tonight");
    else if (value !== "day") this.hold.textContent = t("Hold for {n} min", { n: Number(value) });
    else this.hold.textContent = this.lastDay() ? t("Hold until {date}", { date: dayMonth(this.lastDay(), this.today()) }) : t("Hold");
  }

  private complain(field: HTMLInputElement, reason: string): void {
    const place = byId(`${field.id}-error`);
    place.textContent = reason;
    place.hidden = reason === "";
    if (reason) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    if (reason) field.focus();
  }

  /** Until when; undefined where the day can't be read, which is said at its field. */
  private until(): Until | undefined {
    const { value } = this.length;
    if (value === "today") return { minutes: 1, until: this.today() };
    if (value !== "day") return { minutes: Number(value) };
    if (this.lastDay()) return { minutes: 1, until: this.lastDay() };
    const day = readDay(this.last.value, this.today(), this.today());
    this.complain(this.last, day.ok ? t("Enter a date.") : day.reason);
    return undefined;
  }

  private async run(isOrder: boolean): Promise<void> {
    const offer = this.around.offer();
    if (this.busy || !offer) return;
    this.complain(this.number, "");
    const { customer, site, lines } = offer;
    if (!customer) {
      this.around.customerMissing(t("Choose a customer: dates are held for somebody."));
      return;
    }
    const until = isOrder ? { minutes: null } : this.until();
    if (until) await this.send(offer, { site, customer: customer.code, number: this.number.value.trim(), ...until, lines }, isOrder);
  }

  private async send(offer: D, body: unknown, isOrder: boolean): Promise<void> {
    this.busy = true;
    this.enable(false);
    try {
      const { promises } = await this.once.post<Made>(this.addresses["hold"] ?? "", body);
      this.busy = false;
      this.number.value = "";
      this.around.done(promises.map(({ id }) => id), isOrder);
    } catch (error) {
      this.busy = false;
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      this.refused(offer, error);
    }
  }

  private refused(offer: D, error: Unreachable | Refused): void {
    this.enable(true);
    if (error instanceof Refused && error.status === 409) {
      this.around.taken(offer, error);
      return;
    }
    const [number, until, customer] = ["number", "until", "customer"].map((field) => saidOf(error, field));
    if (number) this.complain(this.number, number);
    else if (until && this.length.value === "day") this.complain(this.last, until);
    else if (customer) this.around.customerMissing(customer);
    else this.around.failed(reasonOf(error));
  }
}

/** A way of an answer, as it is held: from where it ships, with overtime where that is the way. */
export function offerOf(answer: Answered, way: Way, site: string): Offer {
  const overtime = way.kind === "overtime";
  const lines = way.deliveries.map(({ quantity, date }) => ({ item: answer.item.code, quantity, requested_date: answer.wanted_date ?? date, date, overtime, ready_date: way.ready_date ?? null }));
  return { answer, way, customer: answer.customer, site: way.kind === "site" ? (way.site?.code ?? site) : site, lines };
}

/** What has changed since somebody took what was offered. */
export function changeWords({ answer, way }: Pick<Offer, "answer" | "way">, now: Answered): string {
  const before = deliveriesText(way.deliveries, answer.item.unit);
  const other = now.ways.find(({ kind }) => kind === way.kind);
  if (!other) return t("Taken meanwhile: {before} is not possible any more. Nothing was held.", { before });
  return t("Taken meanwhile: instead of {before} it is now {after}. Nothing was held.", { before, after: deliveriesText(other.deliveries, now.item.unit) });
}
