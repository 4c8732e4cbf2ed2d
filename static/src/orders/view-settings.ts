/** What a saved view chooses, and the columns that it leads to. No DOM. */

import type { Column } from "../grid/types";
import type { Sort, StatusFilter } from "./view";

export interface ShownColumn {
  readonly id: string;
  /** CSS pixels; null: as the grid has it. */
  readonly width: number | null;
}

export interface ViewSettings {
  readonly status: StatusFilter;
  readonly search: string;
  readonly sort: Sort | null;
  /** Empty: all, as the grid has them. */
  readonly columns: readonly ShownColumn[];
}

export const STANDARD: ViewSettings = { status: "all", search: "", sort: null, columns: [] };

/** Return the columns that a view shows: the frozen ones first and always, then the chosen ones in their order. */
export function chosenColumns(all: readonly Column[], chosen: readonly ShownColumn[]): Column[] {
  if (chosen.length === 0) return [...all];
  const widths = new Map(chosen.map(({ id, width }) => [id, width]));
  const sized = (column: Column): Column => {
    const width = widths.get(column.id);
    return typeof width === "number" ? { ...column, width, grow: 0 } : column;
  };
  const free = chosen.map(({ id }) => all.find((column) => column.id === id && !column.frozen)).filter((column) => column !== undefined);
  return [...all.filter((column) => column.frozen), ...free].map(sized);
}

/** Return the choice with a column shown or hidden; a column that comes back stands last. */
export function toggled(all: readonly Column[], chosen: readonly ShownColumn[], id: string): ShownColumn[] {
  const now = listed(all, chosen);
  return now.some((column) => column.id === id) ? now.filter((column) => column.id !== id) : [...now, { id, width: null }];
}

/** Return the choice with a column one place nearer to the left (-1) or right (1), within those that are not frozen. */
export function moved(all: readonly Column[], chosen: readonly ShownColumn[], id: string, by: -1 | 1): ShownColumn[] {
  const now = listed(all, chosen);
  const from = now.findIndex((column) => column.id === id);
  const [one, other] = [now[from], now[from + by]];
  if (!one || !other || isFrozen(all, other.id)) return now;
  now[from] = other;
  now[from + by] = one;
  return now;
}

/** Return the choice with a column as wide as it was drawn. */
export function widened(all: readonly Column[], chosen: readonly ShownColumn[], id: string, width: number): ShownColumn[] {
  return listed(all, chosen).map((column) => (column.id === id ? { id, width } : column));
}

/** The frozen ones are in every choice: one that has none left besides them is still a choice. */
function listed(all: readonly Column[], chosen: readonly ShownColumn[]): ShownColumn[] {
  if (chosen.length === 0) return all.map(({ id }) => ({ id, width: null }));
  const frozen = all.filter((column) => column.frozen).map(({ id }) => chosen.find((one) => one.id === id) ?? { id, width: null });
  return [...frozen, ...chosen.filter(({ id }) => !isFrozen(all, id))];
}

function isFrozen(all: readonly Column[], id: string): boolean {
  return all.some((column) => column.id === id && column.frozen === true);
}
