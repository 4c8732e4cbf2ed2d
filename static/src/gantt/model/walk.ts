/** The way from bar to bar by arrow keys: along the row, and to the nearest bar of the next row that has one. Pure. */

import type { Layout, Placed, Row } from "./layout";

export type Way = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End";

export function isWay(key: string): key is Way {
  return ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(key);
}

/** The id of the bar that comes next; the first one at `x` where none is active; null where there is none. */
export function walk(layout: Layout, active: string | null, way: Way, x: number): string | null {
  const here = active === null ? undefined : layout.placed.get(active);
  if (!here) return nearest(layout.rows.flatMap(({ bars }) => bars), x);
  const { row, place } = here;
  const last = row.bars.length - 1;
  const at = row.bars.indexOf(place);
  const along: Partial<Record<Way, number>> = { ArrowLeft: Math.max(0, at - 1), ArrowRight: Math.min(last, at + 1), Home: 0, End: last };
  const to = along[way];
  if (to !== undefined) return row.bars[to]?.bar.id ?? active;
  return sideways(layout.rows, row, place, way === "ArrowDown" ? 1 : -1) ?? active;
}

function sideways(rows: readonly Row[], row: Row, place: Placed, by: 1 | -1): string | null {
  for (let at = rows.indexOf(row) + by; at >= 0 && at < rows.length; at += by) {
    const found = nearest(rows[at]?.bars ?? [], place.x + place.width / 2);
    if (found !== null) return found;
  }
  return null;
}

function nearest(bars: readonly Placed[], x: number): string | null {
  let [best, least] = [null as string | null, Infinity];
  for (const { bar, x: left, width } of bars) {
    const distance = Math.max(left - x, x - left - width, 0);
    if (distance < least) [best, least] = [bar.id, distance];
  }
  return best;
}
