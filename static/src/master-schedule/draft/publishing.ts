/** Publishing a draft, or what of it is accepted; and the list of what was published, to take back. */

import { t } from "../../shell/i18n";
import { dayMonth } from "../dates";
import { make } from "../dom";
import type { Item, PlanData } from "../plan";
import type { ItemsOfLots } from "./accepting";
import type { CheckAnswer } from "./checked";
import { PublishSheet } from "./publish-sheet";
import { countWords, type Known, publishedSteps } from "./published-steps";
import type { Publication } from "./saved-draft";
import { reasonForm, sheet } from "./sheet";
import { daysWords } from "./step-words";
import type { Step } from "./steps";

export interface Publishable {
  readonly base: PlanData | undefined;
  readonly items: readonly Item[];
  readonly steps: readonly Step[];
  readonly itemsOfLots: ItemsOfLots;
  /** Of all of it. */
  readonly checked: CheckAnswer | undefined;
}

export interface PublishingActions {
  draft(): Publishable;
  /** Have these steps of the draft planned, without showing their plan. Raises Refused, Unreachable. */
  check(accepted: readonly Step[]): Promise<CheckAnswer>;
  /** `checked`: what a check of the same steps has answered. Raises Refused, Unreachable, NotYet, as `undo` does. */
  publish(reason: string, accepted: readonly Step[], checked: string): Promise<void>;
  undo(publication: Publication, reason: string): Promise<void>;
}

export class Publishing {
  private publications: readonly Publication[] = [];

  constructor(private readonly actions: PublishingActions) {}

  known(publications: readonly Publication[]): void {
    this.publications = publications;
  }

  open(): void {
    new PublishSheet(this.actions.draft(), this.actions).open();
  }

  openHistory(): void {
    const { base: plan, itemsOfLots } = this.actions.draft();
    const entries = this.publications.map((publication) => this.entry(publication, { plan, itemsOfLots }));
    sheet(
      t("Published changes"),
      entries.length > 0 ? make("ul", "publications", ...entries) : make("p", "hint", t("Nobody has published any changes by hand yet.")),
      ofScenarios(),
    );
  }

  private entry(publication: Publication, known: Known): HTMLElement {
    const said = make("div", "who", make("b", "", publication.reason), make("small", "", `${publication.by} · ${moment(publication.at)} · ${countWords(publication)}`));
    said.append(...(publication.unlocked ?? []).map((one) => make("small", "unlocked", t("{item} unlocked: {reason}", { item: [one.item, one.lot, daysWords(one.first, one.last)].filter(Boolean).join(", "), reason: one.reason }))));
    const changed = publishedSteps(publication, known);
    if (changed) said.append(changed);
    const entry = make("li", "", said);
    if (!publication.can_undo) return entry;
    const button = make("button", "button", t("Undo"));
    button.type = "button";
    button.setAttribute("aria-label", t("Undo: {reason}", { reason: publication.reason }));
    button.addEventListener("click", () => {
      const form = reasonForm({
        label: t("Why is it taken back?"), submit: t("Take back"), send: (reason) => this.actions.undo(publication, reason),
        note: t("The schedule stays as it is until the next plan is there. Then the engine decides again about what this had fixed, and keeps what is still best. All else that was published holds on."),
      });
      button.replaceWith(form);
      form.querySelector("textarea")?.focus();
    });
    entry.append(button);
    return entry;
  }
}

/** What a scenario wrote is no publication: the pages of those that were merged say where it is taken back. */
function ofScenarios(): HTMLElement | false {
  const page = document.querySelector<HTMLAnchorElement>('.rail a[data-key="s"]');
  if (!page) return false;
  const link = make("a", "", t("the scenarios that were merged"));
  const address = new URL(page.href);
  address.searchParams.set("show", "merged");
  link.href = address.href;
  return make("p", "hint", `${t("Merges are not among them; each is taken back on the page of its scenario:")} `, link);
}

/** By the clocks of the site, as the server writes it. */
function moment(iso: string): string {
  return `${dayMonth(iso.slice(0, 10))} ${iso.slice(11, 16)}`;
}
