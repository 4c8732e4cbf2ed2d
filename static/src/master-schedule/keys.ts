/** What the keys of the page do, for the list of keys. */

import { t } from "../shell/i18n";
import { describeKeys } from "../shell/keys";

export function describeScheduleKeys(maySteer: boolean): void {
  describeKeys(
    { keys: ".", does: t("Next item that is short") },
    { keys: ",", does: t("Item before that is short") },
    { keys: "1 2 3", does: t("Days, weeks, months") },
    { keys: "Space", does: t("Open or close an item or a family") },
    { keys: "Enter", does: t("To the details of the cell") },
    { keys: "o", does: t("To the details of the cell, where Enter edits it") },
    { keys: "Alt+1 Alt+2 Alt+3", does: t("Days, weeks, months, where a digit is typed into the cell") },
    ...(maySteer ? [
      { keys: "F2", does: t("Edit the MPS or the forecast: 120, +40, *1.5, -20%") },
      { keys: "Enter", does: t("On a frozen cell: unlock it with a reason") },
      { keys: "Del", does: t("On a cell that is fixed by hand: give it back to the engine") },
      { keys: "Alt+← Alt+→", does: t("Move the quantity one column on") },
      { keys: "Ctrl+Z Ctrl+Y", does: t("Undo, redo") },
      { keys: "Ctrl+S", does: t("Publish the draft") },
    ] : []),
  );
}
