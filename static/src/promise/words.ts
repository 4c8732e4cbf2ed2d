/** The text for the customer, in the customer's language: that is remembered for each of them. */

import { byId } from "../master-schedule/dom";
import { frame } from "../shell/frame";
import { copyText } from "./copy";

export type Texts = Readonly<Record<string, string>>;

export class Words {
  private readonly place = byId("copy-words");
  private readonly language = byId<HTMLSelectElement>("copy-language");
  private texts: Texts | undefined;
  private customer = "";

  constructor() {
    this.language.addEventListener("change", () => {
      localStorage.setItem(this.memory(), this.language.value);
      this.draw();
    });
  }

  private memory(): string {
    return `promise-language:${this.customer}`;
  }

  get isEmpty(): boolean {
    return this.place.textContent === "";
  }

  show(texts: Texts | undefined, customer: string): void {
    this.texts = texts;
    this.customer = customer;
    this.language.value = languageOf(customer);
    this.draw();
  }

  copy(): void {
    copyText(this.place);
  }

  private draw(): void {
    this.place.textContent = this.texts?.[this.language.value] ?? "";
    this.place.lang = this.language.value;
    byId("copy-card").hidden = this.texts === undefined;
  }
}

/** The language in which a customer is written to: the last that was chosen, at first that of the page. */
export function languageOf(customer: string): string {
  // The frame names it as HTML does: zh-Hans.
  return localStorage.getItem(`promise-language:${customer}`) ?? frame.language.toLowerCase();
}
