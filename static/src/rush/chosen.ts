/** The way that was chosen: the order gets its number and is entered, with what makes room for it. */

import { make } from "../master-schedule/dom";
import { ask, Refused } from "../shell/api";
import { t, tn } from "../shell/i18n";
import { type NamedLine, titleOf, type Way } from "./answer";

const HELD_UP = new Set(["stale", "refused", "invalid", "missing"]);

interface Entered { readonly address: string; readonly moved: number; readonly waiting: number }
interface Problem { readonly detail?: string; readonly errors?: Readonly<Record<string, unknown>> }

/** What is to be entered: the fields of the question, and what the way adds. */
export interface Chosen {
  readonly way: Way;
  readonly order: Readonly<Record<string, unknown>>;
  readonly lines: readonly NamedLine[];
}

export class ChosenForm {
  readonly element = make("form", "card chosen");
  private readonly number = make("input");
  private readonly error = make("p", "error");
  private readonly button = make("button", "button primary", t("Enter the order"));

  constructor(private readonly address: string, private readonly chosen: Chosen) {
    const { way } = chosen;
    Object.assign(this.number, { id: "number", name: "number", autocomplete: "off", maxLength: 64, required: true });
    this.number.setAttribute("aria-describedby", "number-error");
    this.error.id = "number-error";
    this.error.setAttribute("role", "alert");
    const label = make("label", "", t("Order number"));
    label.htmlFor = this.number.id;
    this.element.noValidate = true;
    this.element.append(
      make("h2", "", t("Chosen: {way}", { way: titleOf(way.kind) })), make("p", "hint", this.consequence()),
      make("div", "field", label, this.number, this.error), this.button,
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.enter();
    });
  }

  focus(): void {
    this.element.scrollIntoView({ block: "nearest" });
    this.number.focus();
  }

  /** The lines that move with it; what is held up stays as it is. */
  private get moves(): readonly NamedLine[] {
    return this.chosen.way.kind === "move" ? this.chosen.lines.filter(({ state }) => !HELD_UP.has(state)) : [];
  }

  private consequence(): string {
    const priority = t("The order is entered at priority {priority}.", { priority: this.chosen.way.priority ?? 1 });
    const waiting = this.moves.filter(({ state }) => state === "waiting").length;
    const promised = this.chosen.way.promised_date;
    return [
      priority,
      promised && t("It is promised for {date}.", { date: promised }),
      this.moves.length > 0 && tn("{count} line is wanted later from then on.", "{count} lines are wanted later from then on.", this.moves.length - waiting),
      waiting > 0 && tn("{count} change needs an approval and waits; the order is entered all the same.", "{count} changes need an approval and wait; the order is entered all the same.", waiting),
    ].filter(Boolean).join(" ");
  }

  private async enter(): Promise<void> {
    const number = this.number.value.trim();
    if (number === "") {
      this.complain(t("Enter an order number."));
      return;
    }
    this.complain("");
    this.button.disabled = true;
    this.element.setAttribute("aria-busy", "true");
    try {
      const moves = this.moves.map(({ line_id: id, version }) => ({ id, version }));
      const body = { ...this.chosen.order, number, priority: this.chosen.way.priority ?? 1, promised_date: this.chosen.way.promised_date, moves };
      this.done(await ask<Entered>(this.address, { method: "POST", body }), number);
    } catch (error) {
      const problem = error instanceof Refused ? (error.body as Problem | undefined) : undefined;
      // Not known whether it arrived: sent again, its number says so.
      this.complain(problem?.detail ?? t("The server can't be reached. Try again: an order number is taken only once."));
    }
    this.button.disabled = false;
    this.element.removeAttribute("aria-busy");
  }

  private complain(reason: string): void {
    this.error.textContent = reason;
    this.number.setAttribute("aria-invalid", String(reason !== ""));
    if (reason) this.number.focus();
  }

  private done({ address, moved, waiting }: Entered, number: string): void {
    const link = make("a", "button primary", t("Open order {number}", { number }));
    link.href = address;
    const words = [
      t("Order {number} is entered, and the plan follows.", { number }),
      moved > 0 && tn("{count} line makes room.", "{count} lines make room.", moved),
      waiting > 0 && tn("{count} change waits for an approval.", "{count} changes wait for an approval.", waiting),
    ].filter(Boolean).join(" ");
    const said = make("p", "entered", words);
    said.setAttribute("role", "status");
    this.element.replaceChildren(said, link);
    link.focus();
    document.dispatchEvent(new CustomEvent("lockstep:rush-entered"));
  }
}
