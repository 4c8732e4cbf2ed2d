/** Which of the ways out one key may do: steps of one's own draft, and nothing for others to agree to. Pure. */

import type { Answer, Way } from "../late/answer";

/** The cheapest of them; the server ranks by price. */
export function byOneKey({ ways }: Pick<Answer, "ways">): Way | undefined {
  return ways.find(({ steps, changes, pieces }) => steps.length > 0 && changes.length === 0 && pieces.every(({ by_hand: byHand }) => byHand === ""));
}
