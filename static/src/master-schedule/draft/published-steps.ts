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

/** How many changes it made, took back or brought back. */
export function countWords({ count, took_back, brought_back }: Publication): string {
  if (took_back) return tn("takes back {count} change", "takes back {count} changes", count);
  if (brought_back) return tn("brings back {count} change", "brings back {count} changes", count);
  return tn("{count} change", "{count} changes", count);
}

/** Null where nothing is known of its changes. */
export function publishedSteps(publication: Publication, known: Known): HTMLElement | null {
  if (publication.steps.length === 0) return null;
  const lines = linesOf(publication, known).map((line) => make("li", "", line));
  const words = publication.took_back ? t("What it took back") : publication.brought_back ? t("What it brought back") : t("What it changed");
  const head = make("summary", "", words);
  head.setAttribute("aria-label", t("{what}: {reason}", { what: words, reason: publication.reason }));
  return make("details", "steps", head, make("ul", "", ...lines));
}
