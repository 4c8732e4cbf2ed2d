/** One order that is held, was held, or has been ordered from this page. */

import { dayMonth, longDay } from "../master-schedule/dates";
import { make, pill } from "../master-schedule/dom";
import { frame } from "../shell/frame";
import { number, t } from "../shell/i18n";
import { copyText } from "./copy";
import { leftWords } from "./countdown";
import { languageOf, type Texts } from "./words";

export interface HeldLine {
  readonly id: number;
  readonly item: string;
  readonly name: string;
  readonly unit: string;
  readonly quantity: number;
  readonly date: string;
  readonly requested_date: string;
  readonly overtime_minutes: number;
}
export interface HeldOrder {
  readonly number: string;
  readonly address: string;
  readonly customer: { readonly code: string; readonly name: string };
  readonly site: { readonly code: string; readonly name: string };
  readonly state: "held" | "confirmed" | "shipped" | "cancelled" | "expired";
  readonly seconds_left: number;
  readonly ends: string;
  readonly ends_on: string | null;
  readonly lines: readonly HeldLine[];
  readonly texts: Texts;
}
/** What one can do with a card; each answers with a reason where it was refused, else with "". */
export interface Doing {
  confirm(order: HeldOrder, number: string): Promise<string>;
  letGo(order: HeldOrder): Promise<string>;
  askAgain(order: HeldOrder): void;
  dismiss(order: HeldOrder): void;
}

const STATUS = { held: "not_planned", confirmed: "on_time", shipped: "on_time", cancelled: "not_planned", expired: "late" } as const;

export class HeldCard {
  readonly element = make("li", "card held-card");
  private readonly left = make("span", "left");
  private readonly trouble = make("p", "error");
  private readonly number = make("input");
  private over = false;

  constructor(readonly order: HeldOrder, private readonly doing: Doing) {
    this.trouble.setAttribute("role", "alert");
    this.left.setAttribute("role", "timer");
    this.element.dataset["order"] = order.number;
    this.element.dataset["state"] = order.state;
    const title = make("h3", "", [order.number, order.customer.name || order.customer.code, ...(order.site.code === frame.site ? [] : [t("from {site}", { site: order.site.name })])].join(" · "));
    title.tabIndex = -1;
    this.element.append(title, this.standing(), this.lines(), this.trouble, order.state === "held" ? this.decide() : this.after());
  }

  focus(): void {
    this.element.scrollIntoView({ block: "nearest" });
    this.element.querySelector("h3")?.focus({ preventScroll: true });
  }

  /** Say how long it is still held. Returns whether the time is over. */
  tick(seconds: number): boolean {
    if (this.order.state !== "held") return false;
    this.left.textContent = t("{time} left", { time: leftWords(seconds) });
    if (seconds > 0 || this.over) return this.over;
    this.over = true;
    for (const button of this.element.querySelectorAll<HTMLButtonElement>(".decide button")) button.disabled = true;
    return true;
  }

  /** Confirm it, under the number that is typed in the card. What is in the way is said there. */
  async confirm(): Promise<void> {
    await this.run(() => this.doing.confirm(this.order, this.number.value.trim()));
    if (this.trouble.textContent !== "") this.focus();
  }

  private standing(): HTMLElement {
    const { state, ends, ends_on: day } = this.order;
    if (state !== "held") return make("p", "chips", pill(STATUS[state], stateWords(state)));
    return make("p", "chips", pill(STATUS.held, t("Held until {day}, {time}", { day: dayMonth(day ?? ""), time: ends })), this.left);
  }

  private lines(): HTMLElement {
    const list = make("ul", "held-lines");
    for (const { quantity, unit, item, name, date, overtime_minutes: overtime } of this.order.lines) {
      const what = { quantity, unit, item: name ? `${item} ${name}` : item, date: longDay(date) };
      list.append(make("li", "", t("{quantity} {unit} {item} on {date}", what), overtime > 0 && make("small", "", t("with {hours} h of overtime", { hours: number(overtime / 60, { maximumFractionDigits: 1 }) }))));
    }
    return list;
  }

  private decide(): HTMLElement {
    const id = `number-${this.order.number}`;
    Object.assign(this.number, { id, maxLength: 64, autocomplete: "off", spellcheck: false });
    const label = make("label", "", t("Customer’s order number (optional)"));
    label.htmlFor = id;
    const confirm = button(t("Confirm"), "button primary", () => this.confirm());
    const letGo = button(t("Let go"), "button", () => this.run(() => this.doing.letGo(this.order)));
    return make("div", "decide", make("div", "field", label, this.number), make("div", "held-actions", confirm, this.copyButton(), letGo));
  }

  private after(): HTMLElement {
    const made = make("div", "held-actions");
    if (this.order.state === "confirmed") {
      const link = make("a", "button", t("Open the order"));
      link.href = this.order.address;
      made.append(link, this.copyButton());
    } else made.append(button(t("Ask again"), "button", () => { this.doing.askAgain(this.order); }));
    made.append(button(t("Close"), "button", () => { this.doing.dismiss(this.order); }));
    return made;
  }

  private copyButton(): HTMLElement {
    const words = make("p", "unseen copy-words");
    const copy = button(t("Copy text"), "button", () => {
      const language = languageOf(this.order.customer.code);
      words.textContent = this.order.texts[language] ?? "";
      words.lang = language;
      copyText(words);
      words.textContent = "";
    });
    return make("span", "copying", copy, words);
  }

  private async run(decide: () => Promise<string>): Promise<void> {
    const buttons = this.element.querySelectorAll<HTMLButtonElement>(".decide button");
    buttons.forEach((one) => { one.disabled = true; });
    this.trouble.textContent = await decide();
    buttons.forEach((one) => { one.disabled = this.over; });
  }
}

function stateWords(state: HeldOrder["state"]): string {
  if (state === "expired") return t("The time is over: not held any more");
  return state === "cancelled" ? t("Let go") : t("Ordered");
}

function button(words: string, classes: string, run: () => unknown): HTMLButtonElement {
  const made = make("button", classes, words);
  made.type = "button";
  made.addEventListener("click", run);
  return made;
}
