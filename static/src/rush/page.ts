/** The rush page: a form, three ways side by side, and the one that is chosen. Nothing is entered before that. */

import { attachCalendar, readDay } from "../calendar/field";
import { attachChoice } from "../choice/choice";
import { parseNumber } from "../grid/model/number";
import { byId, make } from "../master-schedule/dom";
import { ask, Refused } from "../shell/api";
import { t } from "../shell/i18n";
import { markReady } from "../shell/ready";
import { announce } from "../shell/toast";
import { type Answer, titleOf, type Way } from "./answer";
import { type Known, type Wishes, wayCard } from "./cards";
import { ChosenForm } from "./chosen";

const FIELDS = ["item", "quantity", "requested_date", "customer"] as const;
/** From `?…=` of a link to this page. */
const LINKED: Readonly<Record<string, Field>> = { item: "item", quantity: "quantity", wanted: "requested_date", customer: "customer" };

/** Up to six plans: the server waits that long for its worker. */
const ASK_WITHIN_MS = 30_000;

type Field = (typeof FIELDS)[number];
type Order = Readonly<Record<string, unknown>> & { readonly requested_date: string };
interface Problem { readonly detail?: string; readonly errors?: Readonly<Record<string, unknown>> }

export class RushPage {
  private readonly outcome = byId("outcome");
  private readonly today: string;
  private readonly known: Known = new Map();
  private asking: AbortController | undefined;

  constructor(private readonly form: HTMLFormElement) {
    this.today = form.dataset["today"] ?? "";
    const asked = new URLSearchParams(location.search);
    for (const [name, field] of Object.entries(LINKED)) this.field(field).value = asked.get(name) ?? "";
    attachChoice(this.field("customer"));
    attachCalendar(this.field("requested_date"), byId<HTMLButtonElement>("pick-date"), this.today);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.ask();
    });
    form.addEventListener("input", () => { this.outdated(t("What you see answers the question before. Ask again.")); });
    document.addEventListener("lockstep:plan", () => { this.outdated(t("There is a new plan since. Ask again to compare with it.")); });
    document.addEventListener("lockstep:rush-entered", () => { this.outcome.querySelector(".ways-grid")?.remove(); });
    markReady();
  }

  private field(name: Field): HTMLInputElement {
    return byId<HTMLInputElement>(name);
  }

  private complain(name: Field, reason: string): void {
    const place = byId(`${name}-error`);
    place.textContent = reason;
    place.hidden = reason === "";
    if (reason) this.field(name).setAttribute("aria-invalid", "true");
    else this.field(name).removeAttribute("aria-invalid");
  }

  /** What is typed, as the server reads it; undefined where it can't be read, which is said at the field. */
  private order(): Order | undefined {
    const quantity = parseNumber(this.field("quantity").value, {}, { current: null, t });
    const day = readDay(this.field("requested_date").value, this.today, this.today);
    const missing = t("Enter a value.");
    const reasons: Record<Field, string> = {
      item: this.field("item").value.trim() === "" ? missing : "",
      quantity: quantity.ok ? (quantity.value === null ? missing : "") : quantity.reason,
      requested_date: day.ok ? (day.value === null ? missing : "") : day.reason,
      customer: this.field("customer").value.trim() === "" ? missing : "",
    };
    for (const name of FIELDS) this.complain(name, reasons[name]);
    const wrong = FIELDS.find((name) => reasons[name]);
    if (wrong) this.field(wrong).focus();
    if (wrong || !quantity.ok || !day.ok) return undefined;
    return {
      site: this.form.dataset["site"], item: this.field("item").value.trim(), quantity: quantity.value,
      requested_date: String(day.value), customer: this.field("customer").value.trim(),
    };
  }

  private async ask(wishes?: Wishes): Promise<void> {
    const order = this.order();
    if (!order) return;
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.outcome.setAttribute("aria-busy", "true");
    if (wishes) this.outcome.querySelector(".chosen")?.remove();
    else this.outcome.replaceChildren(make("p", "prompt", t("Planning it without saving it…")));
    announce(t("Planning it without saving it…"));
    try {
      const answer = await ask<Answer>(this.form.dataset["preview"] ?? "", { method: "POST", body: { ...order, ...wishes }, signal: asking.signal, timeoutMs: ASK_WITHIN_MS });
      if (this.asking === asking) this.show(answer, order, wishes !== undefined);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.sorry(error);
    }
    this.outcome.removeAttribute("aria-busy");
  }

  private show(answer: Answer, order: Order, isAgain: boolean): void {
    const grid = make("div", "ways-grid");
    const choose = (way: Way): void => { this.choose(way, answer, order); };
    const again = (wishes: Wishes): void => { void this.ask(wishes); };
    if (!isAgain) this.known.clear();
    const around = { answer, wanted: order.requested_date, known: this.known, choose, again };
    grid.append(...answer.ways.map((way) => wayCard(way, around)));
    this.outcome.replaceChildren(make("h2", "unseen", t("Three ways")), grid);
    announce(t("Three ways are shown."));
    const first = grid.querySelector<HTMLElement>(isAgain ? "[data-kind=move] h3" : "h3");
    if (first) {
      first.tabIndex = -1;
      first.focus();
    }
  }

  private choose(way: Way, answer: Answer, order: Order): void {
    this.outcome.querySelector(".chosen")?.remove();
    for (const button of this.outcome.querySelectorAll<HTMLElement>(".choose")) {
      button.setAttribute("aria-pressed", String(button.closest<HTMLElement>(".way-card")?.dataset["kind"] === way.kind));
    }
    const form = new ChosenForm(this.form.dataset["enter"] ?? "", { way, order: { ...order, days: answer.days }, lines: answer.lines });
    this.outcome.append(form.element);
    announce(t("Chosen: {way}", { way: titleOf(way.kind) }));
    form.focus();
  }

  /** Say why there is no answer, at its field where it is about one. */
  private sorry(error: unknown): void {
    const [said, reasons] = whyNot(error);
    for (const name of FIELDS) this.complain(name, reasons[name] ?? "");
    const words = make("p", "error", said);
    words.setAttribute("role", "alert");
    this.outcome.replaceChildren(words);
    const first = FIELDS.find((name) => reasons[name]);
    if (first) this.field(first).focus();
  }

  /** What is shown is about something else: it stays to be read, and can't be chosen. */
  private outdated(words: string): void {
    const grid = this.outcome.querySelector(".ways-grid");
    if (!grid || this.outcome.querySelector(".impact-old")) return;
    this.outcome.querySelector(".chosen")?.remove();
    for (const button of grid.querySelectorAll<HTMLButtonElement>(".choose")) button.disabled = true;
    const said = make("p", "impact-old", words);
    said.setAttribute("role", "status");
    this.outcome.prepend(said);
  }
}

/** What a refusal says, and what it says of each field. A 404 is about the customer: the site is the page's. */
function whyNot(error: unknown): [string, Partial<Record<Field, string>>] {
  if (!(error instanceof Refused)) return [t("The server can't be reached. Nothing was changed."), {}];
  if (error.status === 404) {
    const words = t("There is no such customer, or not one of yours.");
    return [words, { customer: words }];
  }
  const { detail, errors } = (error.body ?? {}) as Problem;
  const told = FIELDS.filter((name) => errors?.[name] !== undefined).map((name) => [name, [errors?.[name]].flat().join(" ")]);
  return [detail ?? t("There is no answer at the moment."), Object.fromEntries(told) as Partial<Record<Field, string>>];
}
