/** A column's quantity over its buckets: a week may be seven days, some of them frozen or closed. Pure. */

export interface Place {
  /** What the plan, or the draft, has there. */
  readonly quantity: number;
  /** Not behind a fence, and not past. */
  readonly isOpen: boolean;
  /** Somebody works there. */
  readonly isWorked: boolean;
}

/**
 * The quantities of the buckets that add up to `wanted`; null where what is locked is more than that. More goes to the
 * first bucket that has some and in which somebody works, else to the first of these; less is taken from the last ones.
 */
export function spread(places: readonly Place[], wanted: number): number[] | null {
  const missing = tidy(wanted - places.reduce((sum, { quantity }) => sum + quantity, 0));
  return missing > 0 ? more(places, missing) : less(places, -missing);
}

function more(places: readonly Place[], missing: number): number[] | null {
  const place = first(places, ({ isOpen, isWorked, quantity }) => isOpen && isWorked && quantity > 0)
    ?? first(places, ({ isOpen, isWorked }) => isOpen && isWorked) ?? first(places, ({ isOpen }) => isOpen);
  if (place === undefined) return null;
  return places.map(({ quantity }, index) => (index === place ? tidy(quantity + missing) : quantity));
}

function less(places: readonly Place[], surplus: number): number[] | null {
  let left = surplus;
  const now = [...places].reverse().map(({ quantity, isOpen }) => {
    const taken = isOpen ? Math.min(quantity, left) : 0;
    left = tidy(left - taken);
    return tidy(quantity - taken);
  });
  return left > 0 ? null : now.reverse();
}

function first(places: readonly Place[], wanted: (place: Place) => boolean): number | undefined {
  const found = places.findIndex(wanted);
  return found < 0 ? undefined : found;
}

/** As many digits as the server sends. */
export function tidy(value: number): number {
  return Math.round(value * 1000) / 1000;
}
