/** The keys of the page, for the list behind `?`. */

import { t } from "../shell/i18n";
import type { KeyHint } from "../shell/keys";

export function keysOf(maySteer: boolean): KeyHint[] {
  const all: KeyHint[] = [
    { keys: "← → ↑ ↓", does: t("From bar to bar, from work centre to work centre") },
    { keys: "Home End", does: t("First and last bar of the work centre") },
    { keys: "Shift+← → ↑ ↓", does: t("Choose one more bar on the way") },
    { keys: "Ctrl+A", does: t("Choose all bars of the work centre") },
    { keys: "Enter", does: t("To the details of the bar") },
    { keys: "Esc", does: t("Choose nothing; let go of what is dragged") },
    { keys: "1 2 3", does: t("Days, weeks, months") },
  ];
  if (!maySteer) return all;
  return [
    ...all,
    { keys: "Alt+← Alt+→", does: t("Move what is chosen one day") },
    { keys: "Alt+Shift+← Alt+Shift+→", does: t("Move what is chosen one week") },
    { keys: "Alt+↑ Alt+↓", does: t("To another work centre that can do the step") },
    { keys: "L", does: t("Make the lot firm, or set it free") },
    { keys: "Ctrl+Z Ctrl+Y", does: t("Undo, redo") },
    { keys: "Ctrl+S", does: t("Publish the draft") },
  ];
}
