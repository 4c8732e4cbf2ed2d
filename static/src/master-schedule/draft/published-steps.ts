/** What a publication changed, by item and work centre, folded until somebody wants to know. */

import { t, tn } from "../../shell/i18n";
import { make } from "../dom";
import type { PlanData } from "../plan";
import { groupsOf, type ItemsOfLots } from "./accepting";
import type { Publication } from "./saved-draft";
import { stepWords } from "./step-words";

export interface Known {
  readonly plan: Pick<PlanData, "items" | "load"> | undefined;
  readonly itemsOfLots: ItemsOfLots;
}

/** A line for each change that is told; the last line counts the others. */
export function linesOf({ steps, count }: Pick<Publication, "steps" | "count">, { plan, itemsOfLots }: Known): string[] {
  const lines = groupsOf(steps, plan, itemsOfLots).flatMap(({ kind, code, name, steps: own }) => {
    const about = kind === "lots" ? "" : [code, name].filter(Boolean).join(" · ");
    return own.map((step) => [about, stepWords(step)].filter(Boolean).join(": "));
  });
  const left = count - steps.length;
  return left > 0 ? [...lines, tn("and {count} more", "and {count} more", left)] : lines;
}

/** Null for the undoing of another publication, which has no changes of its own. */
export function publishedSteps(publication: Publication, known: Known): HTMLElement | null {
  if (publication.steps.length === 0) return null;
  const lines = linesOf(publication, known).map((line) => make("li", "", line));
  const head = make("summary", "", t("What it changed"));
  head.setAttribute("aria-label", t("What it changed: {reason}", { reason: publication.reason }));
  return make("details", "steps", head, make("ul", "", ...lines));
}
