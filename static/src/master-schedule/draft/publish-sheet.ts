/** The dialog that publishes: what is different by item, each of it accepted or left out; what it does; and why. */

import { Refused, Unreachable } from "../../shell/api";
import { number, t, tn } from "../../shell/i18n";
import { make } from "../dom";
import { numbersOf } from "../plan";
import { Choice, groupsOf, NotYet, type StepGroup } from "./accepting";
import { measureOf, rangeOf, shownQuantity, total } from "./buckets";
import type { CheckAnswer } from "./checked";
import { effects } from "./effects-panel";
import type { Publishable, PublishingActions } from "./publishing";
import { reasonForm, sheet, whyNot } from "./sheet";
import { type CellStep, isCellStep, type Step } from "./steps";
import { daysWords, measureWords, otherWords } from "./step-words";

export class PublishSheet {
  private readonly choice: Choice;
  private readonly said = make("div", "effects");
  private readonly again = make("button", "button", t("Check what is chosen"));
  private readonly boxes: (() => void)[] = [];
  private head: HTMLHeadingElement | undefined;
  private answer: CheckAnswer | undefined;
  private isChecking = false;
  /** Nobody could say what the chosen steps do, and the person knows. */
  private isBlind = false;

  constructor(private readonly draft: Publishable, private readonly actions: Pick<PublishingActions, "check" | "publish">) {
    this.choice = new Choice(draft.steps);
    this.answer = draft.checked;
  }

  open(): void {
    this.again.type = "button";
    this.again.addEventListener("click", () => {
      void this.look();
      this.said.focus({ preventScroll: true }); // the button goes, and would take the keyboard's place with it
    });
    this.said.setAttribute("role", "status");
    this.said.tabIndex = -1;
    const form = reasonForm({ label: t("Reason"), submit: t("Publish"), send: (reason) => this.publish(reason) });
    this.head = sheet("", this.table(), make("div", "check-chosen", this.said, this.again), form);
    this.tell();
    form.querySelector("textarea")?.focus();
  }

  /** Checks what is chosen first, where that was not done, and goes on if the check has nothing to say against it. */
  private async publish(reason: string): Promise<void> {
    const { accepted } = this.choice;
    if (accepted.length === 0) throw new NotYet(t("Choose at least one change."));
    if (!this.answer && !this.isBlind) {
      await this.look();
      const found = this.answer as CheckAnswer | undefined;
      if (!found) {
        this.isBlind = true;
        throw new NotYet(t("It could not be checked. Publish again to publish it unchecked."));
      }
      if (found.violations.length > 0) throw new NotYet(t("Look at what the check has found, then publish again."));
    }
    await this.actions.publish(reason, accepted, this.answer?.checked ?? "");
  }

  private async look(): Promise<void> {
    if (this.isChecking) return;
    const { accepted } = this.choice;
    this.isChecking = true;
    this.tell();
    let trouble = "";
    try {
      const answer = await this.actions.check(accepted);
      if (sameSteps(accepted, this.choice.accepted)) this.answer = answer;
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Unreachable) && !(error instanceof NotYet)) throw error;
      trouble = whyNot(error);
    } finally {
      this.isChecking = false;
    }
    this.tell(trouble);
    this.said.scrollIntoView({ block: "start" });
  }

  private tell(trouble = ""): void {
    const { accepted, steps } = this.choice;
    const left = steps.length - accepted.length;
    if (this.head) {
      this.head.textContent = left === 0
        ? tn("Publish {count} change", "Publish {count} changes", steps.length)
        : tn("Publish {count} of {all} changes", "Publish {count} of {all} changes", accepted.length, { all: number(steps.length) });
    }
    for (const draw of this.boxes) draw();
    this.again.hidden = this.isChecking || this.answer !== undefined || accepted.length === 0;
    this.said.replaceChildren(
      ...(left > 0 ? [make("p", "hint", tn("{count} change stays in the draft.", "{count} changes stay in the draft.", left))] : []),
      ...(trouble ? [make("p", "notice bad", trouble)] : []),
      ...(this.isChecking ? [make("p", "hint", t("Checking: planning it without saving it…"))]
        : this.answer ? effects(this.answer)
          : [make("p", "notice", t("This is not checked yet: what it moves is known when it is planned. It is checked before it is published."))]),
    );
  }

  private choose(steps: readonly Step[], isAccepted: boolean): void {
    this.choice.set(steps, isAccepted);
    this.isBlind = false;
    this.answer = this.choice.accepted.length === this.choice.steps.length ? this.draft.checked : undefined;
    this.tell();
  }

  private table(): HTMLElement {
    const table = make("table", "differences");
    const head = table.createTHead().insertRow();
    for (const words of [t("What"), t("When"), t("Before"), t("After")]) {
      const cell = make("th", "", words);
      cell.scope = "col";
      head.append(cell);
    }
    for (const group of groupsOf(this.draft.steps, this.draft.base, this.draft.itemsOfLots)) table.append(this.group(group));
    const frame = make("div", "scroll", table);
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", t("Changes"));
    return frame;
  }

  private group(group: StepGroup): HTMLTableSectionElement {
    const body = make("tbody");
    const title = make("th", "", this.box(group.steps, groupWords(group)));
    title.colSpan = 4;
    title.scope = "rowgroup";
    body.append(make("tr", "group", title));
    for (const step of group.steps) {
      const [what = "", ...rest] = isCellStep(step) ? cellWords(this.draft, step) : [...otherWords(step), "", ""].slice(0, 4);
      const first = make("td", "", group.steps.length > 1 ? this.box([step], what) : what);
      body.append(make("tr", "", first, ...rest.map((words) => make("td", "", words))));
    }
    return body;
  }

  private box(steps: readonly Step[], words: string): HTMLLabelElement {
    const box = make("input");
    box.type = "checkbox";
    box.addEventListener("change", () => { this.choose(steps, box.checked); });
    this.boxes.push(() => {
      const state = this.choice.stateOf(steps);
      [box.checked, box.indeterminate] = [state === "all", state === "some"];
    });
    return make("label", "", box, ` ${words}`);
  }
}

function groupWords({ kind, code, name, steps }: StepGroup): string {
  const what = kind === "lots" ? t("Lots") : [code, name].filter(Boolean).join(" · ");
  return steps.length === 1 ? what : `${what} (${tn("{count} change", "{count} changes", steps.length)})`;
}

function sameSteps(some: readonly Step[], others: readonly Step[]): boolean {
  return some.length === others.length && some.every((step, place) => step === others[place]);
}

function cellWords({ base, items }: Publishable, step: CellStep): string[] {
  const item = items.find(({ id }) => id === step.item_id);
  const [range, measure] = [base ? rangeOf(base, step) : null, measureOf(step)];
  const known = base && item && range;
  const before = known ? number(total(numbersOf(base, item, measure), range)) : "–";
  const quantity = known ? shownQuantity(base, item.place, step, range) : Number(step.quantity);
  return [
    measureWords(step),
    daysWords(step.bucket, step.until),
    before,
    step.quantity === null ? t("as the engine thinks") : number(quantity),
  ];
}
