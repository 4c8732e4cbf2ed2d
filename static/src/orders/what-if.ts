/** The form in a line's drawer: what would another quantity or date do to everyone? It changes nothing until one says so. */

import { attachCalendar, calendarButton, readDay } from "../calendar/field";
import type { CellValue, Parsed } from "../grid/types";
import { parseNumber } from "../grid/model/number";
import { make } from "../master-schedule/dom";
import { t } from "../shell/i18n";
import { FINISHED, quantityBounds } from "./columns";
import { drawn, foretell, type Impact, whyNone } from "./impact";
import type { Line } from "./lines";

export interface WhatIfData { readonly preview: string; readonly today: string; readonly largest_quantity: number }
/** `old` and `version` are those that the question was about. */
export type Apply = (id: number, field: string, old: CellValue, mine: CellValue, version: number) => void;

type Field = "quantity" | "requested_date";
type Wishes = ReadonlyMap<Field, { readonly old: CellValue; readonly mine: CellValue }>;

const FIELDS: readonly Field[] = ["quantity", "requested_date"];

export class WhatIf {
  readonly element = make("section", "what-if");
  private readonly inputs = new Map<Field, HTMLInputElement>();
  private readonly errors = new Map<Field, HTMLElement>();
  private readonly outcome = make("div", "impact");
  private asking: AbortController | undefined;
  /** What stood in the fields before anybody typed. */
  private readonly untouched = new Map<Field, string>();
  private shownId: number | undefined;

