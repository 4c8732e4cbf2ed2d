/** The drawer beside a board. Where there is no room beside it, it lies over the board until it is closed. */

import { byId } from "./dom";

/** `back`: where the keyboard goes when the drawer is closed, by Escape or its button. */
export function closable(back: () => void): void {
  const details = byId("details");
  const close = (): void => {
    delete details.dataset["open"];
    back();
  };
  details.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  details.addEventListener("click", (event) => { if ((event.target as Element).closest("[data-closes]")) close(); });
}

export function openDetails(): void {
  const details = byId("details");
  details.dataset["open"] = "";
  details.focus();
}

/** It stands beside the board, or lies over it. */
export function areSeen(): boolean {
  return byId("details").offsetParent !== null;
}
