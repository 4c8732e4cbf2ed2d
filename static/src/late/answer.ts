/** What the server says of a late line: causes and ways out, worded there. */

export type Step = Readonly<Record<string, string | number>>;

/** `means` is what is paid for it, else in words who waits and how long; `by_hand` how, where no click does it. */
export interface Piece { readonly words: string; readonly means: string; readonly by_hand: string; readonly place: Place | null }
/** Where that is done: a page (no `href` where the reader may not open it), and which roles may. */
export interface Place { readonly words: string; readonly href: string; readonly who: string }
export interface LineChange { readonly id: number; readonly version: number; readonly values: Readonly<Record<string, string>> }

export interface Way {
  readonly pieces: readonly Piece[];
  /** What is paid for all of it. */
  readonly price: string;
  /** Only a part of the line is in time by it. */
  readonly is_part: boolean;
  /** It is proven that no amount of it could be less. */
  readonly is_least: boolean;
  readonly ready: string;
  readonly delayed: readonly string[];
  readonly others_delayed: number;
  readonly steps: readonly Step[];
  readonly changes: readonly LineChange[];
}

/** Why a line is late or at risk: of a late one the published plan knows it before anything is searched. */
export interface Lateness {
  /** In time with little to spare: causes and ways are of its being there by `wanted_by`; null: it is due too soon. */
  readonly is_at_risk: boolean;
  readonly wanted_by: string | null;
  readonly due: string | null;
  /** Why it is due before the day that stands in the order, for nothing leaves on that; else empty. */
  readonly day_before: string;
  readonly ready: string | null;
  readonly why: readonly Reason[];
  readonly supplier: Supplier | null;
}

/** What the line waits for from a supplier; `is_first`: that is its first cause; `is_enough`: it is proven that having it sooner helps. `nothing` says that no step of ours helps, `wish` what the supplier is asked for, `sooner` what sooner days would give. */
export interface Supplier { readonly is_first: boolean; readonly is_enough: boolean; readonly nothing: string; readonly words: string; readonly wish: string; readonly place: Place; readonly sooner: readonly string[] }

/** A cause in a sentence; `notes` say more of it, `takes` what the hours go to that it waits for, under the words `taken`. */
export interface Reason { readonly words: string; readonly notes: readonly string[]; readonly taken: string; readonly takes: readonly Taking[] }
/** With the page of its order, where there is one that the reader may open. */
export interface Taking { readonly words: string; readonly href: string }

export interface Answer extends Lateness {
  readonly is_late: boolean;
  readonly ways: readonly Way[];
  readonly finished: boolean;
  /** How many plans were tried, those of earlier rounds included. */
  readonly planned: number;
  /** That none of the ways has the whole line in time, where that is so. */
  readonly no_whole: string;
  /** Why there is none, where the search has ended without any. */
  readonly nothing: string;
}

export interface Draft { readonly version: number; readonly steps: readonly Step[] }

/** A draft with the steps of a way out behind its own; those that it has already are not put in twice. */
export function withSteps(draft: Draft, steps: readonly Step[]): Step[] {
  const known = new Set(draft.steps.map(written));
  return [...draft.steps, ...steps.filter((step) => !known.has(written(step)))];
}

/** Whether one click does something of it; the rest is for people to do. */
export function isAppliable(way: Way): boolean {
  return way.steps.length > 0 || way.changes.length > 0;
}

/** Whether one click does all of it. */
export function isOneClick(way: Way): boolean {
  return isAppliable(way) && way.pieces.every(({ by_hand: byHand }) => byHand === "");
}

/** So many rounds of a search go by themselves while nothing is found that one click does for the whole line with no more than it takes; then the reader says whether to go on. */
const MOST_ROUNDS = 12;

/** Whether to ask again at once: the server goes on from where it stopped. */
export function goesOn({ is_late: isLate, is_at_risk: isAtRisk, finished, ways }: Answer, rounds: number): boolean {
  return (isLate || isAtRisk) && !finished && !ways.some((way) => !way.is_part && way.is_least && isOneClick(way)) && rounds < MOST_ROUNDS;
}

function written(step: Step): string {
  return JSON.stringify(Object.entries(step).sort(([one], [other]) => (one < other ? -1 : 1)));
}
