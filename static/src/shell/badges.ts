/** The badges in the frame: notices one has not seen, messages of the plan. Asked for when a plan came, and only where one looks. */

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
export function badgeWords(count: number): string {
  return count > MOST ? `${number(MOST)}+` : number(count);
}

function show(id: string, count: number, said: string): void {
  const badge = document.getElementById(id);
  if (!badge) return;
  badge.hidden = count === 0;
  const [figure, words] = badge.children;
  if (figure) figure.textContent = badgeWords(count);
  if (words) words.textContent = said;
}

function showNotices(unseen: number): void {
  show("notices-badge", unseen, tn("{count} notice", "{count} notices", unseen));
}

function showNeeds(count: number): void {
  show("needs-badge", count, tn("{count} message", "{count} messages", count));
}

async function look(address: string, answered: (answer: Record<string, number>) => void): Promise<void> {
  if (document.hidden) return; // asked when it is looked at
  try {
    answered(await ask<Record<string, number>>(address));
  } catch (error) {
    // the next plan asks again
    if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
  }
}

function keepTrue(look: () => Promise<void>): void {
  document.addEventListener("lockstep:plan", () => void look());
  document.addEventListener("visibilitychange", () => void look());
}

export function listenForNotices(): void {
  document.addEventListener("lockstep:notices", ({ detail }) => { showNotices(detail); });
  if (!frame.notices || document.getElementById("news")) return; // that page asks by itself
  keepTrue(() => look(frame.notices, ({ unseen = 0 }) => { showNotices(unseen); }));
}

export function listenForNeeds(): void {
  if (frame.needs) keepTrue(() => look(frame.needs, ({ count = 0 }) => { showNeeds(count); }));
}
