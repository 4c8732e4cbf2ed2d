/** The dialog that publishes a draft, with what is different and why; and the list of what was published, to take back. */

import { Refused, Unreachable } from "../../shell/api";
import { number, t, tn } from "../../shell/i18n";
import { openModal } from "../../shell/modal";
import { dayMonth } from "../dates";
import { make } from "../dom";
import { type Item, numbersOf, type PlanData } from "../plan";
import { measureOf, rangeOf, shownQuantity, total } from "./buckets";
import type { Checked } from "./checked";
import { refusalIn, type Publication } from "./saved-draft";
import { type CellStep, isCellStep, type Step } from "./steps";
import { isUnlock } from "./unlocks";
import { otherWords } from "./step-words";

const LONGEST_REASON = 500;

export interface Publishable {
  readonly base: PlanData | undefined;
  readonly items: readonly Item[];
  readonly steps: readonly Step[];
  readonly checked: Checked | undefined;
}

export interface PublishingActions {
  draft(): Publishable;
  check(): Promise<void>;
  /** Raises Refused, Unreachable, as `undo` does. */
  publish(reason: string): Promise<void>;
  undo(publication: Publication, reason: string): Promise<void>;
}

export class Publishing {
  private publications: readonly Publication[] = [];

  constructor(private readonly actions: PublishingActions) {}

  known(publications: readonly Publication[]): void {
    this.publications = publications;
  }

  open(): void {
    const draft = this.actions.draft();
    const form = reasonForm({ label: t("Reason"), submit: t("Publish"), send: (reason) => this.actions.publish(reason) });
    sheet(
      tn("Publish {count} change", "Publish {count} changes", draft.steps.length),
      ...warnings(draft.checked),
      differences(draft),
      form,
    );
    form.querySelector("textarea")?.focus();
  }

  openHistory(): void {
    const entries = this.publications.map((publication) => this.entry(publication));
    sheet(
      t("Published changes"),
      entries.length > 0 ? make("ul", "publications", ...entries) : make("p", "hint", t("Nobody has published any changes by hand yet.")),
    );
  }

  private entry(publication: Publication): HTMLElement {
    const changes = tn("{count} change", "{count} changes", publication.count);
    const said = make("span", "who", make("b", "", publication.reason), make("small", "", `${publication.by} · ${moment(publication.at)} · ${changes}`));
    said.append(...(publication.unlocked ?? []).map((one) => make("small", "unlocked", t("{item} unlocked: {reason}", { item: `${one.item}, ${daysWords(one.first, one.last)}`, reason: one.reason }))));
    const entry = make("li", "", said);
    if (!publication.can_undo) return entry;
    const button = make("button", "button", t("Undo"));
    button.type = "button";
    button.setAttribute("aria-label", t("Undo: {reason}", { reason: publication.reason }));
    button.addEventListener("click", () => {
      const form = reasonForm({ label: t("Why is it taken back?"), submit: t("Take back"), send: (reason) => this.actions.undo(publication, reason) });
      button.replaceWith(form);
      form.querySelector("textarea")?.focus();
    });
    entry.append(button);
    return entry;
  }
}

export function sheet(title: string, ...parts: (HTMLElement | false)[]): void {
  const head = make("h2", "", title);
  head.id = "sheet-title";
  const close = make("button", "button plain", t("Close"));
  close.type = "button";
  const dialog = make("dialog", "sheet publishing", make("header", "", head, close), ...parts);
  dialog.setAttribute("aria-labelledby", head.id);
  close.addEventListener("click", () => { dialog.close(); });
  openModal(dialog);
}

function warnings(checked: Checked | undefined): HTMLElement[] {
  if (!checked) return [make("p", "notice", t("This draft is not checked. What it moves is known when it is planned."))];
  const { violations } = checked.answer;
  if (violations.length === 0) return [];
  return [make("div", "notice", make("ul", "", ...violations.map(({ text }) => make("li", "", text))))];
}

function differences(draft: Publishable): HTMLElement {
  const table = make("table", "differences");
  const head = table.createTHead().insertRow();
  for (const words of [t("What"), t("When"), t("Before"), t("After")]) {
    const cell = make("th", "", words);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  for (const step of draft.steps) {
    const row = body.insertRow();
    for (const words of stepWords(draft, step)) row.insertCell().textContent = words;
  }
  const frame = make("div", "scroll", table);
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", t("Changes"));
  return frame;
}

/** What, when, before, after. */
function stepWords(draft: Publishable, step: Step): string[] {
  if (isCellStep(step)) return cellWords(draft, step);
  if (!isUnlock(step)) return [...otherWords(step), "", ""].slice(0, 4);
  const item = draft.items.find(({ id }) => id === step.item_id)?.code ?? String(step.item_id);
  return [t("{item} unlocked: {reason}", { item, reason: step.reason }), daysWords(step.bucket, step.until), "", ""];
}

function daysWords(first: string, last?: string | null): string {
  return [first, last === first ? null : last].filter((day) => typeof day === "string").map((day) => dayMonth(day)).join(" – ");
}

function cellWords({ base, items }: Publishable, step: CellStep): string[] {
  const item = items.find(({ id }) => id === step.item_id);
  const [range, measure] = [base ? rangeOf(base, step) : null, measureOf(step)];
  const known = base && item && range;
  const before = known ? number(total(numbersOf(base, item, measure), range)) : "–";
  const quantity = known ? shownQuantity(base, item.place, step, range) : Number(step.quantity);
  return [
    `${item?.code ?? String(step.item_id)} · ${measure === "mps" ? t("MPS") : t("Forecast")}`,
    daysWords(step.bucket, step.until),
    before,
    step.quantity === null ? t("as the engine thinks") : number(quantity),
  ];
}

interface Reason {
  readonly label: string;
  readonly submit: string;
  send(reason: string): Promise<void>;
}

export function reasonForm({ label, submit, send }: Reason): HTMLFormElement {
  const box = make("textarea");
  Object.assign(box, { id: "publish-reason", name: "reason", rows: 2, maxLength: LONGEST_REASON, required: true });
  const words = make("label", "", label);
  words.htmlFor = box.id;
  const error = make("p", "error");
  error.setAttribute("role", "alert");
  const button = make("button", "button primary", submit);
  const form = make("form", "reason", make("div", "field", words, box), error, make("p", "sheet-actions", button));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (box.value.trim() === "") box.focus();
    else void attempt(box.value.trim());
  });
  async function attempt(reason: string): Promise<void> {
    button.disabled = true;
    error.textContent = "";
    try {
      await send(reason);
      form.closest("dialog")?.close();
    } catch (failure) {
      error.textContent = whyNot(failure);
      button.disabled = false;
    }
  }
  return form;
}

function whyNot(error: unknown): string {
  if (error instanceof Unreachable) return t("The server can't be reached. Nothing was changed.");
  if (!(error instanceof Refused)) throw error;
  const { reason } = refusalIn(error.body);
  return reason || t("The server did not take this change.");
}

function moment(iso: string): string {
  return `${dayMonth(iso.slice(0, 10))} ${iso.slice(11, 16)}`;
}
