/** What keys do and no button does, for Ctrl K: as far as it can be done in the cell that is chosen. */

import { t } from "../shell/i18n";
import type { Board } from "./board";
import type { Decisions } from "./draft/decisions";

export interface Offering {
  readonly board: Pick<Board, "active">;
  readonly decisions: Pick<Decisions, "mayUnlockAt" | "unlock">;
  toShortItem(by: 1 | -1): void;
}

export function offered({ board: { active }, decisions, toShortItem }: Offering): { label: string; run: () => void }[] {
  const isLocked = active !== null && decisions.mayUnlockAt(active.item, active.span);
  return [
    { label: t("Next item that is short"), run: () => { toShortItem(1); } },
    { label: t("Item before that is short"), run: () => { toShortItem(-1); } },
    ...(isLocked ? [{ label: t("Unlock this cell…"), run: () => { decisions.unlock(active.item, active.span); } }] : []),
  ];
}
