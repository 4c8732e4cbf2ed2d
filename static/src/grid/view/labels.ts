/** Where a fence's label goes. Pure. */

export interface Extent {
  readonly left: number;
  readonly right: number;
}

/**
 * Find room for a label beside the fence's line: before it or behind it, long or short (`widths` in that order), inside
 * `room` and clear of the names. Where nothing is free, the shortest before the line, over whatever is there (`uncovered`).
 */
export function placeLabel(line: number, widths: readonly number[], names: readonly Extent[], room: Extent): Extent & { choice: number } {
  for (const [choice, width] of widths.entries()) {
    for (const left of [line - width, line]) {
      const right = left + width;
      const isFree = names.every((name) => right <= name.left || left >= name.right);
      if (isFree && left >= room.left && right <= room.right) return { choice, left, right };
    }
  }
  const choice = widths.length - 1;
  const width = widths[choice] ?? 0;
  const left = Math.max(room.left, line - width);
  return { choice, left, right: left + width };
}

/** The names that no label covers: half a name behind a label is no name. */
export function uncovered<Name extends Extent>(names: readonly Name[], labels: readonly Extent[]): Name[] {
  return names.filter((name) => labels.every((label) => label.right <= name.left || label.left >= name.right));
}
