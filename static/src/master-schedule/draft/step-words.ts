/** Steps in words: what, and when. Pure. */

import { number, t } from "../../shell/i18n";
import { dayMonth, MINUTES_PER_HOUR } from "../dates";
import { closedWords } from "./cell-states";
import { type Around, type CellWish, isPartOfPiece, isTooMuchForClosed, leastOf } from "./edits";
import { type CellStep, isCellStep, type OtherStep, type Step, type Was } from "./steps";

/** A step that holds already, in one line: what it is, for which days, and how much, before and after where that is known. */
export function stepWords(step: Step): string {
  const [what, when] = isCellStep(step) ? [measureWords(step), daysWords(step.bucket, step.until)] : otherWords(step);
  return [what, when, isCellStep(step) ? cellMuch(step) : lotMuch(step)].filter(Boolean).join(" · ");
}

function cellMuch({ quantity, was }: CellStep): string {
  const after = quantity === null ? t("as the engine thinks") : amount(quantity, was);
  return was?.quantity === undefined ? after : change(amount(was.quantity, was), after);
}

/** How much of a lot is fixed or left; of one that is split that is told already. */
function lotMuch({ kind, was }: OtherStep): string {
  return was?.quantity === undefined || kind === "split" ? "" : amount(was.quantity, was);
}

function amount(quantity: string, was?: Was): string {
  return [number(Number(quantity)), was?.unit].filter(Boolean).join(" ");
}

function change(before: string, after: string): string {
  return t("{before} → {after}", { before, after });
}

function centerWords(code: string | undefined): string {
  return code === undefined || code === "" ? t("as the engine thinks") : code;
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
      return [t("Lot {lot} is made firm", { lot }), day(step.was?.finish_date)];
    case "unfirm":
      return [t("Lot {lot} is firm no more", { lot }), day(step.was?.finish_date)];
    case "move":
      return [t("Lot {lot} is moved", { lot }), movedWords(step)];
    case "split":
      return [t("Lot {lot} is split: {quantities}", { lot, quantities: partsWords(step) }), day(step.was?.finish_date)];
    default:
      return placeWords(step, lot);
  }
}

function movedWords({ finish_date: after, was }: OtherStep): string {
  return was?.finish_date === undefined ? day(after) : change(day(was.finish_date), day(after));
}

function placeWords({ step, work_center_id: center, was }: OtherStep, lot: string): [what: string, when: string] {
  if (was?.to !== undefined) return [t("Lot {lot}, work centre of step {step}", { lot, step: step ?? "" }), change(centerWords(was.work_center), centerWords(was.to))];
  return [center === null ? t("Lot {lot} goes back to the work centre that the engine chooses", { lot }) : t("Lot {lot} is given to another work centre", { lot }), ""];
}

function partsWords({ quantities = [], was }: OtherStep): string {
  const parts = quantities.join(" + ");
  return was?.quantity === undefined ? parts : `${change(number(Number(was.quantity)), parts)} ${was.unit ?? ""}`.trim();
}

function roomWords(step: OtherStep): [what: string, when: string] {
  switch (step.kind) {
    case "unlock":
      return [unlockWords(step), daysWords(step.bucket, step.until)];
    case "work_center":
      if (step.was?.to !== undefined) return ruleWords(step, step.was);
      return [step.rule === "forbid" ? t("A work centre is forbidden for a step") : t("A work centre is fixed for a step"), ""];
    default:
      return [capacityWords(step), [day(step.from), day(step.to)].filter(Boolean).join(" – ")];
  }
}

function ruleWords({ rule, step = 0 }: OtherStep, { work_center: before, to = "" }: Was): [what: string, when: string] {
  const words = { step, center: to };
  if (rule === "forbid") return [t("Step {step}: {center} is forbidden", words), ""];
  return rule === "free" ? [t("Step {step}: {center} is as the routing says again", words), ""] : [t("Step {step} is done at", words), change(centerWords(before), to)];
}

function unlockWords({ lot_key: lot, reason = "" }: OtherStep): string {
  return lot === undefined ? t("Unlocked: {reason}", { reason }) : t("Lot {lot} unlocked: {reason}", { lot, reason });
}

function capacityWords({ change: kind, minutes_per_day: minutes = 0, was }: OtherStep): string {
  const before = was?.minutes_per_day;
  const hours = before === undefined ? inHours(Number(minutes)) : change(inHours(before), inHours(before + Number(minutes)));
  if (kind === "downtime") return t("Downtime, {hours} h a day", { hours });
  return kind === "shift" ? t("A shift more, {hours} h a day", { hours }) : t("Overtime, {hours} h a day", { hours });
}

function inHours(minutes: number): string {
  return number(minutes / MINUTES_PER_HOUR, { maximumFractionDigits: 1 });
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
