/**
 * News of the plan. The stream carries ids and revisions only; whoever shows something fetches it again. Where the stream
 * is down, we ask every five seconds. Three events go to `document`:
 *   lockstep:plan      a new plan is current          detail: Standing
 *   lockstep:revision  the orders changed, to be planned   detail: Standing
 *   lockstep:requests  a change was asked for or decided at the site
 */

import { ask } from "./api";
import { frame, type Standing } from "./frame";
import { freshness, type Known, words } from "./staleness";
import { offerStop } from "./stop";
import { announce } from "./toast";

const POLL_MS = 5000;
/** A stream can die without a word (a proxy, a sleeping laptop): look now and then even while it seems well. */
const LOOK_MS = 30_000;
/** No news says that a run has begun: as long as changes wait, look whether one is under way. */
const RUN_LOOK_MS = 2000;

declare global {
  interface DocumentEventMap {
    "lockstep:plan": CustomEvent<Standing>;
    "lockstep:revision": CustomEvent<Standing>;
    "lockstep:requests": CustomEvent<null>;
  }
}

let known: Known | undefined;
/** A change made on this page could not be sent, and waits. */
let sendFails = false;
let stream: EventSource | undefined;
let polling: ReturnType<typeof setInterval> | undefined;
let lastState = "";

/** The standing that the page knows, if it is about a site at all. */
export function current(): Standing | undefined {
  return known?.standing;
}

function isCut(): boolean {
  return sendFails || !navigator.onLine;
}

/** Whether changes made on this page can't be sent: the top bar must not look well meanwhile. */
export function sendingFails(fails: boolean): void {
  if (sendFails === fails) return;
  sendFails = fails;
  draw();
}

function draw(): void {
  const badge = document.getElementById("plan-words");
  const box = document.getElementById("plan-context");
  if (!known || !badge || !box) return;
  known.isCut = isCut();
  const now = Date.now();
  const text = words(known, now);
  if (badge.textContent !== text) badge.textContent = badge.title = text; // a narrow bar cuts it
  const state = freshness(known, now);
  if (state === lastState) return;
  if (state === "behind" || state === "old") announce(text);
  lastState = state;
  box.dataset["state"] = state;
}

function record(standing: Standing): void {
  const box = document.getElementById("plan-context");
  if (!box) return;
  box.dataset["orderRevision"] = String(standing.order_revision);
  box.dataset["plannedRevision"] = String(standing.planned_revision);
  box.dataset["planId"] = String(standing.plan_id ?? "");
  box.dataset["waiting"] = String(standing.waiting);
}

/** Since when changes wait; a series of changes counts from its first one. */
function behind(standing: Standing, now: number): number | null {
  if (standing.waiting === 0) return null;
  return Math.min(known?.behindSince ?? now, now - standing.waiting_seconds * 1000);
}

/** Answers and events may overtake each other: what is older than what we know says nothing. */
function isOld(standing: Standing): boolean {
  const { order_revision: ordered = 0, planned_revision: planned = 0 } = known?.standing ?? {};
  return standing.order_revision < ordered || standing.planned_revision < planned;
}

function hear(standing: Standing): void {
  if (standing.site !== frame.site || isOld(standing)) return;
  const before = known?.standing;
  const now = Date.now();
  known = { standing, heardAt: now, behindSince: behind(standing, now), silentSince: null, isCut: isCut() };
  record(standing);
  draw();
  offerStop(standing);
  if (standing.waiting > 0 || standing.running) lookSoon();
  if (!before) return;
  if (before.order_revision !== standing.order_revision) {
    document.dispatchEvent(new CustomEvent("lockstep:revision", { detail: standing }));
  }
  if (before.plan_id !== standing.plan_id) {
    document.dispatchEvent(new CustomEvent("lockstep:plan", { detail: standing }));
  }
}

/** The orders moved to a revision that we know from an answer of our own: no need to wait for the news. */
export function ordersReached(revision: number): void {
  if (!known || revision <= known.standing.order_revision) return;
  const { standing } = known;
  hear({ ...standing, order_revision: revision, waiting: Math.max(0, revision - standing.planned_revision), waiting_seconds: 0 });
}

async function look(): Promise<void> {
  try {
    hear(await ask<Standing>(`${frame.standing_address}?site=${encodeURIComponent(frame.site)}`, { timeoutMs: 8000 }));
  } catch {
    // Any failure means the same here: nothing was heard. The sentence in the top bar says since when.
    if (known) known.silentSince ??= Date.now();
  }
  draw();
}

let soon: ReturnType<typeof setTimeout> | undefined;

function lookSoon(): void {
  soon ??= setTimeout(() => {
    soon = undefined;
    void look();
  }, RUN_LOOK_MS);
}

function poll(): void {
  polling ??= setInterval(() => void look(), POLL_MS);
}

function connect(): void {
  stream?.close();
  stream = new EventSource(`${frame.events}?site=${encodeURIComponent(frame.site)}`);
  stream.addEventListener("open", () => {
    clearInterval(polling);
    polling = undefined;
    void look(); // what happened while nobody listened
  });
  for (const name of ["plan", "revision"]) {
    stream.addEventListener(name, (event: MessageEvent<string>) => { hear(JSON.parse(event.data) as Standing); });
  }
  stream.addEventListener("requests", (event: MessageEvent<string>) => {
    if ((JSON.parse(event.data) as Standing).site === frame.site) document.dispatchEvent(new CustomEvent("lockstep:requests"));
  });
  stream.addEventListener("error", () => {
    if (!polling) void look();
    poll();
    if (stream?.readyState === EventSource.CLOSED) setTimeout(connect, POLL_MS); // an HTTP error ends a stream for good
  });
}

/** Begin to listen for the page's site. */
export function listen(): void {
  if (!frame.site || !frame.standing) return;
  hear(frame.standing);
  setInterval(draw, 1000);
  setInterval(() => void look(), LOOK_MS);
  connect();
  window.addEventListener("online", () => void look());
  window.addEventListener("offline", () => {
    if (known) known.silentSince ??= Date.now();
    draw();
  });
}
