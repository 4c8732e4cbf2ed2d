import { element } from "../view/stage";

/** Speaks edits and refusals. The same sentence twice in a row must still be spoken twice. */
export class Live {
  private readonly root = element("div", "lg-hidden");
  private odd = false;

  constructor(host: HTMLElement) {
    this.root.setAttribute("role", "status");
    this.root.setAttribute("aria-live", "polite");
    host.append(this.root);
  }

  say(text: string): void {
    this.odd = !this.odd;
    this.root.textContent = this.odd ? text : `${text}\u00a0`;
  }
}
