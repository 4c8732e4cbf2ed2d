/** A draft is planned by a worker, without saving it: its plan is shown in place, and what it can't keep is marked. */

import { ask, Refused, Unreachable } from "../../shell/api";
import { t, tn } from "../../shell/i18n";
import { announce } from "../../shell/toast";
import type { Item, PlanData } from "../plan";
import { showChecked } from "./check-panel";
import { brokenPromises, type CheckAnswer, type Checked, checkedPlan, type Violation, whereIs } from "./checked";
import type { CheckWords } from "./bar";
import { placed } from "./accepting";
import type { SteeringPage } from "./steering";
import type { Step } from "./steps";

const CHECK_WITHIN_MS = 90_000;

export interface CheckingPage extends SteeringPage {
  items(): readonly Item[];
  /** Those of the draft that the server has, in its order: what a check names by their places. */
  kept(): { readonly version: number; readonly steps: readonly Step[] };
  /** The server has the draft. */
  settled(): Promise<boolean>;
  base(): PlanData | undefined;
  ask(): string;
  told(): void;
  /** What unlocks the days of a step, or its lot; null where the person can't. */
  unlockable(step: Step | undefined, violation: Violation): (() => void) | null;
}

export class Checking {
  checked: Checked | undefined;
  private asking: AbortController | undefined;
  private trouble = "";

  constructor(private readonly page: CheckingPage) {}

  get plan(): PlanData | null {
    return this.checked?.plan ?? null;
  }

  words(): CheckWords {
    const isRunning = this.asking !== undefined;
    if (this.checked) return { ...verdict(this.checked.answer, isRunning), isRunning };
    if (isRunning) return { tone: "", text: t("Checking: planning it without saving it…"), isRunning };
    return this.trouble ? { tone: "bad", text: this.trouble, isRunning } : { tone: "", text: t("Not checked: loads are estimates."), isRunning };
  }

  /** The draft, or the plan, is another one: what was said of it does not hold. Returns whether anything was said. */
  forget(): boolean {
    this.asking?.abort();
    const said = this.checked !== undefined;
    [this.asking, this.checked, this.trouble] = [undefined, undefined, ""];
    if (said) showChecked(null, this);
    return said;
  }

  async run(): Promise<void> {
    if (this.asking) return;
    const asking = new AbortController();
    this.forget();
    this.asking = asking;
    this.page.told();
    try {
      const first = await this.answer({}, asking.signal);
      if (this.asking === asking) this.show(first);
      if (this.asking === asking && first.may_improve) this.show(await this.answer({ thorough: true }, asking.signal));
    } catch (error) {
      if (asking.signal.aborted) return;
      // What was found first stays, where the longer search has no answer.
      if (!this.checked) this.trouble = whyNot(error);
    }
    if (this.asking !== asking) return;
    this.asking = undefined;
    this.page.told();
    if (this.checked) announce(this.words().text);
  }

  /** Have some steps of the draft planned; the page goes on showing what it does. Raises Refused, Unreachable, NotYet. */
  async of(accepted: readonly Step[]): Promise<CheckAnswer> {
    return this.answer(await placed(this.page, accepted));
  }

  private async answer(body: { version?: number; accepted?: readonly number[]; thorough?: boolean }, signal?: AbortSignal): Promise<CheckAnswer> {
    if (!(await this.page.settled())) throw new Unreachable("the draft is not saved");
    return ask<CheckAnswer>(this.page.ask(), { method: "POST", body, signal, timeoutMs: CHECK_WITHIN_MS });
  }

  private show(answer: CheckAnswer): void {
    const base = this.page.base();
    if (!base) return;
    this.checked = { answer, plan: checkedPlan(base, answer), steps: this.page.kept().steps };
    this.page.clearMarks();
    this.page.redraw(true);
    for (const violation of answer.violations) this.mark(violation);
    showChecked(this.checked, this);
    this.page.told();
  }

  private mark(violation: Violation): void {
    const cell = this.cellOf(violation);
    if (!cell) return;
    const mark = { state: "error", reason: violation.text, waits: !violation.refuses } as const;
    this.page.mark(cell, mark, true);
    // A collapsed item shows the mark of its MPS.
    const [item, measure] = String(cell.rowId).split("/");
    if (item && measure === "mps") this.page.mark({ rowId: item, field: cell.field }, mark, true);
  }

  readonly unlockable = (violation: Violation): (() => void) | null =>
    this.page.unlockable(violation.step === null ? undefined : this.checked?.steps[violation.step], violation);

  readonly goTo = (violation: Violation): void => {
    const cell = this.cellOf(violation);
    if (cell) this.page.goTo(cell);
  };

  private cellOf(violation: Violation): ReturnType<SteeringPage["cellAt"]> {
    const { itemId, measure, centerId, day } = whereIs(violation, this.checked?.steps ?? []);
    if (day === null) return null;
    const item = this.page.items().find(({ id }) => id === itemId);
    if (item) return this.page.cellAt(day, { item, measure });
    return centerId === null ? null : this.page.cellAt(day, { centerId });
  }
}

/** That a draft can be made is one thing, what becomes of the promises another, and whether that is the last word. Pure. */
export function verdict(answer: CheckAnswer, isLookingOn = false): Pick<CheckWords, "tone" | "text"> {
  const { violations, changed } = answer;
  const broken = brokenPromises(answer);
  const found = violations.length > 0 ? tn("Checked: {count} problem", "Checked: {count} problems", violations.length) : t("Checked: it can be made");
  const text = [
    found,
    broken > 0 && tn("{count} promise breaks", "{count} promises break", broken),
    tn("{count} order moves", "{count} orders move", changed.orders.length + changed.others_moved),
    openWords(answer, isLookingOn),
  ].filter((words) => words !== false).join(" · ");
  if (violations.some(({ refuses }) => refuses)) return { tone: "bad", text };
  return { tone: violations.length + broken > 0 ? "warn" : "ok", text };
}

/** What a plan that follows may change yet; false: nothing. */
export function openWords({ may_improve: mayImprove }: CheckAnswer, isLookingOn = false): string | false {
  if (isLookingOn) return t("first figures: a better plan is being looked for…");
  return mayImprove === true && t("a better plan may still follow");
}

function whyNot(error: unknown): string {
  if (error instanceof Unreachable) return t("The server can't be reached. Nothing was changed.");
  if (!(error instanceof Refused)) throw error;
  const { detail, title } = (error.body ?? {}) as { detail?: string; title?: string };
  return detail ?? title ?? t("There is no answer at the moment.");
}
