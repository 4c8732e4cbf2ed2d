/** When to look again whether a scenario is planned, and what a name may be chosen from. */

const FIRST_MS = 500;
const LAST_MS = 4000;

/** Return how long to wait before the next look: soon at first, then less and less often. */
export function nextLook(looks: number): number {
  return Math.min(LAST_MS, FIRST_MS * 1.5 ** looks);
}

/** Return the id of the list that goes with what a change of demand is about. */
export function listFor(about: string): string {
  return { item: "items", family: "families", customer: "customers" }[about] ?? "";
}
