/** Which lines are shown, in which order. Pure. */

import type { CellValue } from "../grid/types";
import type { Line } from "./lines";

export type StatusFilter = "all" | "late" | "at_risk" | "not_planned";

export interface Sort {
  readonly field: string;
  readonly descending: boolean;
}

/** Return how many lines each filter would show. */
export function counts(lines: Iterable<Line>): Record<StatusFilter, number> {
  const found: Record<string, number> = { all: 0, late: 0, at_risk: 0, not_planned: 0 };
  for (const { cells } of lines) {
    found["all"] = (found["all"] ?? 0) + 1;
    const { status } = cells;
    if (status in found) found[status] = (found[status] ?? 0) + 1;
  }
  return found as Record<StatusFilter, number>;
}

/** The urgent first: what a planner means by sorting the status. */
const URGENCY: Readonly<Record<string, number>> = { late: 0, at_risk: 1, not_planned: 2, on_time: 3 };

function key(field: string, value: CellValue): CellValue {
  return field === "status" ? (URGENCY[String(value)] ?? 9) : value;
}

function compare(a: CellValue, b: CellValue): number {
  if (a === b) return 0;
  if (a === null || a === "") return 1;
  if (b === null || b === "") return -1;
  return a < b ? -1 : 1;
}

/** Return the lines of a filter that contain every word of the search, sorted. Empty cells come last either way. */
export function shown(lines: Iterable<Line>, filter: StatusFilter, search: string, sort: Sort | null): Line[] {
  const words = search.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  const found: Line[] = [];
  for (const line of lines) {
    if (filter !== "all" && line.cells.status !== filter) continue;
    if (words.every((word) => line.text.includes(word))) found.push(line);
  }
  return sort ? sorted(found, sort) : found;
}

function sorted(lines: Line[], { field, descending }: Sort): Line[] {
  const keyed = lines.map((line, place) => ({ line, place, by: key(field, line.cells[field] ?? null) }));
  keyed.sort((a, b) => {
    const empty = (entry: { by: CellValue }): boolean => entry.by === null || entry.by === "";
    if (empty(a) !== empty(b)) return empty(a) ? 1 : -1;
    const order = compare(a.by, b.by);
    return (descending ? -order : order) || a.place - b.place;
  });
  return keyed.map((entry) => entry.line);
}
