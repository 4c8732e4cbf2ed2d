/** What a person does with a lot of the drawer: buttons, and a dialog to move or split it; inside the fence with a reason. */

import { readDay } from "../../calendar/field";
import { number, t } from "../../shell/i18n";
import { openModal } from "../../shell/modal";
import { announce } from "../../shell/toast";
import { dayMonth } from "../dates";
import { make } from "../dom";
import type { Item } from "../plan";
import { type Around, type Changes, fenceUntil, makesWhole } from "./edits";
import type { Holds } from "./holds";
import { brokenPiece, draftedOf, firmStep, lockOfLot, lotChanges, type LotLock, moveStep, partsOf, type SteeredLot, splitStep } from "./lot-steps";
import { button, dialogOf, labelled } from "./sheet";
import { otherWords, wholeWords } from "./step-words";
import type { OtherStep } from "./steps";
import { fenceNotes } from "./unlocking";

export interface LotDesk {
  readonly around: Around;
  readonly holds: Holds;
  readonly mayUnlock: boolean;
  /** Names of the others who may unlock. */
  readonly told: readonly string[];
  change(changes: Changes, item: Item, lot: SteeredLot): void;
}

const LONGEST_REASON = 500;

/** Firm it or set it free, move it, split it; or take back what the draft says of it. */
export function lotButtons(desk: LotDesk, item: Item, lot: SteeredLot): HTMLElement {
  const drafted = draftedOf(desk.around.steps, lot.lot);
  if (drafted) {
    const [what, when] = otherWords(drafted);
    return make("div", "lot-hands", make("p", "hint", t("In the draft: {what}", { what: [what, when].filter(Boolean).join(", ") })),
      button(t("Take it out of the draft"), () => { desk.change(lotChanges(item, lot, null), item, lot); }));
  }
  const lock = lockOfLot(desk.around, item, lot);
  const isHeld = desk.holds.hasLot(lot.lot);
  const why = lock === null || (lock === "fence" && desk.mayUnlock) ? "" : lockWords(lock, desk.around, item);
  const change = (step: OtherStep): void => { desk.change(lotChanges(item, lot, step), item, lot); };
  return make("div", "lot-hands",
    // What the fence keeps is as good as firm already.
    lock !== "of_quantity" && (isHeld || !lot.firm) && button(isHeld ? t("Set free") : t("Make firm"), () => { change(firmStep(lot, isHeld)); }),
    why === "" && button(t("Move…"), () => { moving(desk, item, lot); }),
    why === "" && button(t("Split…"), () => { splitting(desk, item, lot); }),
    why !== "" && make("p", "hint", why));
}

function lockWords(lock: LotLock, around: Around, item: Item): string {
  if (lock === "of_quantity") return t("This lot is the quantity that was fixed for its bucket: change that instead.");
  if (lock === "begun") return t("The lot has begun: it is not moved any more.");
  return t("Frozen: inside the demand fence, until {date}.", { date: dayMonth(fenceUntil(around, item)) });
}

/** A field of the dialog: what is typed into it, as a step; or why it is none. */
interface Asked {
  readonly title: string;
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  read(text: string): { readonly step: OtherStep; readonly finish?: string } | string;
}

function moving(desk: LotDesk, item: Item, lot: SteeredLot): void {
  const { base, today } = desk.around;
  ask(desk, item, lot, {
    title: t("Move lot {lot} of {item}", { lot: lot.lot, item: item.code }),
    label: t("Finished on"), value: lot.finish, hint: t("A date, a week (W12) or how far: +1w, -2d. It keeps its length in working days."),
    read: (text) => {
      const read = readDay(text, lot.finish, today);
      if (!read.ok) return read.reason;
      const finish = typeof read.value === "string" ? read.value : "";
      if (finish === "" || finish === lot.finish) return t("Write another day.");
      if (finish < today) return t("This time is past.");
      return finish < base.horizon_end ? { step: moveStep(lot, finish), finish } : t("That is after the last day that is planned.");
    },
  });
}

function splitting(desk: LotDesk, item: Item, lot: SteeredLot): void {
  const first = Math.ceil(lot.quantity / 2);
  ask(desk, item, lot, {
    title: t("Split lot {lot} of {item}", { lot: lot.lot, item: item.code }),
    label: t("Parts"), value: "", hint: t("Like {example}. What is left over is the last part.", { example: `${number(first)} + ${number(lot.quantity - first)}` }),
    read: (text) => {
      const parts = partsOf(text, lot.quantity);
      if (!parts) return t("The parts have to be above 0 and together {quantity}.", { quantity: number(lot.quantity) });
      if (makesWhole(desk.around, item) && !parts.every(Number.isInteger)) return wholeWords(item);
      const broken = brokenPiece(parts, item);
      return broken === undefined ? { step: splitStep(lot, parts) } : t("{quantity} is no multiple of {limit}.", { quantity: number(broken), limit: number(item.lotMultiple) });
    },
  });
}

interface Form {
  readonly form: HTMLFormElement;
  readonly field: HTMLInputElement;
  readonly reason: HTMLTextAreaElement;
  /** Around the reason: shown where one is needed. */
  readonly why: HTMLElement;
  readonly error: HTMLElement;
}

function formOf({ around, told }: LotDesk, item: Item, { label, value, hint }: Asked): Form {
  const [field, reason] = [make("input"), make("textarea")];
  Object.assign(field, { id: "lot-change", type: "text", value, autocomplete: "off" });
  Object.assign(reason, { id: "lot-reason", rows: 2, maxLength: LONGEST_REASON });
  const why = make("div", "field", ...fenceNotes(fenceUntil(around, item), told), labelled(t("Why?"), reason), reason);
  const error = make("p", "error");
  error.setAttribute("role", "alert");
  const submit = make("p", "sheet-actions", make("button", "button primary", t("Put it into my draft")));
  return { form: make("form", "reason", make("div", "field", labelled(label, field), field, make("p", "hint", hint)), why, error, submit), field, reason, why, error };
}

function ask(desk: LotDesk, item: Item, lot: SteeredLot, asked: Asked): void {
  const { form, field, reason, why, error } = formOf(desk, item, asked);
  const isFrozen = (finish?: string): boolean => lockOfLot(desk.around, item, lot, finish) === "fence";
  const showWhy = (): void => {
    const found = asked.read(field.value);
    why.hidden = !desk.mayUnlock || !isFrozen(typeof found === "string" ? undefined : found.finish);
  };
  const take = (): [words: string, at: HTMLElement] | null => {
    const found = asked.read(field.value);
    if (typeof found === "string") return [found, field];
    const frozen = isFrozen(found.finish);
    if (frozen && !desk.mayUnlock) return [lockWords("fence", desk.around, item), field];
    if (frozen && reason.value.trim() === "") return [t("Inside the fence a reason is needed."), reason];
    desk.change(lotChanges(item, lot, found.step, frozen ? reason.value.trim() : ""), item, lot);
    announce(t("In the draft: {what}", { what: otherWords(found.step).filter(Boolean).join(", ") }));
    return null;
  };
  const dialog = dialogOf(make("h2", "", asked.title), form);
  field.addEventListener("input", showWhy);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [words, at] = take() ?? ["", null];
    error.textContent = words;
    if (at) at.focus();
    else dialog.close();
  });
  showWhy();
  openModal(dialog);
  field.select();
}
