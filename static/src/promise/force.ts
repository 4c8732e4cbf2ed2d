/** What it would do to others if the wanted date had to be kept: seen before anything is saved. */

import { dayMonth } from "../master-schedule/dates";
import { byId, make } from "../master-schedule/dom";
import { drawn, type Impact, whyNone } from "../orders/impact";
import { ask, Refused, Unreachable } from "../shell/api";
import { t } from "../shell/i18n";
import { announce } from "../shell/toast";
import { type Answered, isLate } from "./answer";

/** A worker plans the site with the order: the server waits that long for it. */
const ASK_WITHIN_MS = 30_000;

interface Foretold { readonly ways: readonly { readonly impact: Impact | null }[] }

export class Force {
  private readonly card = byId("force");
  private asking: AbortController | undefined;

  constructor(private readonly addresses: DOMStringMap, private readonly customerMissing: (reason: string) => void) {}

  hide(): void {
    this.asking?.abort();
    this.card.hidden = true;
  }

  /** Offer to look at it, where the answer is later than the wanted date. */
  show(answer: Answered): void {
    this.hide();
    const { wanted_date: wanted } = answer;
    if (wanted === null || !isLate(answer) || answer.state === "beyond_horizon") return;
    const button = make("button", "button", t("Show who would slip"));
    button.type = "button";
    button.addEventListener("click", () => void this.ask(answer, button));
    this.card.replaceChildren(make("h2", "", t("If it must be on {date}", { date: dayMonth(wanted) })), make("p", "hint", t("Which other orders would be later, and by how much. Nothing is saved.")), button);
    this.card.hidden = false;
  }

  private async ask(answer: Answered, button: HTMLButtonElement): Promise<void> {
    if (!answer.customer) {
      this.customerMissing(t("Choose a customer: an order is for somebody."));
      return;
    }
    const asking = new AbortController();
    this.asking = asking;
    button.disabled = true;
    button.textContent = t("Planning it in…");
    const body = {
      site: this.addresses["site"], item: answer.item.code, customer: answer.customer.code, quantity: answer.quantity, requested_date: answer.wanted_date, squeeze_only: true,
    };
    try {
      const { ways: [way] } = await ask<Foretold>(this.addresses["previewRush"] ?? "", { method: "POST", body, signal: asking.signal, timeoutMs: ASK_WITHIN_MS });
      if (!asking.signal.aborted && way?.impact) this.draw(answer, way.impact, button);
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
      this.say(button, make("p", "error", whyNone(error)));
      button.disabled = false;
      button.textContent = t("Show who would slip");
    }
  }

  private draw(answer: Answered, impact: Impact, button: HTMLButtonElement): void {
    const link = make("a", "button", t("Go on to the rush order"));
    link.href = document.querySelector<HTMLAnchorElement>("#as-rush")?.href ?? "";
    const verdict = verdictOf(answer, impact.planned_date);
    const shown = make("div", "impact", ...(verdict === "" ? [] : [make("p", "error", verdict)]), ...drawn(impact, { heading: "h3" }));
    shown.tabIndex = -1;
    this.say(button, shown, link);
    button.remove();
    shown.focus({ preventScroll: true });
    announce(shown.querySelector("h3")?.textContent ?? "");
  }

  private say(after: HTMLElement, ...made: HTMLElement[]): void {
    this.card.querySelector(".error")?.remove();
    after.after(...made);
  }
}

/** What forcing brings, where it does not bring the wanted date; empty where it does. */
export function verdictOf({ wanted_date: wanted, delivery_date: quoted }: Pick<Answered, "wanted_date" | "delivery_date">, planned: string | null): string {
  if (wanted === null || (planned !== null && planned <= wanted)) return "";
  const words = { wanted: dayMonth(wanted), quoted: quoted === null ? "" : dayMonth(quoted) };
  if (quoted !== null && (planned === null || planned >= quoted)) return t("Not on {wanted}, even so: forcing it gains nothing. {quoted} is possible without it.", words);
  return t("Not on {wanted}, even so.", words);
}
