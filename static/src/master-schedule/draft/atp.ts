/**
 * Available to promise of one item, bucket by bucket: the same numbers as mps/scheduler/atp.py, whose rules these are
 * (tests/draft_examples.json is read by the tests of both languages). Pure.
 */

/** Supply less claims so far. */
function running(supply: readonly number[], claimed: readonly number[]): number[] {
  let total = 0;
  return supply.map((quantity, bucket) => (total += quantity - (claimed[bucket] ?? 0)));
}

/** The least value from each bucket to the end. */
function lookAhead(balance: readonly number[]): number[] {
  const least = [...balance];
  for (let bucket = least.length - 2; bucket >= 0; bucket -= 1) {
    least[bucket] = Math.min(least[bucket] ?? 0, least[bucket + 1] ?? 0);
  }
  return least;
}

/** What is unclaimed of each lot until the next one; null where there is none. The first bucket has the stock. */
export function lotAtp(supply: readonly number[], claimed: readonly number[], isLot: readonly boolean[]): (number | null)[] {
  const balance = running(supply, claimed);
  let following = balance.at(-1) ?? 0;
  const unclaimed: (number | null)[] = supply.map(() => null);
  for (let bucket = supply.length - 1; bucket >= 0; bucket -= 1) {
    if (bucket > 0 && !isLot[bucket]) continue;
    const before = bucket === 0 ? 0 : (balance[bucket - 1] ?? 0);
    unclaimed[bucket] = following - before;
    following = before;
  }
  return unclaimed;
}

/** Each negative is taken from earlier buckets, nearest first; what none covers stays where it arose. */
export function backwardAtp(atp: readonly (number | null)[]): (number | null)[] {
  const result = [...atp];
  for (let bucket = 0; bucket < result.length; bucket += 1) {
    for (let earlier = bucket - 1; earlier >= 0 && (result[bucket] ?? 0) < 0; earlier -= 1) {
      const there = result[earlier] ?? 0;
      if (there <= 0) continue;
      const taken = Math.min(there, -(result[bucket] ?? 0));
      result[earlier] = there - taken;
      result[bucket] = (result[bucket] ?? 0) + taken;
    }
  }
  return result;
}

/** Up to this much can be promised in a bucket without touching any order of a later one. */
export function cumulativeAtp(supply: readonly number[], claimed: readonly number[]): number[] {
  return lookAhead(running(supply, claimed));
}
