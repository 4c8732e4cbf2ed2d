/** Items and their measures as rows of the grid. Pure. */

import type { CellValue, GridRow } from "../grid/types";
import type { Span } from "./axis";
import { measuresOf, type ShownMeasure, wordOf } from "./measures";
import { type Item, numbersOf, type PlanData } from "./plan";
import type { Edited } from "./draft/edits";
import { lowest, valueOf } from "./sums";

/** What a collapsed cell shows: the MPS, or where nothing is planned a balance that needs looking at. */
export type Glance = "mps" | "mps-short" | "short" | "low" | "nothing";

export interface ItemRow {
  readonly item: Item;
  readonly row: GridRow;
  readonly glances: Readonly<Record<string, Glance>>;
}

type Cells = Record<string, CellValue>;

/** What a row of an item or a family says in each column, and how it is meant. */
export interface Glanced {
  readonly cells: Cells;
  readonly glances: Record<string, Glance>;
}

export const TOLERANCE = 1e-6;

export const itemRowId = (item: Item): string => `i${String(item.id)}`;

/** The item and, in a measure's row, the measure that a row id stands for. */
export function meaning(rowId: string | number): { itemId: number; measure: ShownMeasure | null } | null {
  const parts = /^i(\d+)(?:\/(\w+))?$/.exec(String(rowId));
  return parts ? { itemId: Number(parts[1]), measure: (parts[2] as ShownMeasure | undefined) ?? null } : null;
}

/** What is changed by typing into a row; a collapsed item's row stands for its MPS. Null: nothing is typed there. */
export function editedOf(measure: ShownMeasure | null): Edited | null {
  if (measure === null || measure === "mps") return "mps";
  return measure === "forecast" ? "forecast" : null;
}

export function glanceOf(plan: PlanData, item: Item, span: Span): { glance: Glance; value: number | null } {
  const mps = valueOf(plan, item, "mps", span) ?? 0;
  const low = lowest(numbersOf(plan, item, "balance"), span);
  if (mps > 0) return { glance: low < -TOLERANCE ? "mps-short" : "mps", value: mps };
  if (low < -TOLERANCE) return { glance: "short", value: low };
  if (low < item.safetyStock - TOLERANCE) return { glance: "low", value: low };
  return { glance: "nothing", value: null };
}

export function itemRow(plan: PlanData, item: Item, spans: readonly Span[]): ItemRow {
  const named = { item: item.code, name: item.name, measure: item.cover };
  const glanced = whenRead(() => glancedAt(spans, named, (span) => glanceOf(plan, item, span)));
  const children = measuresOf(plan, item).map((measure) => measureRow(plan, item, measure, spans));
  return {
    item, row: { id: itemRowId(item), get cells() { return glanced().cells; }, children, bold: true },
    get glances() { return glanced().glances; },
  };
}

/** A year of 500 items has 200,000 numbers, of which a screen shows a thousand: the others can wait until somebody comes to see them. */
export function whenRead<Reckoned>(reckon: () => Reckoned): () => Reckoned {
  let reckoned: { readonly value: Reckoned } | undefined;
  return () => (reckoned ??= { value: reckon() }).value;
}

/** What a row of an item or a family says: what stands in its frozen columns, then each column at a glance. */
export function glancedAt(spans: readonly Span[], named: Cells, at: (span: Span) => { glance: Glance; value: number | null }): Glanced {
  const [cells, glances]: [Cells, Glanced["glances"]] = [{ ...named }, {}];
  for (const span of spans) {
    const { glance, value } = at(span);
    cells[span.id] = value;
    glances[span.id] = glance;
  }
  return { cells, glances };
}

/** A row of one measure, reckoned when it is read; zeros would drown the numbers, unless they say something. */
export function valuesRow(spans: readonly Span[], id: string, words: () => string, zeroSays: boolean, valueAt: (span: Span) => number | null): GridRow {
  const cells = whenRead(() => {
    const reckoned: Cells = { item: "", name: "", measure: words() };
    for (const span of spans) {
      const value = valueAt(span);
      reckoned[span.id] = value === 0 && !zeroSays ? null : value;
    }
    return reckoned;
  });
  return { id, get cells() { return cells(); } };
}

function measureRow(plan: PlanData, item: Item, measure: ShownMeasure, spans: readonly Span[]): GridRow {
  const zeroSays = measure === "balance" || measure === "atp";
  const row = valuesRow(spans, `${itemRowId(item)}/${measure}`, () => wordOf(measure), zeroSays, (span) => valueOf(plan, item, measure, span));
  return editedOf(measure) === null ? Object.assign(row, { editable: false }) : row;
}

/** The cells whose value differs: `rowId|column`. Rows that were not there before don't count. */
export function changedCells(before: readonly ItemRow[], after: readonly ItemRow[]): Set<string> {
  const known = new Map(before.flatMap(({ row }) => [row, ...(row.children ?? [])]).map((row) => [row.id, row]));
  const changed = new Set<string>();
  for (const row of after.flatMap((made) => [made.row, ...(made.row.children ?? [])])) {
    const old = known.get(row.id);
    if (!old) continue;
    for (const [column, value] of Object.entries(row.cells)) {
      if (column in old.cells && old.cells[column] !== value) changed.add(`${String(row.id)}|${column}`);
    }
  }
  return changed;
}
