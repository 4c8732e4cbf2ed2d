/** The rules of a wall that nobody touches: how old its news may be, and where it stands so that nothing burns in. */

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
export const OLD_MS = MINUTE_MS;

/** A round of one pixel about the middle, one step an hour. */
const ROUND = [[0, 0], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1], [1, -1]] as const;

/** Return how many whole minutes old the last news are; null while they are fresh enough to say nothing of it. */
export function minutesOld(newsAt: number, now: number): number | null {
  const age = now - newsAt;
  return age > OLD_MS ? Math.floor(age / MINUTE_MS) : null;
}

/** Return by how many pixels the wall stands beside its middle at a moment. */
export function drift(now: number): readonly [number, number] {
  return ROUND[Math.floor(now / HOUR_MS) % ROUND.length] ?? [0, 0];
}

/** Whether the server has another build than the page came from: then its style and script are old, too. */
export function isRebuilt(mine: Document, fresh: Document): boolean {
  const files = (page: Document): string =>
    [...page.querySelectorAll("script[src], link[rel=stylesheet]")].map((one) => one.getAttribute("src") ?? one.getAttribute("href")).join(" ");
  return files(mine) !== files(fresh);
}
