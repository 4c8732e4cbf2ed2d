/** What the grid's cells say of the draft: whether they can be typed into, why not, and what is other than published. */

import { t, tn } from "../../shell/i18n";
import type { Span } from "../axis";
import type { Decision, DraftCells } from "../board-events";
import { dayMonth } from "../dates";
import { type Item, numbersOf, type PlanData } from "../plan";
import { sum } from "../sums";
import type { Draft } from "./draft";
import { type Around, type Edited, fenceUntil, type Lock, lockOf } from "./edits";
import { type Holds, isReleased } from "./holds";
import { isUnlocked } from "./unlocks";

export interface Steered {
  /** `on`: the draft is here, and the person may steer. */
  access(): "on" | "fetching" | "off";
  mayUnlock(): boolean;
  around(): Around | undefined;
  draft(): Draft | undefined;
  /** As the draft was checked, else as it is reckoned. */
  plan(): PlanData | null;
  isChecked(): boolean;
  readonly holds: Holds;
}

export function closedWords({ first, last }: Span): string {
  return first === last ? t("Nobody works on this day.") : t("Nobody works on these days.");
}

export class CellStates implements DraftCells {
  constructor(private readonly steered: Steered) {}

  editable(item: Item, measure: Edited, span: Span): boolean | string {
    const access = this.steered.access();
    if (access === "fetching") return t("Your draft is on its way. Try again in a moment.");
    if (access === "off") return false;
    const around = this.steered.around();
    const lock = this.lock(item, measure, span);
    if (!around || lock === null) return true;
    if (lock === "past") return t("This time is past.");
    if (lock === "closed") return closedWords(span);
    if (lock === "soon") return tn("It takes {count} day: to be there then it would have to start in the past.", "It takes {count} days: to be there then it would have to start in the past.", item.leadTimeDays);
    const until = fenceUntil(around, item);
    const words = until < span.last && measure === "mps"
      ? t("Frozen: it would have to start inside the demand fence, until {date}.", { date: dayMonth(until) })
      : t("Frozen: inside the demand fence, until {date}.", { date: dayMonth(until) });
    return measure === "mps" && this.steered.mayUnlock() ? `${words} ${t("Press Enter to unlock it with a reason.")}` : words;
  }

  lock(item: Item, measure: Edited, span: Span): Lock | null {
    const around = this.steered.around();
    return around ? lockOf(around, item, measure, span) : null;
  }

  ofReckoned(): string | false {
    return this.steered.access() === "on" && t("This number is worked out. Type into the row of the MPS or of the forecast.");
  }

  ofFamily(): string | false {
    return this.steered.access() === "on" && t("These are the sums of a family. Open it and change one of its items.");
  }

  quantity(item: Item, measure: Edited, span: Span): number {
    const plan = this.steered.plan();
    return plan ? sum(numbersOf(plan, item, measure), span) : 0;
  }

  edited(item: Item, measure: Edited, span: Span): boolean {
    return this.steered.draft()?.isEdited(item.place, measure, span.from, span.end) ?? false;
  }

  estimated(place: number, span: Span): boolean {
    return !this.steered.isChecked() && (this.steered.draft()?.isEstimated(place, span.from, span.end) ?? false);
  }

  decided(item: Item, span: Span): Decision {
    const steps = this.steered.around()?.steps ?? [];
    const { holds } = this.steered;
    if (steps.length === 0 && holds.isEmpty) return "";
    if (holds.of(item, span).length > 0) return isReleased(steps, item, span) ? "released" : "fixed";
    return isUnlocked(steps, item.id, span.last) ? "unlocked" : "";
  }
}
