/** The badge at “My promises”: how many notices one has not seen. Asked for when a plan came, and only where one looks. */

import { ask, Refused, Unreachable } from "./api";
import { frame } from "./frame";
import { number, tn } from "./i18n";

const MOST = 99;

declare global {
  interface DocumentEventMap {
    "lockstep:notices": CustomEvent<number>;
  }
}

/** "12", "99+". */
export function badgeWords(unseen: number): string {
  return unseen > MOST ? `${number(MOST)}+` : number(unseen);
}

function show(unseen: number): void {
  const badge = document.getElementById("notices-badge");
  if (!badge) return;
  badge.hidden = unseen === 0;
  const [figure, words] = badge.children;
  if (figure) figure.textContent = badgeWords(unseen);
  if (words) words.textContent = tn("{count} notice", "{count} notices", unseen);
}

async function look(): Promise<void> {
  if (document.hidden) return; // asked when it is looked at
  try {
    show((await ask<{ unseen: number }>(frame.notices)).unseen);
  } catch (error) {
    // the next plan asks again
    if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
  }
}

export function listenForNotices(): void {
  document.addEventListener("lockstep:notices", ({ detail }) => { show(detail); });
  if (!frame.notices || document.getElementById("news")) return; // that page asks by itself
  document.addEventListener("lockstep:plan", () => void look());
  document.addEventListener("visibilitychange", () => void look());
}
