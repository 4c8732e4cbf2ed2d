/** Steps in words: what, and when. Pure. */

import { number, t } from "../../shell/i18n";
import { dayMonth, MINUTES_PER_HOUR } from "../dates";
import { closedWords } from "./cell-states";
import { type Around, type CellWish, isPartOfPiece, isTooMuchForClosed, leastOf } from "./edits";
import { type CellStep, isCellStep, type OtherStep, type Step } from "./steps";

/** A step that holds already, in one line: what it is, for which days, and how much. */
export function stepWords(step: Step): string {
  const [what, when] = isCellStep(step) ? [measureWords(step), daysWords(step.bucket, step.until)] : otherWords(step);
  const much = !isCellStep(step) ? "" : step.quantity === null ? t("as the engine thinks") : number(Number(step.quantity));
  return [what, when, much].filter(Boolean).join(" · ");
}

export function measureWords({ kind }: CellStep): string {
  return kind === "quantity" ? t("MPS") : t("Forecast");
}

export function otherWords(step: OtherStep): [what: string, when: string] {
  return step.lot_key === undefined ? roomWords(step) : lotWords(step, step.lot_key);
}

function lotWords(step: OtherStep, lot: string): [what: string, when: string] {
  switch (step.kind) {
    case "firm":
      return [t("Lot {lot} is made firm", { lot }), ""];
    case "unfirm":
      return [t("Lot {lot} is firm no more", { lot }), ""];
    case "move":
      return [t("Lot {lot} is moved", { lot }), day(step.finish_date)];
    case "split":
      return [t("Lot {lot} is split: {quantities}", { lot, quantities: (step.quantities ?? []).join(" + ") }), ""];
    default:
      return [step.work_center_id === null ? t("Lot {lot} goes back to the work centre that the engine chooses", { lot }) : t("Lot {lot} is given to another work centre", { lot }), ""];
  }
}

function roomWords(step: OtherStep): [what: string, when: string] {
  switch (step.kind) {
    case "unlock":
      return [unlockWords(step), daysWords(step.bucket, step.until)];
    case "work_center":
      return [step.rule === "forbid" ? t("A work centre is forbidden for a step") : t("A work centre is fixed for a step"), ""];
    default:
      return [capacityWords(step), [day(step.from), day(step.to)].filter(Boolean).join(" – ")];
  }
}

function unlockWords({ lot_key: lot, reason = "" }: OtherStep): string {
  return lot === undefined ? t("Unlocked: {reason}", { reason }) : t("Lot {lot} unlocked: {reason}", { lot, reason });
}

function capacityWords({ change, minutes_per_day: minutes = 0 }: OtherStep): string {
  const hours = number(Number(minutes) / MINUTES_PER_HOUR, { maximumFractionDigits: 1 });
  if (change === "downtime") return t("Downtime, {hours} h a day", { hours });
  return change === "shift" ? t("A shift more, {hours} h a day", { hours }) : t("Overtime, {hours} h a day", { hours });
}

/** Why what is wished of a cell can't be asked for. */
export function refusalWords(around: Around, wish: CellWish): string {
  if (isTooMuchForClosed(around, wish)) return closedWords(wish.span);
  return isPartOfPiece(around, wish) ? wholeWords(wish.item) : t("At least {quantity} of it is frozen.", { quantity: leastOf(around, wish) });
}

/** Why no part of a piece can be asked for. */
export function wholeWords({ code, unit }: { readonly code: string; readonly unit: string }): string {
  return t("{item} is counted in pieces ({unit}): write a whole number.", { item: code, unit });
}

/** The days from the first to the last, which may be the same. */
export function daysWords(first: string | undefined, last?: string | null): string {
  return [first, last === first ? null : last].filter((date) => typeof date === "string").map((date) => dayMonth(date)).join(" – ");
}

function day(iso: string | undefined): string {
  return iso === undefined ? "" : dayMonth(iso);
}
