/** What keys do and no button does, for Ctrl K: as far as it can be done in the cell that is chosen. */

import { t } from "../shell/i18n";
import type { Board } from "./board";
import type { Decisions } from "./draft/decisions";
import { askForHours, type HoursDesk } from "./draft/hours-sheet";

export interface Offering {
  readonly board: Pick<Board, "active">;
  readonly decisions: Pick<Decisions, "mayUnlockAt" | "unlock">;
  /** Of the heat cell that is chosen; null: none is, or the person may not. */
  readonly hours: HoursDesk | null;
  toShortItem(by: 1 | -1): void;
}

export function offered({ board: { active }, decisions, hours, toShortItem }: Offering): { label: string; run: () => void }[] {
  const isLocked = active !== null && decisions.mayUnlockAt(active.item, active.span);
  return [
    { label: t("Next item that is short"), run: () => { toShortItem(1); } },
    { label: t("Item before that is short"), run: () => { toShortItem(-1); } },
    ...(hours ? [{ label: t("Change the hours of {center}…", { center: hours.plan.load.code[hours.place] ?? "" }), run: () => { askForHours(hours); } }] : []),
    ...(isLocked ? [{ label: t("Unlock this cell…"), run: () => { decisions.unlock(active.item, active.span); } }] : []),
  ];
}
