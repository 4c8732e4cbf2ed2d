/** What the page that is shown offers to do, for Ctrl K: its buttons that say so (`data-command`), and what has none. */

import { t } from "./i18n";

export interface Command {
  readonly label: string;
  /** What it belongs to. */
  readonly detail: string;
  readonly run: () => void;
}

type Offer = () => readonly Omit<Command, "detail">[];

const offers: Offer[] = [];

/** Offer what no button does; asked each time, for it may depend on what is selected. */
export function offerCommands(offer: Offer): void {
  offers.push(offer);
}

export function commands(): Command[] {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>("button[data-command]")].filter((button) =>
    !button.disabled && button.getAttribute("aria-disabled") !== "true" && button.checkVisibility({ visibilityProperty: true }));
  return [
    ...buttons.map((button) => ({ label: labelOf(button), detail: groupOf(button), run: () => { button.click(); } })),
    ...offers.flatMap((offer) => offer()).map((offered) => ({ ...offered, detail: t("On this page") })),
  ];
}

/** What is written on it, without its key and its count. */
function labelOf(button: HTMLButtonElement): string {
  const words = button.getAttribute("aria-label") ?? [...button.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent).join(" ");
  return words.replace(/\s+/g, " ").trim();
}

function groupOf(button: HTMLElement): string {
  return button.closest("[role=group][aria-label]")?.getAttribute("aria-label") ?? t("On this page");
}
