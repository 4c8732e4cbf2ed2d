/** What is decided about cells beside their numbers: a fixed quantity goes back to the engine, a frozen cell is unlocked. */

import { t } from "../../shell/i18n";
import { announce } from "../../shell/toast";
import type { Span } from "../axis";
import type { TypedCell } from "../board-events";
import { type Item, itemsOf } from "../plan";
import { lastDay, rangeOf } from "./buckets";
import { type Around, type Changes, type Edited, fenceUntil, type Lock } from "./edits";
import type { Decided } from "../drawer";
import type { Violation } from "./checked";
import { lotButtons, type LotDesk } from "./lot-sheet";
import { lockOfLot, type SteeredLot } from "./lot-steps";
import { type FixedDays, Holds, isReleased, releaseSteps } from "./holds";
import type { PlannedLot } from "./planned-lots";
import type { DraftAnswer } from "./saved-draft";
import { isCellStep, keyOf, type Step } from "./steps";
import { askToUnlock } from "./unlocking";
import { type Days, unlockLotStep, unlockStep } from "./unlocks";

export interface DecidedDraft {
  /** Undefined while nothing can be steered. */
  around(): Around | undefined;
  lock(item: Item, measure: Edited, span: Span): Lock | null;
  change(changes: ReadonlyMap<string, Step | null>, items: readonly Item[]): void;
  /** What holds is other than before. */
  redraw(): void;
  /** A lot of the drawer is about to be changed. */
  meet(lot: string, planned: PlannedLot): void;
}

export class Decisions {
  readonly holds = new Holds();
  mayUnlock = false;
  private told: readonly string[] = [];

  constructor(private readonly draft: DecidedDraft) {}

  /** The server's answer says what holds, and what the person may. */
  take({ holds = [], may_unlock: may = false, told = [] }: DraftAnswer): void {
    [this.mayUnlock, this.told] = [may, told];
    if (this.holds.set(holds)) this.draft.redraw();
  }

  /** What the drawer says of a cell. */
  about(item: Item, span: Span): Decided {
    const [around, fixed] = [this.draft.around(), this.holds.of(item, span)];
    const isBack = around !== undefined && isReleased(around.steps, item, span);
    const release = around && fixed.length > 0 && !isBack ? () => { this.release(item, span); } : null;
    const hands = (lot: SteeredLot): HTMLElement | null => {
      const desk = this.desk();
      return desk && lotButtons(desk, item, lot);
    };
    return { fixed, decision: isBack ? "released" : fixed.length > 0 ? "fixed" : "", release, hands };
  }

  /** What of a cell that was cleared somebody has fixed: that goes back to the engine. */
  cleared({ item, measure, span, isCleared }: TypedCell): FixedDays[] {
    return isCleared && measure === "mps" ? this.holds.of(item, span) : [];
  }

  /** Of cells that were cleared: the steps that give back what was fixed in them. */
  released(around: Around, cells: readonly TypedCell[]): Changes {
    return new Map(cells.flatMap((cell) => [...releaseSteps(around.steps, cell.item, this.cleared(cell))]));
  }

  /** Gives what was fixed in a cell, or on a day, back to the engine; false where nothing is. */
  release(item: Item, span: Pick<Span, "first" | "last">): boolean {
    const [around, fixed] = [this.draft.around(), this.holds.of(item, span)];
    if (!around || fixed.length === 0) return false;
    this.draft.change(releaseSteps(around.steps, item, fixed), [item]);
    announce(t("Given back to the engine. What it makes of it, a check or the next plan shows."));
    return true;
  }

  /** Whether the fence is what keeps a cell, and the person may unlock it. */
  mayUnlockAt(item: Item, span: Span): boolean {
    return this.mayUnlock && this.draft.lock(item, "mps", span) === "fence";
  }

  /** Asks why a cell is to be unlocked; false where it is not locked by the fence, or the person may not. */
  unlock(item: Item, span: Span): boolean {
    const around = this.draft.around();
    if (!around || !this.mayUnlockAt(item, span)) return false;
    this.ask(around, item, span, undefined, () => { announce(t("Unlocked. Type the quantity.")); });
    return true;
  }

  /** Asks why a quantity is to leave or enter the fence; false where that is not what keeps it. */
  unlockBoth(item: Item, measure: Edited, from: Span, to: Span): boolean {
    const around = this.draft.around();
    const spans = [from, to].filter((span) => this.draft.lock(item, measure, span) === "fence");
    if (!around || !this.mayUnlock || measure !== "mps" || spans.length === 0) return false;
    const days = { first: spans[0]?.first ?? from.first, last: spans.at(-1)?.last ?? from.last };
    const inOrder = days.first <= days.last ? days : { first: to.first, last: from.last };
    this.ask(around, item, inOrder, undefined, () => { announce(t("Unlocked. Move it again.")); });
    return true;
  }

  /** Asks why a lot of an item inside the fence is to be changed; false where that is not what keeps it. */
  unlockLot(itemId: number, lot: SteeredLot, then: () => void): boolean {
    const around = this.draft.around();
    const item = around && itemsOf(around.base).find(({ id }) => id === itemId);
    if (!item || !this.mayUnlock || lockOfLot(around, item, lot) !== "fence") return false;
    this.ask(around, item, { first: lot.finish, last: lot.finish }, lot.lot, then);
    return true;
  }

  /** What unlocks a step that is refused for the fence: its days, or its lot; null where the person can't. */
  unlockable(step: Step | undefined, { item_id: itemId, bucket }: Violation, items: readonly Item[]): (() => void) | null {
    const around = this.draft.around();
    if (!around || !this.mayUnlock || !step) return null;
    if (!isCellStep(step)) {
      const [item, lot] = [items.find(({ id }) => id === itemId), step.lot_key];
      return item && lot !== undefined && bucket ? () => { this.ask(around, item, { first: bucket, last: bucket }, lot); } : null;
    }
    const [item, range] = [items.find(({ id }) => id === step.item_id), rangeOf(around.base, step)];
    return step.kind === "quantity" && item && range ? () => { this.ask(around, item, { first: step.bucket, last: lastDay(around.base, range) }); } : null;
  }

  private ask(around: Around, item: Item, days: Days, lot?: string, then: () => void = () => undefined): void {
    askToUnlock({ item, days, until: fenceUntil(around, item), told: this.told, ...(lot !== undefined && { lot }), unlock: (reason) => {
      const step = lot === undefined ? unlockStep(item, days, reason) : unlockLotStep(item, { lot, finish: days.last }, reason);
      this.draft.change(new Map([[keyOf(step), step]]), [item]);
      then();
    } });
  }

  /** What the buttons of a lot are told. */
  private desk(): LotDesk | null {
    const around = this.draft.around();
    return around ? { around, holds: this.holds, mayUnlock: this.mayUnlock, told: this.told, change: (changes, item, { lot, quantity, finish }) => {
      this.draft.meet(lot, { item_id: item.id, quantity, finish });
      this.draft.change(changes, [item]);
    } } : null;
  }
}
