/** The frame's own behaviour. Every page entry calls `startShell()` first. */

import { forgetTab } from "../orders/tab";
import { listenForKeys } from "./keys";
import { listen } from "./live";
import { listenForNeeds, listenForNotices } from "./badges";
import { keepSite } from "./own-site";
import { listenForStop } from "./stop";
import { listenForAppearance } from "./theme";

function closeMenuOutside(): void {
  const menu = document.querySelector<HTMLDetailsElement>("#user-menu");
  if (!menu) return;
  document.addEventListener("pointerdown", (event) => {
    if (menu.open && !menu.contains(event.target as Node)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

/** What a tab remembers of somebody's work is nobody else's: not even in the moments before the next page. */
function forgetAtSignOut(): void {
  document.addEventListener("submit", ({ target }) => {
    if (target instanceof HTMLFormElement && target.action.endsWith("/sign-out/")) forgetTab(sessionStorage);
  });
}

function switchSites(): void {
  const form = document.querySelector<HTMLFormElement>("#site-switch");
  form?.addEventListener("change", () => { form.requestSubmit(); });
}

export function startShell(): void {
  keepSite();
  listen();
  listenForKeys();
  listenForAppearance();
  listenForStop();
  listenForNotices();
  listenForNeeds();
  closeMenuOutside();
  switchSites();
  forgetAtSignOut();
}
