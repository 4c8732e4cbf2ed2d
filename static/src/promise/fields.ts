/** The fields of the question: read, filled from a link, and marked where they can't be read. */

import { byId } from "../master-schedule/dom";
import type { Question, Typed } from "./question";

export type Field = keyof Typed;
const FIELDS = ["item", "quantity", "wanted", "customer"] as const;
/** Before the code of the site: for whom dates were last asked. */
const LAST_CUSTOMER = "promise-customer:";

export class Fields {
  /** The field of the customer is there only for who may promise. */
  private readonly inputs = new Map<Field, HTMLInputElement>(
    FIELDS.flatMap((name) => [...document.querySelectorAll<HTMLInputElement>(`#${name}`)].map((input) => [name, input] as const)),
  );

  constructor(private readonly site: string) {
    this.recall();
    this.takeAlong();
  }

  has(name: Field): boolean {
    return this.inputs.has(name);
  }

  focus(name: Field): void {
    this.inputs.get(name)?.focus();
  }

  typed(): Typed {
    const value = (name: Field): string => this.inputs.get(name)?.value ?? "";
    return { item: value("item"), quantity: value("quantity"), wanted: value("wanted"), customer: value("customer") };
  }

  fill(values: Partial<Typed>): void {
    for (const [name, input] of this.inputs) input.value = values[name] ?? input.value;
  }

  /** A promise can be linked to: `?item=&quantity=&wanted=&customer=`. The last customer is remembered while still one to choose. */
  private recall(): void {
    this.fill(Object.fromEntries(new URLSearchParams(location.search)));
    const customer = this.inputs.get("customer");
    const last = localStorage.getItem(LAST_CUSTOMER + this.site);
    if (customer?.value === "" && [...(customer.list?.options ?? [])].some(({ value }) => value === last)) customer.value = last ?? "";
  }

  remember(customer: string): void {
    localStorage.setItem(LAST_CUSTOMER + this.site, customer);
  }

  /** The link to the rush page takes along what is typed. */
  takeAlong(): void {
    const link = document.querySelector<HTMLAnchorElement>("#as-rush");
    if (link) link.search = new URLSearchParams({ ...this.typed() }).toString();
  }

  markWrong(question: Question): void {
    for (const name of FIELDS) this.complain(name, question.state === "wrong" && question.field === name ? question.reason : "");
  }

  complain(name: Field, reason: string): void {
    const input = this.inputs.get(name);
    if (!input) return;
    const place = byId(`${name}-error`);
    place.textContent = reason;
    place.hidden = reason === "";
    if (reason) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}
