/** The letter keys of the orders grid, and what the list of keys says of it. */

import type { CellRef } from "../grid/types";
import { t } from "../shell/i18n";
import { describeKeys, letterKey, letterKeysAreOn } from "../shell/keys";
import { begins } from "./columns";

export interface LetterActions {
  readonly bulk: () => void;
  readonly details: (id: number) => void;
}

/** Do what a letter means on a cell; false where it is for the grid. */
export function gridKey(event: KeyboardEvent, active: CellRef | null, editable: ReadonlySet<string>, act: LetterActions): boolean {
  if (!active || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (editable.has(active.field) && begins(active.field, event.key)) return false;
  if ((event.key === "o" || event.key === "b") && letterKeysAreOn()) {
    if (letterKey(event)) return true; // the second half of `g o`
    if (event.key === "b") act.bulk();
    else act.details(Number(active.rowId));
    return true;
  }
  return letterKey(event);
}

export function describeGridKeys(mayEdit: boolean): void {
  if (mayEdit) {
    describeKeys(
      { keys: "Enter", does: t("Edit the cell, or choose whose value stays") }, { keys: "Ctrl Z", does: t("Undo") }, { keys: "Ctrl Y", does: t("Redo") },
      { keys: "Ctrl D", does: t("Fill down") }, { keys: "Ctrl V", does: t("Paste from Excel") },
      { keys: "b", does: t("Change all selected lines") },
    );
  }
  describeKeys({ keys: "Alt Enter", does: t("Open the request that a cell waits for") }, { keys: "o", does: t("Details of the line") });
}
