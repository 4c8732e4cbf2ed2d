/** What the server says of moving work to another week, and what is said of it on the page. */

import type { Step } from "../late/answer";
import { t, tn } from "../shell/i18n";

export interface MovedLot {
  readonly key: string;
  readonly item: string;
  readonly name: string;
  readonly quantity: string;
  readonly hours: string;
  readonly is_firm: boolean;
  /** The day on which it is finished now, and then. */
  readonly before: string;
  readonly after: string;
}

export interface Proposed {
  readonly wanted: string;
  readonly moved: string;
  readonly suffices: boolean;
  readonly lots: readonly MovedLot[];
  /** Hours of the work centre in the two weeks, now and then. */
  readonly before: readonly [string, string];
  readonly after: readonly [string, string];
  readonly stays: readonly string[];
  readonly refused: readonly string[];
  readonly steps: readonly Step[];
  /** The first day of the nearest week that takes it all, where this one does not. */
  readonly nearest: string | null;
}

/** What the proposal comes to, in sentences. */
export function proposalWords(answer: Proposed, from: string, to: string): string[] {
  if (answer.lots.length === 0) {
    return [answer.stays.length > 0 ? t("Nothing may move from {from} to {to}.", { from, to }) : t("No planned lot works here then."), ...answer.stays];
  }
  const [fromNow, toNow] = answer.before;
  const [fromThen, toThen] = answer.after;
  return [
    tn("{count} lot moves: {hours} h leave {from}.", "{count} lots move: {hours} h leave {from}.", answer.lots.length, { hours: answer.moved, from }),
    t("{from}: {before} h → {after} h. {to}: {toBefore} h → {toAfter} h, about.", { from, before: fromNow, after: fromThen, to, toBefore: toNow, toAfter: toThen }),
    ...(answer.suffices ? [] : [t("That is less than the {wanted} h that should go.", { wanted: answer.wanted }), ...answer.stays]),
    ...answer.refused,
  ];
}

/** The place to which an arrow key leads from one, along places of which some can't be gone to; itself at an end. */
export function placeAfter(key: string, place: number, isThere: readonly boolean[]): number {
  const direction = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  if (key === "Home") return Math.max(0, isThere.indexOf(true));
  if (key === "End") return Math.max(0, isThere.lastIndexOf(true));
  for (let at = place + direction; direction !== 0 && at >= 0 && at < isThere.length; at += direction) if (isThere[at]) return at;
  return place;
}
