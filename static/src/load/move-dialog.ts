/** The dialog of moving work: to which week, how many hours; it shows what would go, and puts it into the draft. */

import { type Draft, withSteps } from "../late/answer";
import { make } from "../master-schedule/dom";
import { ask, Refused } from "../shell/api";
import { t } from "../shell/i18n";
import { openModal } from "../shell/modal";
import { announce } from "../shell/toast";
import { type MovedLot, type Proposed, proposalWords } from "./move-answer";

export interface Week { readonly first: string; readonly label: string; readonly load: string }

export interface Addresses { readonly move: string; readonly draft: string; readonly schedule: string }

interface Problem { readonly detail?: string }

const WAIT_FOR_TYPING_MS = 300;

export class MoveDialog {
  private readonly dialog = make("dialog", "sheet move-work");
  private readonly to = make("select");
  private readonly hours = make("input");
  private readonly outcome = make("div", "move-outcome");
  private readonly apply = make("button", "button primary", t("Put it into my draft"));
  private answer: Proposed | null = null;
  private asked = 0;
  private timer: number | undefined;

  constructor(private readonly addresses: Addresses, private readonly center: string, private readonly from: Week, weeks: readonly Week[], to: string) {
    this.dialog.setAttribute("aria-labelledby", "move-head");
    const title = make("h2", "", t("Move work of {center} out of {week}", { center, week: from.label }));
    title.id = "move-head";
    for (const week of weeks) {
      if (week.first === from.first) continue;
      const option = make("option", "", week.load ? `${week.label} · ${week.load}` : week.label);
      option.value = week.first;
      this.to.append(option);
    }
    this.to.value = to;
    this.hours.type = "text";
    this.hours.inputMode = "decimal";
    this.hours.autocomplete = "off";
    this.hours.placeholder = t("the overload, else one lot");
    this.outcome.setAttribute("role", "status");
    this.dialog.append(title, this.fields(), this.outcome, this.foot());
    this.dialog.addEventListener("click", (event) => { if (event.target === this.dialog) this.dialog.close(); });
  }

  open(closed: () => void): void {
    openModal(this.dialog, () => { this.asked += 1; closed(); });
    this.to.focus();
    void this.propose();
  }

  private fields(): HTMLElement {
    this.to.addEventListener("change", () => void this.propose());
    this.hours.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.propose(), WAIT_FOR_TYPING_MS);
    });
    return make("div", "move-fields",
      make("label", "field", make("span", "", t("To week")), this.to),
      make("label", "field", make("span", "", t("Hours")), this.hours));
  }

  private foot(): HTMLElement {
    const cancel = make("button", "button", t("Cancel"));
    cancel.type = this.apply.type = "button";
    cancel.addEventListener("click", () => { this.dialog.close(); });
    this.apply.addEventListener("click", () => void this.intoDraft());
    return make("footer", "sheet-actions", cancel, this.apply);
  }

  /** Ask what would go. Only the newest question counts. */
  private async propose(): Promise<void> {
    const turn = (this.asked += 1);
    this.answer = null;
    this.apply.disabled = true;
    this.outcome.setAttribute("aria-busy", "true");
    const query = new URLSearchParams({ center: this.center, from: this.from.first, to: this.to.value, hours: this.hours.value.trim().replace(",", ".") });
    try {
      const answer = await ask<Proposed>(`${this.addresses.move}&${query.toString()}`);
      if (turn !== this.asked) return;
      this.answer = answer;
      this.show(answer);
    } catch (error) {
      if (turn !== this.asked) return;
      this.outcome.replaceChildren(make("p", "error", sorry(error)));
    }
    this.outcome.removeAttribute("aria-busy");
  }

  private show(answer: Proposed): void {
    const to = this.to.selectedOptions[0]?.label.split(" · ")[0] ?? "";
    const words = proposalWords(answer, this.from.label, to).map((one) => make("p", "", one));
    this.outcome.replaceChildren(...words, ...this.better(answer), ...(answer.lots.length > 0 ? [lots(answer.lots)] : []));
    this.apply.disabled = this.apply.hidden = answer.steps.length === 0;
  }

  /** A week that takes it all, where this one does not. */
  private better({ suffices, nearest }: Proposed): HTMLElement[] {
    if (suffices) return [];
    const week = [...this.to.options].find(({ value }) => value === nearest);
    if (!week) return [make("p", "", t("No week near takes it all."))];
    const button = make("button", "button", t("Take {week}: the nearest week that holds it all", { week: week.label }));
    button.type = "button";
    button.addEventListener("click", () => {
      this.to.value = week.value;
      this.to.focus();
      void this.propose();
    });
    return [make("p", "", button)];
  }

  private async intoDraft(): Promise<void> {
    const { answer } = this;
    if (!answer || this.apply.disabled) return;
    this.apply.disabled = true;
    try {
      const draft = await ask<Draft>(this.addresses.draft);
      await ask<Draft>(this.addresses.draft, { method: "PUT", match: draft.version, body: { steps: withSteps(draft, answer.steps) } });
    } catch (error) {
      this.outcome.replaceChildren(make("p", "error", sorry(error)));
      this.apply.disabled = false;
      return;
    }
    const link = make("a", "", t("It is in your draft. Look at it in the master schedule and publish it there."));
    link.href = this.addresses.schedule;
    this.outcome.replaceChildren(make("p", "", link));
    announce(link.textContent);
    link.focus();
  }
}

function lots(rows: readonly MovedLot[]): HTMLElement {
  const heads: [string, string][] = [[t("Item"), ""], [t("Lot"), ""], [t("Quantity"), "number"], [t("Hours"), "number"], [t("Finish"), ""]];
  const head = make("tr", "", ...heads.map(([words, classes]) => {
    const cell = make("th", classes, words);
    cell.scope = "col";
    return cell;
  }));
  const body = rows.map((lot) => make("tr", "",
    make("td", "", lot.item, " ", make("span", "hint", lot.name)), make("td", "", lot.key, lot.is_firm && make("span", "hint", ` ${t("firm")}`)),
    make("td", "number", lot.quantity), make("td", "number", lot.hours), make("td", "", `${lot.before} → ${lot.after}`)));
  const scroll = make("div", "table-scroll", make("table", "plain-table", make("thead", "", head), make("tbody", "", ...body)));
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", t("Lots that would move"));
  return scroll;
}

function sorry(error: unknown): string {
  if (!(error instanceof Refused)) return t("The server can't be reached. Try again.");
  if (error.status === 412) return t("Your draft has been changed in another tab. Try again.");
  return (error.body as Problem | undefined)?.detail ?? t("This can't be done.");
}
