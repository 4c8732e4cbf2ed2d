/** How fresh the plan on screen is, in words. Pure: the clock is passed in. */

import type { Standing } from "./frame";
import { duration, t, tn } from "./i18n";

export type Freshness = "none" | "fresh" | "waiting" | "behind" | "old";

/** What the page knows: the last standing, when it heard it, since when changes wait, since when the line is dead. */
export interface Known {
  standing: Standing;
  heardAt: number;
  behindSince: number | null;
  silentSince: number | null;
  /** The browser is offline, or what was changed here could not be sent: what is known may not hold any more. */
  isCut: boolean;
}

export const BEHIND_MS = 10_000;
export const OLD_MS = 60_000;

function worst(ms: number): Freshness {
  return ms >= OLD_MS ? "old" : "behind";
}

/** A look that fails once is no news; to be offline, or not to get rid of a change, is. */
function isLost(known: Known, now: number): boolean {
  return known.isCut || (known.silentSince !== null && now - known.silentSince >= BEHIND_MS);
}

/** Return how fresh the plan is at `now`. */
export function freshness(known: Known, now: number): Freshness {
  if (isLost(known, now)) return worst(now - known.heardAt);
  if (known.standing.plan_id === null) return "none";
  if (known.standing.stuck) return "old";
  if (known.behindSince === null) return "fresh";
  const behind = now - known.behindSince;
  return behind >= BEHIND_MS ? worst(behind) : "waiting";
}

function sentence(known: Known): string[] {
  const { standing } = known;
  return [
    t("Planned revision {planned} of {ordered}", { planned: standing.planned_revision, ordered: standing.order_revision }),
    ...(standing.waiting > 0 ? [tn("{count} change waiting", "{count} changes waiting", standing.waiting)] : []),
  ];
}

function trouble(known: Known, now: number): string {
  if (known.standing.stuck) return t("Planning is stuck");
  return t("Plan is {time} behind", { time: duration((now - (known.behindSince ?? now)) / 1000) });
}

/** Return the sentence in the top bar at `now`. */
export function words(known: Known, now: number): string {
  const sinceHeard = (now - known.heardAt) / 1000;
  const state = freshness(known, now);
  const isBad = state === "behind" || state === "old";
  if (isBad && (known.isCut || known.silentSince !== null)) return t("Connection lost, data {age} old", { age: duration(sinceHeard) });
  if (known.standing.plan_id === null) return t("No plan yet");
  if (isBad) return [trouble(known, now), ...sentence(known)].join(" · ");
  const age = (known.standing.plan_age_seconds ?? 0) + sinceHeard;
  return [...sentence(known), t("{age} ago", { age: duration(age) })].join(" · ");
}
