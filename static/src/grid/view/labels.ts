/** Where the labels of fences go, in a line of the header that is theirs. Pure. */

export interface Extent {
  readonly left: number;
  readonly right: number;
}

/** A fence's line, and the widths of its label: the long one and the short one. */
export interface Wish {
  readonly line: number;
  readonly widths: readonly [long: number, short: number];
}

export interface PlacedLabel extends Extent {
  readonly isLong: boolean;
}

const GAP_PX = 2;

/**
 * Find room for the labels of the fences, from left to right, inside `room`: long ones where each stands beside its own
 * line, else short ones. No label covers another.
 */
export function placeLabels(wishes: readonly Wish[], room: Extent): PlacedLabel[] {
  const long = placed(wishes, true, room);
  const isFree = long.every(({ left, right }, place) => [left, right].includes(wishes[place]?.line ?? left) && right <= room.right);
  return isFree ? long : placed(wishes, false, room);
}

/** Each before its line, else behind it, else behind the label before it. */
function placed(wishes: readonly Wish[], isLong: boolean, room: Extent): PlacedLabel[] {
  const labels: PlacedLabel[] = [];
  for (const { line, widths } of wishes) {
    const width = widths[isLong ? 0 : 1];
    const before = labels.at(-1);
    const from = before ? before.right + GAP_PX : room.left;
    const left = line - width >= from ? line - width : Math.max(line, from);
    labels.push({ isLong, left, right: left + width });
  }
  return labels;
}
