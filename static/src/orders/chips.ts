/** The filter: chips with counts, and the search box. */

import { number, t } from "../shell/i18n";
import type { StatusFilter } from "./view";

const SEARCH_MS = 60;

export class Chips {
  filter: StatusFilter = "all";
  search = "";
  private readonly chips = [...document.querySelectorAll<HTMLButtonElement>("#order-chips .chip")];
  private readonly box = document.querySelector<HTMLInputElement>("#order-search");
  private readonly total = document.querySelector<HTMLElement>("#order-count");
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly changed: () => void,
    leave: () => void,
  ) {
    const asked = new URLSearchParams(location.search);
    this.search = asked.get("q") ?? "";
    if (this.box) this.box.value = this.search;
    for (const chip of this.chips) {
      chip.addEventListener("click", () => { this.press(chip.dataset["filter"] as StatusFilter); });
      if (chip.dataset["filter"] === asked.get("status")) this.press(chip.dataset["filter"] as StatusFilter);
    }
    this.box?.addEventListener("input", () => { this.typed(); });
    this.box?.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape" && this.box?.value) {
        this.box.value = "";
        this.typed();
      } else if (event.key === "Enter" || event.key === "ArrowDown" || event.key === "Escape") {
        event.preventDefault();
        leave();
      }
    });
  }

  private press(filter: StatusFilter): void {
    this.filter = filter;
    for (const chip of this.chips) chip.setAttribute("aria-pressed", String(chip.dataset["filter"] === filter));
    this.changed();
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.search = this.box?.value ?? "";
      this.changed();
    }, SEARCH_MS);
  }

  show(filter: StatusFilter, search: string): void {
    clearTimeout(this.timer);
    this.search = search;
    if (this.box) this.box.value = search;
    this.press(filter);
  }

  /** Show how many there are of each. */
  count(counts: Record<StatusFilter, number>, shown: number): void {
    for (const chip of this.chips) {
      const place = chip.querySelector(".count");
      if (place) place.textContent = number(counts[chip.dataset["filter"] as StatusFilter]);
    }
    if (this.total) this.total.textContent = t("{shown} of {all}", { shown, all: counts.all });
  }
}
