/** What is said where another window of the same person has changed the draft. */

import { t, tn } from "../../shell/i18n";
import type { DraftNews } from "./saved-draft";
import { byKey, isCellStep, isSame, keyOf } from "./steps";

export function elsewhereWords({ before, steps, both, hadOwn }: DraftNews): string {
  if (both.length > 0) {
    return tn("You changed the same cell in another window: what was typed here stands.", "You changed {count} of the same cells in another window: what was typed here stands.", both.length);
  }
  if (hadOwn) return t("You changed this draft in another window, too: both changes are in it.");
  const now = byKey(steps);
  const typedOver = before.filter((step) => {
    const other = now.get(keyOf(step));
    return isCellStep(step) && other !== undefined && !isSame(step, other);
  });
  return typedOver.length > 0
    ? tn("You changed this draft in another window: {count} cell says what was typed there.", "You changed this draft in another window: {count} cells say what was typed there.", typedOver.length)
    : t("You changed this draft in another window: here it is as it is now.");
}
