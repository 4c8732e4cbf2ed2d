/** What approving each request that is in sight would do to everyone: asked one after the other, and again of a new plan. */

import { make } from "../master-schedule/dom";
import { t } from "../shell/i18n";
import { drawn, foretell, whyNone } from "./impact";

const ASK_WITHIN_MS = 15_000;
/** So that the decision stays in sight. */
const MOVES_SHOWN = 3;

export class Foretold {
  private readonly waiting = new Set<HTMLElement>();
  private readonly seen = new Set<HTMLElement>();
  private isAsking = false;

  constructor(places: Iterable<HTMLElement>) {
    const watch = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting || !(target instanceof HTMLElement) || this.seen.has(target)) continue;
        this.seen.add(target);
        this.want(target);
      }
    });
    for (const place of places) {
      place.append(make("p", "hint", t("What it would do is asked once it is in sight.")));
      watch.observe(place);
    }
    document.addEventListener("lockstep:plan", () => { for (const place of this.seen) this.want(place); });
  }

  private want(place: HTMLElement): void {
    this.waiting.add(place);
    place.setAttribute("aria-busy", "true");
    if (!place.querySelector(".impact-own")) place.replaceChildren(make("p", "hint", t("Planning it without saving it…")));
    void this.next();
  }

  /** One at a time: a worker answers them one after the other anyway. */
  private async next(): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    for (let [place] = this.waiting; place; [place] = this.waiting) {
      this.waiting.delete(place);
      await this.tell(place);
      if (!this.waiting.has(place)) place.removeAttribute("aria-busy");
    }
    this.isAsking = false;
  }

  private async tell(place: HTMLElement): Promise<void> {
    try {
      await foretell({ address: place.dataset["impact"] ?? "", body: {}, timeoutMs: ASK_WITHIN_MS }, (impact, isLookingOn) => {
        place.replaceChildren(...drawn(impact, { shown: MOVES_SHOWN, heading: "h3", isLookingOn }));
      });
    } catch (error) {
      place.replaceChildren(make("p", "error", whyNone(error)));
    }
  }
}