  constructor(
    editable: ReadonlySet<string>,
    private readonly data: WhatIfData,
    private readonly lineOf: (id: number) => Line | undefined,
    private readonly apply: Apply,
  ) {
    const form = make("form", "", ...FIELDS.filter((name) => editable.has(name)).map((name) => this.field(name)), make("button", "button", t("Show the impact")));
    form.noValidate = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.now();
    });
    form.addEventListener("input", () => { this.clear(); });
    this.outcome.setAttribute("aria-live", "polite");
    this.element.append(make("h3", "", t("What if")), form, this.outcome);
    document.addEventListener("lockstep:plan", () => { this.outdated(); });
  }

  /** Be about a line: what was typed stays as long as it is the same one. */
  show(id: number): void {
    const line = this.lineOf(id);
    this.element.hidden = !line || this.inputs.size === 0 || FINISHED.has(line.cells.status);
    if (!line) return;
    const isOther = id !== this.shownId;
    this.shownId = id;
    if (isOther) this.clear();
    for (const [name, input] of this.inputs) {
      if (isOther || input.value === this.untouched.get(name)) this.fill(name, line.cells[name]);
    }
  }

  forget(): void {
    this.shownId = undefined;
    this.clear();
  }

  private fill(name: Field, value: CellValue): void {
    const input = this.inputs.get(name);
    if (input && input.value !== String(value)) input.value = String(value);
    this.untouched.set(name, String(value));
  }

  private clear(): void {
    this.asking?.abort();
    this.asking = undefined;
    this.outcome.replaceChildren();
    this.outcome.removeAttribute("aria-busy");
    for (const name of this.inputs.keys()) this.wrong(name, "");
  }

  private field(name: Field): HTMLElement {
    const input = make("input");
    Object.assign(input, { id: `what-if-${name}`, name, autocomplete: "off" });
    if (name === "quantity") input.inputMode = "decimal";
    const label = make("label", "", name === "quantity" ? t("Quantity") : t("Requested"));
    label.htmlFor = input.id;
    const error = make("p", "error");
    error.id = `${input.id}-error`;
    error.setAttribute("aria-live", "polite");
    input.setAttribute("aria-describedby", error.id);
    this.inputs.set(name, input);
    this.errors.set(name, error);
    if (name === "quantity") return make("div", "field", label, input, error);
    const opener = calendarButton();
    attachCalendar(input, opener, this.data.today);
    return make("div", "field", label, make("div", "with-picker", input, opener), error);
  }

  private wrong(name: Field, reason: string): void {
    this.inputs.get(name)?.setAttribute("aria-invalid", String(reason !== ""));
    const place = this.errors.get(name);
    if (place) place.textContent = reason;
  }

  /** What is typed, where it differs from the line; undefined where it can't be read, which is said at the field. */
  private wishes({ cells }: Line): Wishes | undefined {
    const found = new Map<Field, { old: CellValue; mine: CellValue }>();
    let isReadable = true;
    for (const [name, input] of this.inputs) {
      const read = this.read(name, input.value, cells);
      this.wrong(name, read.ok ? "" : read.reason);
      isReadable &&= read.ok;
      if (read.ok) input.value = String(read.value); // `+40` is meant once
      if (read.ok && read.value !== cells[name]) found.set(name, { old: cells[name], mine: read.value });
    }
    return isReadable ? found : undefined;
  }

  private read(name: Field, typed: string, cells: Line["cells"]): Parsed {
    if (name === "quantity") return parseNumber(typed, quantityBounds(this.data.largest_quantity), { current: cells.quantity, t });
    const read = readDay(typed, cells.requested_date, this.data.today);
    return read.ok && read.value === null ? { ok: false, reason: t("Enter a value.") } : read;
  }

  private async now(): Promise<void> {
    const line = this.shownId === undefined ? undefined : this.lineOf(this.shownId);
    if (!line) return;
    this.clear();
    const wishes = this.wishes(line);
    if (!wishes) {
      this.element.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus();
      return;
    }
    if (wishes.size === 0) {
      this.say(t("Type another quantity or date first."));
      return;
    }
    await this.fetch(line, wishes);
  }

  private async fetch({ id, version }: Line, wishes: Wishes): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    this.outcome.setAttribute("aria-busy", "true");
    this.say(t("Planning it without saving it…"));
    const values = Object.fromEntries([...wishes].map(([name, { mine }]) => [name, mine]));
    const shown = (made: HTMLElement[]): void => {
      if (this.asking === asking) this.outcome.replaceChildren(...made);
    };
    try {
      await foretell({ address: this.data.preview, body: { order_line: id, ...values }, signal: asking.signal }, (impact, isLookingOn) => {
        shown([...drawn(impact, { isLookingOn }), this.applyButton(impact, id, version, wishes)]);
      });
    } catch (error) {
      if (!asking.signal.aborted) shown([this.sorry(error)]);
    }
    if (this.asking !== asking) return;
    this.asking = undefined;
    this.outcome.removeAttribute("aria-busy");
  }

  private applyButton({ state }: Impact, id: number, version: number, wishes: Wishes): HTMLElement {
    const button = make("button", "button primary", state === "waiting" ? t("Ask for approval") : t("Make this change"));
    button.type = "button";
    button.addEventListener("click", () => {
      for (const [name, { old, mine }] of wishes) {
        this.apply(id, name, old, mine, version);
        this.fill(name, mine);
      }
      this.clear();
      this.say(state === "waiting" ? t("It is on its way to those who approve.") : t("It is being saved, and the plan follows."));
      this.inputs.values().next().value?.focus(); // the button is gone
    });
    const words = state === "waiting" && make("p", "hint", t("This change needs an approval."));
    return make("div", "impact-end", words, button);
  }

  private sorry(error: unknown): HTMLElement {
    const words = make("p", "error", whyNone(error));
    words.setAttribute("role", "alert");
    return words;
  }

  private say(words: string): void {
    this.outcome.replaceChildren(make("p", "hint", words));
  }

  /** A new plan is there: what is shown was compared with another one. */
  private outdated(): void {
    if (!this.outcome.querySelector(".impact-own") || this.outcome.querySelector(".impact-old")) return;
    this.outcome.prepend(make("p", "impact-old", t("There is a new plan since. Ask again to compare with it.")));
  }
}
